package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings.Kind;
import dev.sluice.core.store.StoreSettings.Pass;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoreSettings.UsageOf;
import dev.sluice.core.store.StoreSettings.WhenUnwritable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code store}. */
public record StoreConfig(
        @Key(
                doc = "`sqlite`: a file. `redis`: a Redis, which several gateways may share. `memory`: what was known"
                        + " ends with the process.",
                defaultsTo = "sqlite")
        Kind kind,

        @Key(
                doc = "The database's file; its folder is made. Journals stand in the folder `journal` beside it, in"
                        + " one of its name: with `redis` that is all that this names, and each gateway has"
                        + " its own.",
                defaultsTo = "data/sluice.db")
        Path path,

        @Key(
                doc = "Where the Redis is: `redis://user:password@host:6379/0`, `rediss://` with TLS;"
                        + " `redis-sentinel://host,host#master`; `redis-cluster://host,host`; both with `rediss`, too."
                        + " Needed for `redis`.")
        @Nullable
        Secret url,

        @Key(
                doc = "What the names of all keys in Redis begin with, apart from a brace: lower-case letters, digits"
                        + " and hyphens. Gateways of one prefix share everything.",
                defaultsTo = "sluice")
        String prefix,

        @Key(doc = "A file of certificates (PEM) that `rediss` trusts in place of those of the JVM.") @Nullable
        Path ca,

        @Key(
                doc = "What becomes of requests under limits that Redis counts while it cannot be asked. `open`: this"
                        + " gateway counts by itself, against its share. `closed`: 503 once its lease is used up.")
        Unreachable unreachable,

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
        WhenUnwritable whenUnwritable) {

    /** Section {@code store.unreachable}. */
    public record Unreachable(
            @Key(doc = "Limits of requests: a second's to a month's, and bursts.", defaultsTo = "open")
            Pass requests,

            @Key(doc = "Limits of tokens.", defaultsTo = "open")
            Pass tokens,

            @Key(doc = "Exchanges at the same time.", defaultsTo = "open")
            Pass concurrency,

            @Key(doc = "Budgets in USD.", defaultsTo = "closed")
            Pass budgets,

            @Key(doc = "Credits and trials.", defaultsTo = "closed")
            Pass credits) {}
}
