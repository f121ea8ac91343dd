package dev.sluice.core.provider;

/** A top-level member of a JSON body that is replaced, or added, on its way to a group: its name and its value as JSON. */
public record ParamOverride(String name, byte[] json) {}
