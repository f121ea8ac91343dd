package dev.sluice.core.cache;

import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests and entries for tests. */
final class Asking {

    static final Asker ACME = new Asker("tenant:acme", "acme", "", "key-of-acme");

    private final KeyMaker maker = new KeyMaker();

    /** What a body is looked up under. */
    CacheKey key(Endpoint endpoint, String body) {
        return key(endpoint, ACME, body);
    }

    CacheKey key(Endpoint endpoint, Asker asker, String body) {
        if (!takes(endpoint, asker, List.of(bytes(body)))) {
            throw new AssertionError("not taken: " + body);
        }
        return maker.key();
    }

    CacheKey key(Endpoint endpoint, List<ByteBuffer> parts) {
        if (!takes(endpoint, ACME, parts)) {
            throw new AssertionError("not taken");
        }
        return maker.key();
    }

    boolean takes(Endpoint endpoint, String body) {
        return takes(endpoint, ACME, List.of(bytes(body)));
    }

    /** The maker, for what else it tells of the last body. */
    KeyMaker maker() {
        return maker;
    }

    private boolean takes(Endpoint endpoint, Asker asker, List<ByteBuffer> parts) {
        maker.begin(endpoint, asker, "m");
        return maker.body(parts);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A chat of one turn. */
    static String chat(String words) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";
    }

    static Digest digest(long number) {
        return new Digest(number * 0x9E3779B97F4A7C15L, number, 0, 0);
    }

    /** An entry that lives from one millisecond to another. */
    static Entry entry(long number, String tenant, int bytes, long from, long to) {
        byte[] body = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            body[i] = (byte) (number + i);
        }
        Question question = new Question(
                new CacheKey(digest(-1), digest(number)),
                new Asker("tenant:" + tenant, tenant, "", "key-of-" + tenant),
                Endpoint.CHAT_COMPLETIONS,
                "m",
                false,
                Traits.PLAIN,
                null);
        return Entry.of(
                question,
                new Entry.Source("m", "up", "m-1", false),
                Answer.whole("application/json", body),
                new Entry.Used(Usage.tokens(1, 2), Cost.NONE),
                new Entry.Life(from, to));
    }
}
