package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;

/**
 * How much of a limit is left, for limit headers.
 *
 * @param resetMillis until the limit is whole again
 */
public record Room(LimitKind kind, long limit, long remaining, long resetMillis) {}
