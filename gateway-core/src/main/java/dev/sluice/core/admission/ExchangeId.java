package dev.sluice.core.admission;

/** The gateway's own 128-bit id of an exchange, by which it is in the ledger. */
public record ExchangeId(long high, long low) {}
