package dev.sluice.netty.simulate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One answer of a model, before it has a shape: what all dialects' shapes say alike. It thinks, and then it speaks, or
 * calls tools, or refuses. A pure function of the inquiry and the payload.
 *
 * @param thoughts what is thought before
 * @param words what is said; none where tools are called
 * @param calls of tools
 */
record Turn(
        Inquiry inquiry, Payload payload, Words thoughts, Words words, List<Call> calls, Tokenizer.Counting counting) {

    private static final HexFormat HEX = HexFormat.of();
    private static final String REFUSAL = "I'm sorry, but I can't help with that.";

    /** A call of a tool with its arguments, which are JSON. */
    record Call(String id, String name, Words arguments) {

        /** The arguments as they are. */
        String json() {
            return arguments.plain(arguments.tokens());
        }

        /** The same inside a string. */
        String escaped() {
            return new String(arguments.escaped(), StandardCharsets.UTF_8);
        }
    }

    static Turn of(Inquiry inquiry, Payload payload, Tokenizer.Counting counting) {
        Words thoughts = Words.natural(
                Fingerprint.mix(inquiry.content()), payload.extras().thinking());
        List<Call> calls = payload.manner().refuses() ? List.of() : calls(inquiry, payload.manner());
        Words words = calls.isEmpty() ? words(inquiry, payload) : Words.NONE;
        return new Turn(inquiry, payload, thoughts, words, calls, counting);
    }

    private static List<Call> calls(Inquiry inquiry, Payload.Manner manner) {
        List<Call> calls = new ArrayList<>();
        for (Asks.Call asked : inquiry.asks().called(manner.calls())) {
            String id = HEX.toHexDigits(Fingerprint.mix(inquiry.content() + calls.size()));
            calls.add(new Call("call_" + id, asked.name(), Words.of(asked.arguments())));
        }
        return List.copyOf(calls);
    }

    private static Words words(Inquiry inquiry, Payload payload) {
        if (payload.manner().refuses()) {
            return Words.of(REFUSAL);
        }
        String json = inquiry.asks().json();
        return json == null
                ? new Words(inquiry.content(), payload)
                : Words.of(json).atMost(inquiry.wishes().maxTokens());
    }

    /** The same without a word. */
    Turn silent() {
        return new Turn(inquiry, payload, thoughts, Words.NONE, calls, counting);
    }

    boolean refuses() {
        return payload.manner().refuses();
    }

    boolean callsTools() {
        return !calls.isEmpty();
    }

    /** An id with this prefix. */
    String id(String prefix) {
        return prefix + hex(0) + hex(1).substring(0, 8);
    }

    /** Seconds since 1970, in 2024 or 2025. */
    long created() {
        return created(inquiry.content());
    }

    static long created(long content) {
        return 1_704_067_200L + (content >>> 1) % 50_000_000L;
    }

    String systemFingerprint() {
        return "fp_" + hex(2).substring(0, 10);
    }

    /** The model's name, in quotes. */
    String model() {
        return Json.quoted(inquiry.model());
    }

    /** Whether the answer ends because it is as long as the request allows. */
    boolean limited() {
        return !refuses() && !callsTools() && words.tokens() >= inquiry.wishes().maxTokens();
    }

    /** Why it ends, in the words of chat completions. */
    String finishReason() {
        return callsTools() ? "\"tool_calls\"" : limited() ? "\"length\"" : "\"stop\"";
    }

    /** All that was read: the prompt, and what a cache holds, or is to hold, of what stands before it. */
    long input() {
        return inquiry.promptTokens() + payload.extras().input();
    }

    /** All that was written, and what was thought before it. */
    long output() {
        return said() + reasoning();
    }

    /** What was written: a text, or the names of tools and their arguments. */
    long said() {
        long said = counting.written(words, words.tokens());
        for (Call call : calls) {
            said += counting.name(call.name())
                    + counting.written(call.arguments(), call.arguments().tokens());
        }
        return said;
    }

    long reasoning() {
        return counting.written(thoughts, thoughts.tokens());
    }

    /** What is charged for it. */
    Billed billed() {
        Payload.Extras extras = payload.extras();
        return new Billed(input(), output(), extras.cached(), extras.written(), extras.cacheWriteHour(), reasoning());
    }

    /** What was thought before the text, escaped. */
    String thoughtText() {
        return new String(thoughts.escaped(), StandardCharsets.UTF_8);
    }

    boolean thinks() {
        return thoughts.tokens() > 0;
    }

    /** The usage object of chat completions and completions, or {@code null} where the script switches it off. */
    String usage() {
        if (!payload.usage()) {
            return "null";
        }
        return "{\"prompt_tokens\":" + input() + ",\"completion_tokens\":" + output() + ",\"total_tokens\":"
                + (input() + output()) + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + payload.extras().cached() + ",\"cache_write_tokens\":"
                + payload.extras().written() + ",\"audio_tokens\":0}"
                + ",\"completion_tokens_details\":{\"reasoning_tokens\":"
                + reasoning() + ",\"audio_tokens\":0"
                + ",\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}";
    }

    /** Whether the stream ends with a usage chunk. */
    boolean streamsUsage() {
        return payload.usage() && inquiry.wishes().includeUsage();
    }

    private String hex(int part) {
        return HEX.toHexDigits(Fingerprint.mix(inquiry.content() ^ part));
    }
}
