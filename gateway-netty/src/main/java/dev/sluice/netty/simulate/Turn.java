package dev.sluice.netty.simulate;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One answer of a model, before it has a shape: what all dialects' shapes say alike. A pure function of the inquiry and
 * the payload.
 */
record Turn(Inquiry inquiry, Payload payload, Words words) {

    private static final HexFormat HEX = HexFormat.of();

    static Turn of(Inquiry inquiry, Payload payload) {
        return new Turn(inquiry, payload, new Words(inquiry.content(), payload));
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
        return payload.tokens() >= inquiry.wishes().maxTokens();
    }

    String finishReason() {
        return limited() ? "\"length\"" : "\"stop\"";
    }

    /** All that was read: the prompt, and what a cache holds, or is to hold, of what stands before it. */
    long input() {
        return inquiry.promptTokens() + payload.extras().input();
    }

    /** All that was written: the text, and what was thought before it. */
    long output() {
        return (long) payload.tokens() + payload.extras().thinking();
    }

    /** What was thought before the text, escaped; empty: nothing. */
    String thoughts() {
        int thinking = payload.extras().thinking();
        Words thoughts = new Words(Fingerprint.mix(inquiry.content()), new Payload(thinking, 0, 0, true));
        return new String(thoughts.escaped(), StandardCharsets.UTF_8);
    }

    boolean thinks() {
        return payload.extras().thinking() > 0;
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
                + payload.extras().thinking() + ",\"audio_tokens\":0"
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
