package dev.sluice.core.chat;

/** Options of which each is a single number or boolean, carried over as it is written. */
public enum Option {
    MAX_TOKENS,
    TEMPERATURE,
    TOP_P,
    TOP_K,
    SEED,
    FREQUENCY_PENALTY,
    PRESENCE_PENALTY,
    /** Whether tools may be called at the same time: {@code true} or {@code false}. */
    PARALLEL_TOOL_CALLS
}
