package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;

import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
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

    /** Each change is a field, the version that is expected there, and a value; none to drop it. */
    private static final Script CHANGE = Script.of("""
            local rows, version, changes = KEYS[1], KEYS[2], KEYS[3]
            local kept, channel, feed = ARGV[1], ARGV[2], ARGV[3]
            local conflicts = {}
            for i = 4, #ARGV, 3 do
              local there = redis.call('HGET', rows, ARGV[i])
              local expected, value = ARGV[i + 1], ARGV[i + 2]
              local fits
              if there then
                fits = there == value or string.match(there, '^%d+') == expected
              else
                fits = value == '' or expected == '0'
              end
              if not fits then
                conflicts[#conflicts + 1] = ARGV[i]
                conflicts[#conflicts + 1] = there or ''
              end
            end
            if #conflicts > 0 then
              return conflicts
            end
            for i = 4, #ARGV, 3 do
              local field, value = ARGV[i], ARGV[i + 2]
              if value ~= '' then
                redis.call('HSET', rows, field, value)
                local id = redis.call('INCR', version) .. '-0'
                redis.call('XADD', changes, 'MAXLEN', '~', kept, id, 'saved', field, 'value', value)
              elseif redis.call('HDEL', rows, field) == 1 then
                local id = redis.call('INCR', version) .. '-0'
                redis.call('XADD', changes, 'MAXLEN', '~', kept, id, 'dropped', field)
              end
            end
            redis.call('PUBLISH', channel, feed)
            return conflicts
            """);

    private AccountChanges() {}

    /** Sends them, in the order of all that is sent; completes with what was in their way. */
    static CompletionStage<List<AccountConflict>> send(
            RedisConnection redis, RedisKeys keys, List<AccountChange> changes) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(Feed.CHANGES_KEPT));
        arguments.add(bytes(keys.channel()));
        arguments.add(bytes(Feed.ACCOUNTS.name()));
        for (AccountChange change : changes) {
            StoredAccount row = change.row();
            arguments.add(bytes(RowCodec.field(change.id())));
            arguments.add(bytes(change.expected()));
            arguments.add(row == null ? NOTHING : RowCodec.value(row));
        }
        String[] names = {keys.rows(Feed.ACCOUNTS), keys.version(Feed.ACCOUNTS), keys.changes(Feed.ACCOUNTS)};
        return redis.<List<byte[]>>run(CHANGE, ScriptOutputType.MULTI, names, arguments.toArray(byte[][]::new))
                .thenApply(AccountChanges::conflicts);
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
