package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;

/**
 * Which limit is in the way.
 *
 * @param limit in requests, tokens or pico-dollars
 * @param retryAfterMillis when the same request would pass, if nobody else asks; 0: waiting does not help
 */
public record Denied(Scope scope, LimitKind kind, long limit, long retryAfterMillis) {}
