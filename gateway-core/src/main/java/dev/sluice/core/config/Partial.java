package dev.sluice.core.config;

import dev.sluice.core.config.Section.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some keys of a section, for what holds instead of the same keys of a general one. Immutable.
 *
 * @param given values by the names of their keys; those of nested sections are partial, too
 */
public record Partial<R extends Record>(Map<String, Object> given) {

    public Partial {
        given = Map.copyOf(given);
    }

    /** The general section, but for what is given here. */
    @SuppressWarnings("unchecked")
    public R over(R general) {
        return (R) merged(general, given);
    }

    private static Object merged(Record general, Map<String, Object> given) {
        Section section = Section.of(general.getClass());
        List<@Nullable Object> values = section.values(general);
        List<@Nullable Object> merged = new ArrayList<>();
        for (Entry entry : section.entries()) {
            Object standard = values.get(merged.size());
            Object own = given.get(entry.name());
            merged.add(
                    own instanceof Partial<?> part && standard instanceof Record nested
                            ? merged(nested, part.given())
                            : own == null ? standard : own);
        }
        return section.construct(merged);
    }
}
