package dev.sluice.core.secret;

import java.util.Objects;

/** A value that must not be shown: a provider key, a password. Printing it gives {@code ***}. */
public record Secret(String value) {

    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return "***";
    }
}
