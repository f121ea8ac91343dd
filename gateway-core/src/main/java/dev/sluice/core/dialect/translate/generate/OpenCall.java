package dev.sluice.core.dialect.translate.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A call whose arguments are coming in, which are held until they are complete, up to a bound. Single-threaded. */
final class OpenCall {

    /** Characters of arguments at the most. */
    static final int MOST_ARGUMENTS = 4 * 1024 * 1024;

    private final String id;
    private final String name;
    private final @Nullable String signature;
    private final StringBuilder arguments = new StringBuilder();

    OpenCall(String id, String name, @Nullable String signature) {
        this.id = id;
        this.name = name;
        this.signature = signature;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    @Nullable
    String signature() {
        return signature;
    }

    void arguments(String delta) {
        if (delta.length() > MOST_ARGUMENTS - arguments.length()) {
            throw new UncheckedIOException(
                    new IOException("a tool call has more than " + MOST_ARGUMENTS + " characters of arguments"));
        }
        arguments.append(delta);
    }

    /** The arguments as a JSON object; null where they are none. */
    @Nullable
    String object() {
        String text = arguments.toString();
        if (text.isBlank()) {
            return "{}";
        }
        return Arguments.areObject(text) ? text : null;
    }
}
