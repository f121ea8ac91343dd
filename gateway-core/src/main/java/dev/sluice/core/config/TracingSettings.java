package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which spans are made, and where they go.
 *
 * @param otlp null: none are made, and what clients say of traces passes as it came
 * @param sample the part of the requests whose client does not decide, 0 to 1
 */
public record TracingSettings(@Nullable Otlp otlp, double sample) {

    public static final TracingSettings OFF = new TracingSettings(null, 0);

    /** A collector. */
    public record Otlp(String endpoint, Map<String, Secret> headers, Duration timeout) {

        public Otlp {
            headers = Map.copyOf(headers);
        }
    }

    public boolean isOn() {
        return otlp != null;
    }
}
