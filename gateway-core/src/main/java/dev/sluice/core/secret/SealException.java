package dev.sluice.core.secret;

/**
 * A value cannot be sealed or unsealed. The message is for an operator: it says which setting to look at, and never
 * shows the value or a key.
 */
public final class SealException extends RuntimeException {

    public SealException(String message) {
        super(message);
    }
}
