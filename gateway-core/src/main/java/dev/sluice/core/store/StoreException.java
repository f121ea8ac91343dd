package dev.sluice.core.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be opened, read or written. The message is for an operator: what is wrong, and what to do. */
public final class StoreException extends IllegalStateException {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
