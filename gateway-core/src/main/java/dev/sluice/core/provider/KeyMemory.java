package dev.sluice.core.provider;

/**
 * What was known of a key before the process began.
 *
 * @param coolingUntilEpochMillis looked at for {@link KeyState#COOLING} only; where it has passed the key is active
 */
public record KeyMemory(String name, KeyState state, int failures, KeyReason reason, long coolingUntilEpochMillis) {}
