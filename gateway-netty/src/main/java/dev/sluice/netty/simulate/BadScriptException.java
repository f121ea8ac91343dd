package dev.sluice.netty.simulate;

/** A script that cannot be played; the message names the setting and what it accepts, and may be shown to anyone. */
public final class BadScriptException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    BadScriptException(String message) {
        super(message);
    }
}
