package dev.sluice.core.store;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration's section {@code store}.
 *
 * @param path the database file, absolute; for {@link Kind#REDIS} there is none, and journals stand beside where it
 *     would be; without meaning for {@link Kind#MEMORY}
 * @param encryptionKey what provider keys are sealed under, in the form of
 *     {@link dev.sluice.core.secret.SealingKey#parse}; null: none can be added through the API, but to
 *     {@link Kind#MEMORY}
 * @param previousKeys what they may still be sealed under, until they are re-encrypted
 * @param usage of whom exchanges are in the ledger
 * @param usageRetention for how long entries of the ledger are kept
 * @param whenUnwritable what becomes of requests that cannot be written down
 * @param redis where it is; null but for {@link Kind#REDIS}
 */
public record StoreSettings(
        Kind kind,
        Path path,
        Synchronous synchronous,
        @Nullable Secret encryptionKey,
        List<Secret> previousKeys,
        UsageOf usage,
        Duration usageRetention,
        WhenUnwritable whenUnwritable,
        @Nullable Redis redis) {

    public StoreSettings {
        previousKeys = List.copyOf(previousKeys);
        if ((kind == Kind.REDIS) != (redis != null)) {
            throw new IllegalArgumentException("what is kept in Redis says where that is, and nothing else does");
        }
    }

    /**
     * A Redis that gateways share.
     *
     * @param url as {@link RedisUrl} reads it
     * @param prefix what all keys in there begin with, apart from a brace
     * @param ca certificates (PEM) that are trusted in place of the JVM's; null: those
     */
    public record Redis(Secret url, String prefix, @Nullable Path ca, WhenUnreachable whenUnreachable) {}

    /** What becomes of requests under a limit of each kind while Redis cannot be asked. */
    public record WhenUnreachable(Pass requests, Pass tokens, Pass concurrency, Pass budgets, Pass credits) {

        /** Whether nothing passes under a limit of a kind but what is leased. */
        public boolean closes(LimitKind kind) {
            Pass pass = switch (kind) {
                case CREDITS, TRIAL -> credits;
                default ->
                    switch (kind.counted()) {
                        case EXCHANGES -> concurrency;
                        case REQUESTS -> requests;
                        case TOKENS -> tokens;
                        case MONEY -> budgets;
                    };
            };
            return pass == Pass.CLOSED;
        }
    }

    /** Whether what cannot be counted together passes. */
    public enum Pass {
        /** It is counted here, against this gateway's share of the limit. */
        OPEN,
        /** It is refused once what this gateway has leased is used up. */
        CLOSED
    }

    /** Where it is kept, for messages: without how to log in there. */
    public String where() {
        return redis == null
                ? path.toString()
                : "Redis at " + RedisUrl.parse(redis.url()).where();
    }

    /** Where this gateway's journals are: a folder of its database's own. */
    public Path journals() {
        return path.resolveSibling("journal").resolve(String.valueOf(path.getFileName()));
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
        /** In a Redis that several gateways share. */
        REDIS,
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
