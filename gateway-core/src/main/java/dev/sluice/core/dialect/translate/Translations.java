package dev.sluice.core.dialect.translate;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.request.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All translations: which endpoint can be served by which other one. What Gemini has two endpoints for is in the table
 * once, under that of whole answers. Immutable, thread-safe.
 */
public final class Translations {

    private final Map<Endpoint, Map<Endpoint, Translation>> table = new EnumMap<>(Endpoint.class);

    public Translations() {
        // A pair of formats is one line: add(called, served, translation).
    }

    private Translations(Translations others) {
        others.table.forEach((called, row) -> table.put(called, new EnumMap<>(row)));
    }

    /** These and one more. */
    public Translations and(Endpoint called, Endpoint served, Translation translation) {
        Translations more = new Translations(this);
        more.add(called, served, translation);
        return more;
    }

    /** How what is sent to {@code called} is said at {@code served}; null where it cannot be. */
    public @Nullable Translation find(Endpoint called, Endpoint served) {
        return table.getOrDefault(whole(called), Map.of()).get(whole(served));
    }

    /** How what is sent to {@code called} is said to a provider of this dialect; null where it cannot be. */
    public @Nullable Wording wording(Endpoint called, Dialect spoken) {
        if (spoken.serves(called)) {
            return Wording.AS_IT_CAME;
        }
        for (Endpoint served : spoken.conversations()) {
            Translation found = find(called, served);
            if (found != null) {
                return new Wording(found);
            }
        }
        return null;
    }

    private void add(Endpoint called, Endpoint served, Translation translation) {
        table.computeIfAbsent(whole(called), each -> new EnumMap<>(Endpoint.class))
                .put(whole(served), translation);
    }

    private static Endpoint whole(Endpoint endpoint) {
        return endpoint == Endpoint.STREAM_GENERATE_CONTENT ? Endpoint.GENERATE_CONTENT : endpoint;
    }
}
