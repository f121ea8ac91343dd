package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, and whose request it is. Requests with another key, or with none, have a key of their own
 * each, which are revoked where only known keys are accepted. Thread-safe: immutable, and so are keys but for what they
 * guard themselves.
 */
final class KeyBook {

    /** The name of all keys that are not known. */
    static final String UNKNOWN = "unknown";

    /** The name of no key. */
    static final String NONE = "none";

    private final Map<String, SimulatedKey> byName = new LinkedHashMap<>();
    private final Map<String, SimulatedKey> byValue = new HashMap<>();
    private final SimulatedKey unknown;
    private final SimulatedKey none;

    /** A key and what was sent in its place; null: nothing was. */
    record Caller(SimulatedKey key, @Nullable String sent) {}

    KeyBook(List<KnownKey> known, KeyBehaviour others) {
        for (KnownKey one : known) {
            SimulatedKey key = new SimulatedKey(one.name(), one.behaviour());
            byName.put(one.name(), key);
            byValue.put(one.value(), key);
        }
        unknown = new SimulatedKey(UNKNOWN, others);
        none = new SimulatedKey(NONE, others);
        byName.put(UNKNOWN, unknown);
        byName.put(NONE, none);
    }

    /** The key with this name. */
    SimulatedKey named(String name) {
        SimulatedKey key = byName.get(name);
        if (key == null) {
            throw new IllegalArgumentException("there is no key \"" + name + "\"; there are " + byName.keySet());
        }
        return key;
    }

    /** All of them, the known ones first. */
    Collection<SimulatedKey> all() {
        return byName.values();
    }

    /** Whose request it is: by its bearer token, {@code x-api-key}, {@code x-goog-api-key} or {@code ?key=}. */
    Caller caller(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
            return bearer ? caller(authorization.substring(7).trim()) : new Caller(unknown, authorization);
        }
        for (String name : List.of("x-api-key", "x-goog-api-key")) {
            String sent = headers.get(name);
            if (sent != null) {
                return caller(sent);
            }
        }
        List<String> sent = new QueryStringDecoder(request.uri()).parameters().getOrDefault("key", List.of());
        return sent.isEmpty() ? new Caller(none, null) : caller(sent.get(0));
    }

    private Caller caller(String sent) {
        return new Caller(byValue.getOrDefault(sent, unknown), sent);
    }
}
