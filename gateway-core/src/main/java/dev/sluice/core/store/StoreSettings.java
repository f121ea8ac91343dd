package dev.sluice.core.store;

import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration's section {@code store}.
 *
 * @param path the database file, absolute; without meaning for {@link Kind#MEMORY}
 * @param encryptionKey what provider keys are sealed under, in the form of
 *     {@link dev.sluice.core.secret.SealingKey#parse}; null: none can be added through the API, but to
 *     {@link Kind#MEMORY}
 * @param previousKeys what they may still be sealed under, until they are re-encrypted
 * @param usage of whom exchanges are in the ledger
 * @param usageRetention for how long entries of the ledger are kept
 * @param whenUnwritable what becomes of requests that cannot be written down
 */
public record StoreSettings(
        Kind kind,
        Path path,
        Synchronous synchronous,
        @Nullable Secret encryptionKey,
        List<Secret> previousKeys,
        UsageOf usage,
        Duration usageRetention,
        WhenUnwritable whenUnwritable) {

    public StoreSettings {
        previousKeys = List.copyOf(previousKeys);
    }

    /** Of whom it is kept what they use. */
    public enum UsageOf {
        /** Keys with a tenant, a user, a role or limits. */
        ACCOUNTS,
        /** Everybody with a client key. */
        ALL
    }

    /** What becomes of requests whose use cannot be written down before they are made. */
    public enum WhenUnwritable {
        /** They are refused. */
        REFUSE,
        /** They pass, and what they use may be lost. */
        PASS
    }

    /** Where it is kept. */
    public enum Kind {
        SQLITE,
        /** Nowhere: what the process knows ends with it. */
        MEMORY
    }

    /** How long an acknowledged write waits for the disk. No crash of the process loses one, either way. */
    public enum Synchronous {
        /** A power loss may take the last writes, and damages nothing. */
        NORMAL,
        /** A power loss takes none; each group of writes waits for the disk. */
        FULL
    }
}
