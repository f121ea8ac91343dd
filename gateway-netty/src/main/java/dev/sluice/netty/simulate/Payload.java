package dev.sluice.netty.simulate;

/**
 * How much is answered.
 *
 * @param tokens how many tokens; it is also the usage that is reported
 * @param tokenBytes the size of each token; 0: natural words, or {@code bytes}
 * @param bytes the size of the whole text, spread evenly over the tokens; 0: natural words, or {@code tokenBytes}
 * @param usage whether usage is reported at all
 * @param extras what is used besides the prompt and the text
 * @param manner what is answered instead of a text
 */
public record Payload(int tokens, int tokenBytes, int bytes, boolean usage, Extras extras, Manner manner) {

    /** Sixteen natural words. */
    public static final Payload WORDS = new Payload(16, 0, 0, true);

    static final int MAX_TOKENS = 1_000_000;
    static final int MAX_BYTES = 64 << 20;

    /**
     * Tokens besides those of the prompt and of the text.
     *
     * @param thinking tokens that are thought before the answer
     * @param cached tokens in front of the prompt that are read from a cache
     * @param cacheWrite tokens in front of the prompt that are written to a cache
     * @param cacheWriteHour the same, to a cache that keeps them for an hour
     */
    public record Extras(int thinking, int cached, int cacheWrite, int cacheWriteHour) {

        public static final Extras NONE = new Extras(0, 0, 0, 0);

        public Extras {
            if (thinking < 0 || cached < 0 || cacheWrite < 0 || cacheWriteHour < 0) {
                throw new IllegalArgumentException("tokens are from 0 to " + MAX_TOKENS);
            }
        }

        /** What stands in front of the prompt. */
        long input() {
            return (long) cached + written();
        }

        long written() {
            return (long) cacheWrite + cacheWriteHour;
        }
    }

    /**
     * What is answered instead of a text.
     *
     * @param calls how many calls of tools, where the request has tools; negative: as the request asks for
     * @param refuses whether the model refuses
     */
    public record Manner(int calls, boolean refuses) {

        public static final Manner AS_ASKED = new Manner(-1, false);

        static final int MAX_CALLS = 100;

        public Manner {
            if (calls > MAX_CALLS) {
                throw new IllegalArgumentException("tool-calls are from 0 to " + MAX_CALLS);
            }
        }
    }

    /** A text without extras. */
    public Payload(int tokens, int tokenBytes, int bytes, boolean usage) {
        this(tokens, tokenBytes, bytes, usage, Extras.NONE, Manner.AS_ASKED);
    }

    public Payload {
        if (tokens < 0 || tokens > MAX_TOKENS) {
            throw new IllegalArgumentException("tokens are from 0 to " + MAX_TOKENS);
        }
        if (tokenBytes < 0 || bytes < 0 || bytes > MAX_BYTES || (long) tokens * tokenBytes > MAX_BYTES) {
            throw new IllegalArgumentException("a text has from 0 bytes to 64MiB");
        }
        if (tokenBytes > 0 && bytes > 0) {
            throw new IllegalArgumentException("give token-bytes or bytes, not both");
        }
        if (bytes > 0 && bytes < tokens) {
            throw new IllegalArgumentException(
                    "bytes must be at least tokens (" + tokens + "): a token has at least one byte");
        }
        if (bytes > 0 && tokens == 0) {
            throw new IllegalArgumentException("a text of no tokens has no bytes");
        }
    }

    /** The size of the text; 0: as many natural words as there are tokens. */
    int size() {
        return tokenBytes > 0 ? tokens * tokenBytes : bytes;
    }

    /** At most so many tokens, as a request may ask for. */
    Payload atMost(int limit) {
        if (limit >= tokens) {
            return this;
        }
        return new Payload(limit, tokenBytes, limit == 0 ? 0 : bytes, usage, extras, manner);
    }

    Payload with(Extras others) {
        return new Payload(tokens, tokenBytes, bytes, usage, others, manner);
    }

    /** The same, where something is thought before. */
    Payload thinking(int thought) {
        return with(new Extras(thought, extras.cached(), extras.cacheWrite(), extras.cacheWriteHour()));
    }
}
