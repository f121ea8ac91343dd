package dev.sluice.netty.exchange;

import dev.sluice.core.ledger.ExchangeId;

/**
 * Who asks, and when.
 *
 * @param credential of the connection, which has found that of this request
 * @param own the exchange's own id
 * @param id the same as it is written
 * @param requestId under which the client knows it: its own, where it sent a sane one
 * @param epochMillis when the head had been read
 */
record Arrival(
        Credential credential,
        ExchangeId own,
        String id,
        String requestId,
        String remoteAddress,
        Tracing tracing,
        long epochMillis) {}
