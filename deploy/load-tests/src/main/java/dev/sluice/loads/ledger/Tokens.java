package dev.sluice.loads.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Tokens of one or many requests; {@code cached} and the cache writes are part of {@code input}, {@code reasoning} is
 * part of {@code output}, {@code cacheWriteHour} of {@code cacheWrite}.
 */
record Tokens(long input, long output, long cached, long cacheWrite, long cacheWriteHour, long reasoning) {

    static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, 0);

    /** As the simulated provider writes them in a line of its ledger. */
    static Tokens charged(JsonNode line) {
        return new Tokens(
                line.path("input").asLong(),
                line.path("output").asLong(),
                line.path("cached").asLong(),
                line.path("cache_write").asLong(),
                line.path("cache_write_hour").asLong(),
                line.path("reasoning").asLong());
    }

    /** As the gateway writes them in a line of its access log. */
    static Tokens logged(JsonNode line) {
        return new Tokens(
                line.path("input_tokens").asLong(),
                line.path("output_tokens").asLong(),
                line.path("cached_input_tokens").asLong(),
                line.path("cache_write_tokens").asLong(),
                line.path("cache_write_hour_tokens").asLong(),
                line.path("reasoning_tokens").asLong());
    }

    Tokens plus(Tokens other) {
        return new Tokens(
                input + other.input,
                output + other.output,
                cached + other.cached,
                cacheWrite + other.cacheWrite,
                cacheWriteHour + other.cacheWriteHour,
                reasoning + other.reasoning);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
