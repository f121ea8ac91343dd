package dev.sluice.core.config;

import dev.sluice.core.dialect.Dialect;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read against: everything about the process that it depends on, besides its own file.
 *
 * @param environment environment variables; null where there is none
 * @param dialects the dialects there are, by name
 * @param cores processors that the process may use
 * @param directMemory bytes of direct memory that it may use
 * @param heapMemory bytes that its heap may have
 */
public record Platform(
        UnaryOperator<@Nullable String> environment,
        Map<String, Dialect> dialects,
        int cores,
        long directMemory,
        long heapMemory) {

    public Platform {
        dialects = Map.copyOf(dialects);
    }
}
