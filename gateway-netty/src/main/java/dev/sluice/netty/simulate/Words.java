package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of an answer, token by token, as it stands inside a JSON string (already escaped). Natural words, some with
 * quotes, accents and characters of four bytes, or a pattern of plain letters of a given size. A pure function of the
 * content and the payload: a longer answer starts with the shorter one. Immutable.
 */
final class Words {

    private static final byte[][] WORDS = words();
    private static final byte[] PATTERN = pattern();

    private final long content;
    private final int tokens;
    private final int size;

    Words(long content, Payload payload) {
        this.content = content;
        this.tokens = payload.tokens();
        this.size = payload.size();
    }

    int tokens() {
        return tokens;
    }

    /** How many bytes a token has, escaped. */
    int length(int token) {
        if (size > 0) {
            return (int) (start(token + 1) - start(token));
        }
        return word(token).length - (token == 0 ? 1 : 0);
    }

    /** How many bytes the tokens before {@code end} have together, from {@code from} on. */
    long length(int from, int end) {
        if (size > 0) {
            return start(end) - start(from);
        }
        long sum = 0;
        for (int token = from; token < end; token++) {
            sum += length(token);
        }
        return sum;
    }

    /** Writes a token; the caller keeps the buffer. */
    void write(int token, ByteBuf out) {
        if (size > 0) {
            writePattern(start(token), start(token + 1), out);
            return;
        }
        byte[] word = word(token);
        int skip = token == 0 ? 1 : 0;
        out.writeBytes(word, skip, word.length - skip);
    }

    /** The whole text, escaped; only for answers that repeat it. */
    byte[] escaped() {
        byte[] all = new byte[Math.toIntExact(length(0, tokens))];
        ByteBuf out = Unpooled.wrappedBuffer(all).clear();
        for (int token = 0; token < tokens; token++) {
            write(token, out);
        }
        return all;
    }

    private long start(int token) {
        return (long) size * token / tokens;
    }

    private byte[] word(int token) {
        return WORDS[(int) ((Fingerprint.mix(content + token) >>> 1) % WORDS.length)];
    }

    private void writePattern(long from, long end, ByteBuf out) {
        long at = from;
        while (at < end) {
            int offset = (int) (((content >>> 1) % PATTERN.length + at) % PATTERN.length);
            int length = (int) Math.min(PATTERN.length - offset, end - at);
            out.writeBytes(PATTERN, offset, length);
            at += length;
        }
    }

    private static byte[][] words() {
        String all = "the a of and to in is that it as with by from not on are this be which or an at can has"
                + " water river stream gate lock lake canal tide current bridge harbour boat rain spring delta basin"
                + " flows opens holds rises falls carries turns reaches waits passes returns joins"
                + " slowly deep wide quiet steady clear early often never always together, again. then, there."
                + " naïve über garçon Ωmega 水 流れ 🌊 \\\"quoted\\\" back\\\\slash line\\nbreak tab\\tstop";
        List<byte[]> words = new ArrayList<>();
        for (String word : all.split(" ", -1)) {
            words.add((" " + word).getBytes(StandardCharsets.UTF_8));
        }
        return words.toArray(new byte[0][]);
    }

    private static byte[] pattern() {
        byte[] pattern = new byte[65_521];
        for (int i = 0; i < pattern.length; i++) {
            long letter = (Fingerprint.mix(i) >>> 1) % 32;
            pattern[i] = (byte) (letter < 26 ? 'a' + letter : ' ');
        }
        return pattern;
    }
}
