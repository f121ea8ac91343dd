package dev.sluice.core.chat;

/**
 * An option as the client set it.
 *
 * @param json the value as it was written: a number or a boolean
 * @param field how the client's format calls it: for what a client is told
 */
public record Knob(String json, String field) {}
