package dev.sluice.monitoring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A query or an alert as one of the five documents prints it, and what is shipped instead.
 *
 * @param verdict what comes of it as written, and why
 * @param ships the corrected expression, with <code>{@}</code> for the chosen job and instances; absent: as written
 * @param where the panel or the alert that has it
 * @param proof series with which it is shown what comes of it as written
 */
public record Original(
        String id,
        String written,
        String verdict,
        @Nullable String ships,
        String where,
        @Nullable Proof proof) {

    /** What is proven of an expression that does not work. */
    public record Proof(Map<String, String> series, String gives) {

        /** It is no PromQL. */
        public static final String NO_EXPRESSION = "parse error";
        /** It selects nothing, whatever happens. */
        public static final String NOTHING = "nothing";
        /** A ratio whose divisor is 0. */
        public static final String INFINITY = "+Inf";

        public Proof {
            series = new LinkedHashMap<>(Objects.requireNonNullElse(series, Map.of()));
        }
    }

    /** Whether it is an expression, and not a piece of a configuration. */
    public String corrected() {
        return ships == null ? written : ships;
    }
}
