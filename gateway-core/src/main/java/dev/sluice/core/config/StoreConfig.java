package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoreSettings.UsageOf;
import dev.sluice.core.store.StoreSettings.WhenUnwritable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code store}. */
public record StoreConfig(
        @Key(doc = "`sqlite`: a file. `memory`: what was known ends with the process.", defaultsTo = "sqlite")
        Kind kind,

        @Key(doc = "The database's file; its folder is made.", defaultsTo = "data/sluice.db")
        Path path,

        @Key(
                doc = "`normal`: a loss of power may take the last writes, a crash never. `full`: neither does.",
                defaultsTo = "normal")
        Synchronous synchronous,

        @Key(
                doc = "What provider keys that are added through the admin API are encrypted with: 32"
                        + " random bytes, as 64 hexadecimal digits or as Base64. Absent: none can be added,"
                        + " but where the store is `memory`.")
        @Nullable
        Secret encryptionKey,

        @Key(
                doc = "Earlier encryption keys, with which stored keys can still be read until all are"
                        + " encrypted anew.",
                defaultsTo = "[]")
        List<Secret> previousEncryptionKeys,

        @Key(
                doc = "Of whom exchanges are in the books, and so in the reports of usage: of all that have a client"
                        + " key, or of `accounts` only, which are keys with a tenant, a user, a role or limits, and all"
                        + " where a group is limited. Where everybody is let in without a key, nothing of them is"
                        + " kept.",
                defaultsTo = "all")
        UsageOf usage,

        @Key(
                doc = "How long it is remembered what each exchange used. Balances are kept for good.",
                defaultsTo = "90d",
                atLeast = "1d",
                atMost = "3650d")
        Duration usageRetention,

        @Key(
                doc = "What becomes of requests of accounts while what they use cannot be written down, because a"
                        + " disk is full or read-only. `refuse`: 503. `pass`: what they use may be lost.",
                defaultsTo = "refuse")
        WhenUnwritable whenUnwritable) {}
