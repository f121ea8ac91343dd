package dev.sluice.core.store.redis;

import dev.sluice.core.time.Ticker;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the last fifth of a Redis' memory to what must be kept: a Redis that evicts nothing and is full refuses to
 * write balances, too. Looks each second at most, at the node that has a key. One thread; blocks.
 */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FIFTHS = 4;

    private static final Script LOOK = Script.of("""
            local memory = redis.call('INFO', 'memory')
            local used = string.match(memory, 'used_memory:(%d+)') or 0
            local most = string.match(memory, 'maxmemory:(%d+)') or 0
            return {tonumber(used), tonumber(most)}
            """);

    private final RedisConnection redis;
    private final Ticker ticker;
    private boolean left = true;
    private long lookedNanos;

    Room(RedisConnection redis, Ticker ticker) {
        this.redis = redis;
        this.ticker = ticker;
        this.lookedNanos = ticker.nanoTime() - PAUSE_NANOS;
    }

    /** Whether there is room for what may be lost. */
    boolean isLeft(String key) {
        long now = ticker.nanoTime();
        if (now - lookedNanos >= PAUSE_NANOS) {
            lookedNanos = now;
            look(key);
        }
        return left;
    }

    private void look(String key) {
        List<Object> answer = redis.await(redis.runKnown(LOOK, ScriptOutputType.MULTI, new String[] {key}));
        long used = (Long) answer.get(0);
        long most = (Long) answer.get(1);
        boolean now = most == 0 || used / FIFTHS < most / (FIFTHS + 1);
        if (left && !now) {
            LOG.warn("Redis is nearly full: no more answers are shared until it has room; give it more memory,"
                    + " or cache for less long (cache.exact.ttl)");
        } else if (!left && now) {
            LOG.info("Redis has room again: answers are shared");
        }
        left = now;
    }
}
