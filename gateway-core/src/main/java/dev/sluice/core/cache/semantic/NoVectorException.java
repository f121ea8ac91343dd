package dev.sluice.core.cache.semantic;

import dev.sluice.core.failure.Failure.Code;

/** There is no vector: how a stage fails that should have brought one. Expected, so without a stack trace. */
public final class NoVectorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Code code;

    /** @param code what went wrong with the provider that was asked */
    public NoVectorException(Code code) {
        super(code.code(), null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
