package dev.sluice.core.provider;

import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.provider.KeyRing.Settings;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.ManualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rings of keys for tests, whose time is turned by hand. */
final class Rings {

    static final Settings IN_TURN = new Settings(Rotation.ROUND_ROBIN, 3);
    static final Settings AFFINE = new Settings(Rotation.AFFINITY, 3);

    final ManualTime time = new ManualTime();

    /** What observers were told: names of keys and their states. */
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    final KeyRings all = new KeyRings(time, time.clock(), (ring, key) -> told.add(key.name() + " " + key.state()));

    KeyRing of(Settings settings, ProviderKey... keys) {
        return all.ring("openai", settings, List.of(keys));
    }

    /** Keys key-0, key-1, … of the same priority. */
    KeyRing of(Settings settings, int keys) {
        return of(
                settings,
                IntStream.range(0, keys).mapToObj(i -> key("key-" + i)).toArray(ProviderKey[]::new));
    }

    static ProviderKey key(String name) {
        return key(name, 1);
    }

    static ProviderKey key(String name, int priority) {
        return new ProviderKey(name, new Secret("sk-" + name), priority, KeySource.FILE, 2);
    }

    static ProviderKey added(String name) {
        return new ProviderKey(name, new Secret("sk-" + name), 1, KeySource.API, 2);
    }

    /** The name of the key that is next; null when there is none. */
    static @Nullable String next(KeyRing ring, ProviderKey... tried) {
        ProviderKey key = ring.select(0, List.of(tried));
        return key == null ? null : key.name();
    }

    /** The names of the next keys, each of which succeeds. */
    static List<String> next(KeyRing ring, int times) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            names.add(next(ring));
        }
        return names;
    }
}
