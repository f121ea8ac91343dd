package dev.sluice.core.store.redis;

import static dev.sluice.core.store.redis.RedisConnection.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.cache.Purge;
import dev.sluice.core.store.StoreException;
import io.lettuce.core.ScriptOutputType;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells all gateways of purges of cached answers, so that none goes on from its memory. Stateless. */
final class AnswerPurges {

    private static final Script TELL = Script.of("""
            local id = redis.call('INCR', KEYS[1]) .. '-0'
            redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], id, 'saved', ARGV[4])
            redis.call('PUBLISH', ARGV[2], ARGV[3])
            return 0
            """);

    private static final int FIELDS = 4;

    private AnswerPurges() {}

    static CompletionStage<Long> send(RedisConnection redis, RedisKeys keys, Purge which) {
        String[] names = {keys.version(Feed.CACHE), keys.changes(Feed.CACHE)};
        return redis.run(
                TELL,
                ScriptOutputType.INTEGER,
                names,
                bytes(Feed.CHANGES_KEPT),
                bytes(keys.channel()),
                bytes(Feed.CACHE.name()),
                bytes(text(which)));
    }

    /** What is given has an equals sign before it; what is not has nothing. */
    static String text(Purge which) {
        return text(which.tenant()) + " " + text(which.model()) + " " + text(which.clientKey()) + " "
                + text(which.id());
    }

    static Purge purge(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != FIELDS) {
            throw new StoreException("a purge in Redis that cannot be read: a newer version has written it");
        }
        return new Purge(part(parts[0]), part(parts[1]), part(parts[2]), part(parts[3]));
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : "=" + URLEncoder.encode(part, UTF_8);
    }

    private static @Nullable String part(String text) {
        return text.isEmpty() ? null : URLDecoder.decode(text.substring(1), UTF_8);
    }
}
