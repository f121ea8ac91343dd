package dev.sluice.netty.simulate;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of a script: the word for each, what it stands for, what it accepts. Flags and headers come from it. */
enum ScriptKey {
    TOKENS("tokens", "N", Accepts.TOKENS, "Tokens of an answer. Default: 16"),
    TOKEN_BYTES("token-bytes", "SIZE", "a size such as 12 or 4KiB, at most 64MiB", "Size of a token. Default: words"),
    BYTES("bytes", "SIZE", "a size such as 1000, 256KiB or 16MiB, at most 64MiB", "Size of the text. Default: words"),
    THINKING(
            "thinking",
            "N",
            Accepts.TOKENS,
            "Tokens that are thought before an answer. Default: 24 where the request asks for it, else 0"),
    TOOL_CALLS(
            "tool-calls",
            "N",
            "a whole number from 0 to 100",
            "Calls of tools, where the request has tools and does not end with the result of a call. Default: 1 where"
                    + " the request demands one, or its last turn has the word use-tool; 2, or one of each tool, where"
                    + " that has the word use-tools; else 0"),
    REFUSAL("refusal", "on|off", "on or off", "Whether the model refuses to answer. Default: off"),
    CACHED("cached", "N", Accepts.TOKENS, "Tokens in front of the prompt that a cache gives. Default: 0"),
    CACHE_WRITE("cache-write", "N", Accepts.TOKENS, "The same, written to a cache; not Gemini's. Default: 0"),
    CACHE_WRITE_HOUR("cache-write-hour", "N", Accepts.TOKENS, "The same, for an hour; Anthropic only. Default: 0"),
    DELAY("delay", "TIME", Accepts.DELAY, "From the request to the first token. Default: 0"),
    HEAD_DELAY(
            "head-delay",
            "TIME",
            Accepts.DELAY,
            "From the request to the head, and to what a stream leads in with. Default: with the first token, or with"
                    + " the whole of a unary answer"),
    INTERVAL("interval", "TIME", Accepts.DELAY, "Between tokens; a unary answer waits for all. Default: 0"),
    JITTER("jitter", "SHARE", Accepts.SHARE, "By how much intervals vary. Default: 0"),
    SEED("seed", "N", "a whole number", "What the jitter is drawn from. Default: 0"),
    SLOW_FIRST("slow-first", "TIME", Accepts.DELAY, "The delay of slow requests"),
    SLOW_SHARE("slow-share", "SHARE", Accepts.SHARE, "The share of slow requests, spread evenly. Default: 1"),
    USAGE("usage", "on|off", "on or off", "Whether usage is reported. Default: on"),
    FAULT("fault", "KIND", Accepts.KINDS, "What goes wrong, see below. Default: none"),
    FAULT_AFTER(
            "fault-after",
            "N|head|lead",
            "head, lead, or a whole number of events from 0 to 10000000",
            "Events that go out before the fault; head: none but the head; lead: all before the first output."
                    + " Default: 3 for faults inside the body"),
    FAULT_BYTES(
            "fault-bytes",
            "SIZE",
            "a size such as 7 or 4KiB, at most 64MiB",
            "cut: bytes of the next event that still go out; truncate: bytes missing. Default: 0"),
    FAULT_HOLD(
            "fault-hold",
            "TIME",
            "a duration such as 100ms or 30s, at most 10m",
            "How long a stall lasts. Default: 10m"),
    FAIL_EVERY("fail-every", "N", "a whole number from 1 to 1000000000", "Only each N-th request fails. Default: 1"),
    FIRST("first", "N", Accepts.FIRST, "Only so many requests fail, and then no more. Default: all"),
    FIRST_PER_KEY("first-per-key", "N", Accepts.FIRST, "The same, counted for each API key"),
    STATUS(
            "status",
            "N",
            "a status from 300 to 599; the fault must be status, error-event, created-error, created-failed or"
                    + " wrong-type, or not given",
            "The status, or the one whose error is sent. Default: 500"),
    ERROR_TYPE("error-type", "TEXT", Accepts.TEXT, "The error's type. Default: what OpenAI says"),
    ERROR_CODE("error-code", "TEXT", Accepts.TEXT, "The error's code. Default: what OpenAI says"),
    ERROR_MESSAGE("error-message", "TEXT", Accepts.TEXT, "The error's message. Default: what OpenAI says"),
    RETRY_AFTER(
            "retry-after",
            "SECONDS",
            "seconds such as 2 or 0.5, at most 86400; the fault must be status" + Accepts.OR_ANOTHER,
            "The retry-after header of an error"),
    RETRY_AFTER_MS(
            "retry-after-ms",
            "MILLIS",
            "milliseconds such as 500, at most 86400000; the fault must be status" + Accepts.OR_ANOTHER,
            "The retry-after-ms header of an error"),
    SHOULD_RETRY(
            "should-retry",
            "true|false",
            "true or false; the fault must be status" + Accepts.OR_ANOTHER,
            "The x-should-retry header of an error"),
    RATELIMIT_RESET(
            "ratelimit-reset",
            "TIME",
            "a duration such as 500ms or 2s, at most 10m; the fault must be status" + Accepts.OR_ANOTHER,
            "The x-ratelimit-reset-requests header of an error, and the other limit headers with it");

    private static final Map<String, ScriptKey> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ScriptKey::word, Function.identity()));

    private final String word;
    private final String label;
    private final String accepts;
    private final String meaning;

    ScriptKey(String word, String label, String accepts, String meaning) {
        this.word = word;
        this.label = label;
        this.accepts = accepts;
        this.meaning = meaning;
    }

    String word() {
        return word;
    }

    /** What stands for a value, in the help. */
    String label() {
        return label;
    }

    String accepts() {
        return accepts;
    }

    /** What it does, for people. */
    String meaning() {
        return meaning;
    }

    /** The key with this word; null when there is none. */
    static @Nullable ScriptKey of(String word) {
        return "first-token-delay".equals(word) ? DELAY : BY_WORD.get(word);
    }

    /** All words, for messages. */
    static String words() {
        return Arrays.stream(values()).map(ScriptKey::word).collect(Collectors.joining(", "));
    }

    /** What several of them accept. */
    private static final class Accepts {

        static final String TOKENS = "a whole number from 0 to 1000000";
        static final String DELAY = "a duration such as 0, 500us, 20ms or 1s, at most 10m";
        static final String SHARE = "a number from 0 to 1";
        static final String FIRST = "a whole number from 1 to 1000000000; first or first-per-key, not both";
        static final String TEXT =
                "a text of 1 to 1000 characters; the fault must be status" + ScriptKey.Accepts.OR_ANOTHER;
        static final String OR_ANOTHER = " or another that answers";
        static final String KINDS =
                Arrays.stream(Fault.Kind.values()).map(Fault.Kind::word).collect(Collectors.joining(", "));

        private Accepts() {}
    }
}
