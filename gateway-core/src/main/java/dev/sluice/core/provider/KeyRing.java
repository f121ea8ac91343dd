package dev.sluice.core.provider;

import dev.sluice.core.secret.Secret;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider's keys, taken in turn. Thread-safe: event loops share it. */
public final class KeyRing {

    /** A key and the name under which logs and metrics may show it. */
    public record ProviderKey(String name, Secret value) {}

    private final List<ProviderKey> keys;
    private final AtomicInteger turn = new AtomicInteger();

    public KeyRing(List<ProviderKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The next key, or null where the provider needs none. */
    public @Nullable ProviderKey next() {
        return switch (keys.size()) {
            case 0 -> null;
            case 1 -> keys.get(0);
            default -> keys.get(Math.floorMod(turn.getAndIncrement(), keys.size()));
        };
    }

    public List<ProviderKey> keys() {
        return keys;
    }
}
