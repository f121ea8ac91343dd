package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;

import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Changes of providers' keys, to be made together: one script, which also numbers each change and tells the others of
 * it. A row that is dropped and was not there is no change. Single-threaded.
 */
final class KeyChanges {

    /** Before the value of a row stands its place among the others: the one that it had, or the next. */
    private static final Script CHANGE = Script.of("""
            local rows, version, changes, number = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
            local kept, channel, feed = ARGV[1], ARGV[2], ARGV[3]
            local function tell(...)
              local id = redis.call('INCR', version) .. '-0'
              redis.call('XADD', changes, 'MAXLEN', '~', kept, id, ...)
            end
            local i = 4
            while i <= #ARGV do
              local field, value = ARGV[i + 1], ARGV[i + 2]
              if ARGV[i] == 'save' then
                local before = redis.call('HGET', rows, field)
                local place = before and string.match(before, '^%d+') or redis.call('INCR', number)
                redis.call('HSET', rows, field, place .. ' ' .. value)
                tell('saved', field, 'value', value)
                i = i + 3
              else
                if redis.call('HDEL', rows, field) == 1 then
                  tell('dropped', field)
                end
                i = i + 2
              end
            end
            redis.call('PUBLISH', channel, feed)
            return 0
            """);

    private final RedisKeys keys;
    private final List<byte[]> arguments = new ArrayList<>();

    KeyChanges(RedisKeys keys) {
        this.keys = keys;
        arguments.add(bytes(Feed.CHANGES_KEPT));
        arguments.add(bytes(keys.channel()));
        arguments.add(bytes(Feed.PROVIDER_KEYS.name()));
    }

    void save(String field, byte[] value) {
        arguments.add(bytes("save"));
        arguments.add(bytes(field));
        arguments.add(value);
    }

    void drop(String field) {
        arguments.add(bytes("drop"));
        arguments.add(bytes(field));
    }

    /** Sends them, in the order of all that is sent. */
    CompletionStage<Long> send(RedisConnection redis) {
        Feed feed = Feed.PROVIDER_KEYS;
        String[] names = {keys.rows(feed), keys.version(feed), keys.changes(feed), keys.rowNumber()};
        return redis.run(CHANGE, ScriptOutputType.INTEGER, names, arguments.toArray(byte[][]::new));
    }
}
