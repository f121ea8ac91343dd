package dev.sluice.netty.simulate;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of a script: the word for each, and what it accepts. */
enum ScriptKey {
    TOKENS("tokens", "a whole number from 0 to 1000000"),
    TOKEN_BYTES("token-bytes", "a size such as 12 or 4KiB, at most 64MiB"),
    BYTES("bytes", "a size such as 1000, 256KiB or 16MiB, at most 64MiB"),
    DELAY("delay", "a duration such as 0, 500us, 20ms or 1s, at most 10m"),
    INTERVAL("interval", "a duration such as 0, 500us, 20ms or 1s, at most 10m"),
    JITTER("jitter", "a number from 0 to 1"),
    SEED("seed", "a whole number"),
    USAGE("usage", "on or off"),
    FAULT("fault", "none, status, close, cut, stall, garbage, garbage-chunk, reset, error-event or truncate"),
    FAULT_AFTER("fault-after", "a whole number of events from 0 to 10000000"),
    FAULT_BYTES("fault-bytes", "a size such as 7 or 4KiB, at most 64MiB"),
    FAULT_HOLD("fault-hold", "a duration such as 100ms or 30s, at most 10m"),
    FAIL_EVERY("fail-every", "a whole number from 1 to 1000000000"),
    STATUS("status", "a status from 300 to 599; the fault must be status, or not given"),
    RETRY_AFTER("retry-after", "seconds such as 2 or 0.5, at most 86400; the fault must be status");

    private static final Map<String, ScriptKey> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ScriptKey::word, Function.identity()));

    private final String word;
    private final String accepts;

    ScriptKey(String word, String accepts) {
        this.word = word;
        this.accepts = accepts;
    }

    String word() {
        return word;
    }

    String accepts() {
        return accepts;
    }

    /** The key with this word; null when there is none. */
    static @Nullable ScriptKey of(String word) {
        return "first-token-delay".equals(word) ? DELAY : BY_WORD.get(word);
    }

    /** All words, for messages. */
    static String words() {
        return Arrays.stream(values()).map(ScriptKey::word).collect(Collectors.joining(", "));
    }
}
