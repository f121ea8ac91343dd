package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.AccountSpan;
import dev.sluice.core.store.StoredAccount;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Changes of accounts, made together where every row is as it was expected, or not at all: one script looks and writes.
 * Stateless.
 */
final class AccountChanges {

    private static final byte[] NOTHING = {};

    private static final Script CHANGE = Script.of(CounterScripts.text("accounts.lua"));

    private AccountChanges() {}

    /** Sends them, in the order of all that is sent; completes with what was in their way. */
    static CompletionStage<List<AccountConflict>> send(
            RedisConnection redis, RedisKeys keys, List<AccountChange> changes) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Feed.CHANGES_KEPT));
        arguments.add(bytes(keys.channel()));
        arguments.add(bytes(Feed.ACCOUNTS.name()));
        arguments.add(bytes(keys.spans()));
        for (AccountChange change : changes) {
            StoredAccount row = change.row();
            arguments.add(bytes(RowCodec.field(change.id())));
            arguments.add(bytes(change.expected()));
            arguments.add(row == null ? NOTHING : RowCodec.value(row));
            add(change, arguments);
        }
        String[] names = {
            keys.rows(Feed.ACCOUNTS), keys.version(Feed.ACCOUNTS), keys.changes(Feed.ACCOUNTS), keys.spanOwners()
        };
        return redis.<List<byte[]>>run(CHANGE, ScriptOutputType.MULTI, names, arguments.toArray(byte[][]::new))
                .thenApply(AccountChanges::conflicts);
    }

    private static void add(AccountChange change, List<byte[]> to) {
        AccountSpan span = change.span();
        to.add(span == null ? NOTHING : bytes(change.id().kind().name() + ":" + span.owner()));
        to.add(bytes(span == null ? 0 : span.fromEpochMillis()));
        to.add(bytes(span == null ? 0 : span.untilEpochMillis()));
    }

    private static List<AccountConflict> conflicts(List<byte[]> answer) {
        List<AccountConflict> conflicts = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            String field = new String(answer.get(i), StandardCharsets.UTF_8);
            byte[] there = answer.get(i + 1);
            conflicts.add(new AccountConflict(
                    RowCodec.account(field), there.length == 0 ? null : RowCodec.account(field, there)));
        }
        return conflicts;
    }
}
