package dev.sluice.core.dialect.translate;

import dev.sluice.core.request.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All translations: which endpoint can be served by which other one. Immutable, thread-safe. */
public final class Translations {

    private final Map<Endpoint, Map<Endpoint, Translation>> table = new EnumMap<>(Endpoint.class);

    public Translations() {
        // A pair of formats is one line: add(called, served, translation).
    }

    /** How what is sent to {@code called} is said at {@code served}; null where it cannot be. */
    public @Nullable Translation find(Endpoint called, Endpoint served) {
        return table.getOrDefault(called, Map.of()).get(served);
    }

    private void add(Endpoint called, Endpoint served, Translation translation) {
        table.computeIfAbsent(called, each -> new EnumMap<>(Endpoint.class)).put(served, translation);
    }
}
