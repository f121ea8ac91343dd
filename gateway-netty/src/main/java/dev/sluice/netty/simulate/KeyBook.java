package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
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

    /** Whose request it is. */
    Caller caller(HttpHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization == null) {
            return new Caller(none, null);
        }
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        String sent = bearer ? authorization.substring(7).trim() : authorization;
        SimulatedKey key = bearer ? byValue.get(sent) : null;
        return new Caller(key == null ? unknown : key, sent);
    }
}
