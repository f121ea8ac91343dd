package dev.sluice.core.config;

/** A value that cannot be what it should be. The message is for the operator, and does not repeat the value. */
final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message, null, false, false);
    }

    /** The message, which there always is. */
    String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
