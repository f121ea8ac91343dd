package dev.sluice.core.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dialects by their names in the configuration. A new one is one class and one line here. Immutable, thread-safe.
 */
public final class Dialects {

    private final Map<String, Dialect> byName = new LinkedHashMap<>();

    public Dialects() {
        for (Dialect dialect : List.of(new OpenAi(), new Anthropic(), new Gemini())) {
            byName.put(dialect.name(), dialect);
        }
    }

    /** The dialect of that name, or null. */
    public @Nullable Dialect find(String name) {
        return byName.get(name);
    }

    /** All names, in the order of the table. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The whole table. */
    public Map<String, Dialect> all() {
        return Map.copyOf(byName);
    }
}
