package dev.sluice.core.cache.semantic;

/** The nearest that was found. */
record Match(Row row, double similarity) {}
