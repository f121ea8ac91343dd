package dev.sluice.core.config;

/** Any value of the file, as JSON text (RFC 8259). Its text could hold a secret: printing it gives {@code ***}. */
public record JsonValue(String text) {

    @Override
    public String toString() {
        return "***";
    }
}
