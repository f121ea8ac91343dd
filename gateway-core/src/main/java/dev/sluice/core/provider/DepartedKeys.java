package dev.sluice.core.provider;

import dev.sluice.core.secret.Fingerprint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How keys stood when a reload took them out of the file, for one that brings them back: a key that was disabled or
 * refused must not come back as good as new. Of values only fingerprints are kept, and of keys the newest. Guarded by
 * the ring's lock.
 */
final class DepartedKeys {

    /** Keys of one ring, at the most. */
    static final int MOST = 10_000;

    private final Map<String, Departed> byName = new LinkedHashMap<>();

    private record Departed(String fingerprint, KeyStanding standing) {}

    /** Takes over a reload that is about to be in use: what is back stands as it stood. */
    void reloaded(KeyReload reload) {
        for (ProviderKey key : reload.fresh()) {
            Departed before = byName.remove(key.name());
            if (before != null && before.fingerprint().equals(Fingerprint.of(key.value()))) {
                key.stand(before.standing());
            }
        }
        // Of a key that got another value nothing is kept: neither does a store, which has one row a name.
        Set<String> replaced = reload.fresh().stream().map(ProviderKey::name).collect(Collectors.toSet());
        for (ProviderKey key : reload.gone()) {
            if (key.source() == KeySource.FILE && !key.standing().isSpotless() && !replaced.contains(key.name())) {
                byName.put(key.name(), new Departed(Fingerprint.of(key.value()), key.standing()));
            }
        }
        while (byName.size() > MOST) {
            byName.remove(byName.keySet().iterator().next());
        }
    }
}
