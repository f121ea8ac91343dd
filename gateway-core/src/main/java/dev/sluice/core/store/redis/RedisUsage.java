package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static dev.sluice.core.store.redis.RedisConnection.text;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.ledger.UsageSums;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.core.store.StoreException;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Entries in Redis, asked about: they are by the minute of their end, and whole minutes are read, some at a time.
 * Blocks, within bounds. Thread-safe.
 */
final class RedisUsage implements UsageRecords {

    private static final int MINUTES_AT_ONCE = 50;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Comparator<Entry> BY_TIME = Comparator.comparingLong(Entry::endedEpochMillis)
            .thenComparing(Entry::idHigh, Long::compareUnsigned)
            .thenComparing(Entry::idLow, Long::compareUnsigned);

    private static final Script MINUTES =
            Script.of("return redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])");

    /** Drops a minute, or so many entries of it; which ones, nobody asks. Gives how many. */
    private static final Script PRUNE = Script.of("""
            local count, most = redis.call('HLEN', KEYS[2]), tonumber(ARGV[2])
            if count <= most then
              redis.call('UNLINK', KEYS[2])
              redis.call('ZREM', KEYS[1], ARGV[1])
              return count
            end
            for _, id in ipairs(redis.call('HRANDFIELD', KEYS[2], most)) do
              redis.call('HDEL', KEYS[2], id)
            end
            return most
            """);

    private final Asking asking;
    private final RedisConnection redis;
    private final RedisKeys keys;
    private final Scans scans;

    RedisUsage(Asking asking, RedisKeys keys) {
        this.asking = asking;
        this.redis = asking.redis();
        this.keys = keys;
        this.scans = new Scans(asking);
    }

    @Override
    public void sums(UsageQuery query, int most, Consumer<UsageQuery.Row> to) {
        UsageSums sums = asking.blocking(Table.USAGE, Operation.SELECT, () -> {
            UsageSums found = new UsageSums(query);
            read(query, query.fromEpochMillis(), entries -> {
                entries.forEach(found::add);
                return true;
            });
            return found;
        });
        sums.rows().stream().limit(most).forEach(to);
    }

    @Override
    public List<Entry> entries(UsageQuery query, @Nullable Entry after, int most) {
        return asking.blocking(Table.USAGE, Operation.SELECT, () -> {
            List<Entry> found = new ArrayList<>();
            long from = after == null ? query.fromEpochMillis() : after.endedEpochMillis();
            read(query, Math.max(from, query.fromEpochMillis()), entries -> {
                entries.stream()
                        .filter(entry -> after == null || BY_TIME.compare(entry, after) > 0)
                        .sorted(BY_TIME)
                        .limit(most - found.size())
                        .forEach(found::add);
                return found.size() < most;
            });
            return found;
        });
    }

    @Override
    public int count(UsageQuery query, int most) {
        return asking.blocking(Table.USAGE, Operation.SELECT, () -> {
            int[] count = new int[1];
            read(query, query.fromEpochMillis(), entries -> {
                count[0] = Math.min(most, count[0] + entries.size());
                return count[0] < most;
            });
            return count[0];
        });
    }

    /** Drops whole minutes only: those of the minute of the instant stay until it is over. */
    @Override
    public int prune(long beforeEpochMillis, int most) {
        return asking.blocking(Table.USAGE, Operation.DELETE, () -> {
            int dropped = 0;
            long last = RedisKeys.minute(beforeEpochMillis) - 1;
            for (List<Long> part = minutes(Long.MIN_VALUE, last); !part.isEmpty() && dropped < most; ) {
                for (int i = 0; i < part.size() && dropped < most; i++) {
                    dropped += drop(part.get(i), most - dropped);
                }
                part = minutes(Long.MIN_VALUE, last);
            }
            return dropped;
        });
    }

    private int drop(long minute, int most) {
        String[] names = {keys.minutes(), keys.usageOf(minute)};
        return Math.toIntExact(
                redis.await(redis.<Long>run(PRUNE, ScriptOutputType.INTEGER, names, bytes(minute), bytes(most))));
    }

    /** Gives entries that are asked for, minute after minute, until there are none left or enough. */
    private void read(UsageQuery query, long fromEpochMillis, Predicate<List<Entry>> to) {
        long began = asking.ticker().nanoTime();
        long from = RedisKeys.minute(fromEpochMillis);
        long last = RedisKeys.minute(query.toEpochMillis());
        for (List<Long> part = minutes(from, last); !part.isEmpty(); part = minutes(from, last)) {
            if (!read(query, part, to)) {
                return;
            }
            if (asking.ticker().nanoTime() - began > MOST_NANOS) {
                throw new StoreException("it takes longer than 30 seconds: ask for a shorter time");
            }
            from = part.get(part.size() - 1) + 1;
        }
    }

    /** The beginnings of all are asked for together: most are read with that. */
    private boolean read(UsageQuery query, List<Long> minutes, Predicate<List<Entry>> to) {
        List<CompletionStage<MapScanCursor<String, byte[]>>> beginnings = new ArrayList<>();
        for (long minute : minutes) {
            beginnings.add(redis.commands().hscan(keys.usageOf(minute), Scans.PIECE));
        }
        boolean wanted = true;
        for (int i = 0; i < minutes.size(); i++) {
            MapScanCursor<String, byte[]> piece = redis.await(beginnings.get(i));
            if (wanted) {
                wanted = to.test(matching(query, keys.usageOf(minutes.get(i)), piece));
            }
        }
        return wanted;
    }

    private List<Entry> matching(UsageQuery query, String key, MapScanCursor<String, byte[]> beginning) {
        // A piece may tell again what one before has told.
        Map<String, Entry> found = new HashMap<>();
        for (MapScanCursor<String, byte[]> piece = beginning; ; piece = scans.next(key, piece)) {
            piece.getMap().forEach((field, value) -> {
                Entry entry = EntryCodec.entry(field, value);
                if (UsageSums.matches(query, entry)) {
                    found.put(field, entry);
                }
            });
            if (piece.isFinished()) {
                return List.copyOf(found.values());
            }
        }
    }

    /** The first minutes from one to another, both included, of which there are entries. */
    private List<Long> minutes(long from, long to) {
        List<Object> answer = redis.await(redis.run(
                MINUTES,
                ScriptOutputType.MULTI,
                new String[] {keys.minutes()},
                bytes(from),
                bytes(to),
                bytes(MINUTES_AT_ONCE)));
        return answer.stream()
                .map(minute -> Long.parseLong(text((byte[]) minute)))
                .toList();
    }
}
