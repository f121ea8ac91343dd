package dev.sluice.core.admission;

/** What a user may still use of its trial, less what is reserved at the moment. */
public record TrialRoom(long requests, long tokens, long picoDollars) {}
