package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.ledger.Sums.Sum;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Adds entries to the ledger with all that follows from them: one script, so that it is all or none. Thread-safe. */
final class Folds {

    /**
     * Keys: balances; the others begin as the first argument says, and so have the same hash tag. Then of each entry
     * its minute, id and value; who pays and how; what it adds; the number of sums and of each the name of its hash and
     * of the set of those that have one, the member in there, and for how many seconds both are kept.
     */
    private static final Script FOLD = Script.of("""
            local prefix, most = ARGV[1], ARGV[2]
            local function add(key, field, sign, amount)
              if amount == '0' then
                return
              end
              local now = redis.pcall('HINCRBY', key, field, sign .. amount)
              if type(now) == 'table' and not string.find(now.err, 'overflow') then
                error(now.err)
              end
              -- Where it nearly ends numbers of Lua are not exact, and it makes no difference.
              if type(now) == 'table' or now > 9e18 or now < -9e18 then
                redis.call('HSET', key, field, sign .. most)
              end
            end
            local i = 3
            while i <= #ARGV do
              local minute, user, payer, count = ARGV[i], ARGV[i + 3], ARGV[i + 4], tonumber(ARGV[i + 7])
              local tokens, picos = ARGV[i + 5], ARGV[i + 6]
              local function sum(key)
                add(key, 'r', '', '1')
                add(key, 't', '', tokens)
                add(key, 'p', '', picos)
              end
              if redis.call('HSETNX', prefix .. 'usage:' .. minute, ARGV[i + 1], ARGV[i + 2]) == 1 then
                redis.call('ZADD', prefix .. 'minutes', minute, minute)
                for j = i + 8, i + 4 + 4 * count, 4 do
                  sum(ARGV[j])
                  redis.call('SADD', ARGV[j + 1], ARGV[j + 2])
                  redis.call('EXPIRE', ARGV[j], ARGV[j + 3])
                  redis.call('EXPIRE', ARGV[j + 1], ARGV[j + 3])
                end
                if payer == 'credits' then
                  add(KEYS[1], user, '-', picos)
                elseif payer == 'trial' then
                  sum(prefix .. 'trial:' .. user)
                  redis.call('SADD', prefix .. 'trials', user)
                end
              end
              i = i + 8 + 4 * count
            end
            return 0
            """);

    private static final long DAY_SUMS_KEPT_SECONDS = 3 * 86_400L;
    private static final long MONTH_SUMS_KEPT_SECONDS = 70 * 86_400L;

    private final RedisKeys keys;

    Folds(RedisKeys keys) {
        this.keys = keys;
    }

    CompletionStage<Long> send(RedisConnection redis, List<Entry> entries) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(keys.counted("")));
        arguments.add(bytes(Sums.MOST));
        entries.forEach(entry -> add(arguments, entry));
        return redis.runKnown(
                FOLD, ScriptOutputType.INTEGER, new String[] {keys.balances()}, arguments.toArray(byte[][]::new));
    }

    private void add(List<byte[]> arguments, Entry entry) {
        String user = entry.user() == null ? "" : entry.user();
        Sum used = Sums.of(entry);
        arguments.add(bytes(RedisKeys.minute(entry.endedEpochMillis())));
        arguments.add(bytes(EntryCodec.field(entry)));
        arguments.add(EntryCodec.value(entry));
        arguments.add(bytes(user));
        arguments.add(bytes(user.isEmpty() ? "" : entry.prepaid() ? "credits" : entry.trial() ? "trial" : ""));
        arguments.add(bytes(used.tokens()));
        arguments.add(bytes(used.picoDollars()));
        Sums sums = new Sums();
        sums.add(entry);
        arguments.add(bytes(sums.all().size()));
        for (Map.Entry<Sums.Key, Sum> each : sums.all().entrySet()) {
            Sums.Key key = each.getKey();
            arguments.add(bytes(keys.sum(key)));
            arguments.add(bytes(keys.sums(key.period(), key.number())));
            arguments.add(bytes(RedisKeys.member(key.holder())));
            arguments.add(bytes(
                    switch (key.period()) {
                        case DAY -> DAY_SUMS_KEPT_SECONDS;
                        case MONTH -> MONTH_SUMS_KEPT_SECONDS;
                    }));
        }
    }
}
