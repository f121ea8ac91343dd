package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Keys and arguments of a script, as they are put together. Single-threaded. */
final class Arguments {

    private final List<String> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();

    Arguments key(String key) {
        keys.add(key);
        return this;
    }

    Arguments add(String text) {
        return add(text.getBytes(UTF_8));
    }

    Arguments add(long number) {
        return add(Long.toString(number));
    }

    Arguments add(byte[] bytes) {
        arguments.add(bytes);
        return this;
    }

    String[] keys() {
        return keys.toArray(String[]::new);
    }

    byte[][] arguments() {
        return arguments.toArray(byte[][]::new);
    }
}
