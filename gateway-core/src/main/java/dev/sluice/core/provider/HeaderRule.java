package dev.sluice.core.provider;

import org.jspecify.annotations.Nullable;

/**
 * A change to the head of a group's upstream requests, made after the key's own header, which it may replace.
 *
 * @param name the header, lower-case
 * @param value what to set, with the variables {@code ${CLIENT_IP}}, {@code ${GROUP_NAME}}, {@code ${API_KEY}},
 *     {@code ${TIMESTAMP_MS}} and {@code ${TIMESTAMP_S}}; null: the header is removed
 */
public record HeaderRule(String name, @Nullable String value) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return (value == null ? "remove " : "set ") + name;
    }
}
