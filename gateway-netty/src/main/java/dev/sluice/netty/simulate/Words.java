package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of an answer, token by token, as it stands inside a JSON string (already escaped). Natural words, some with
 * quotes, accents and characters of four bytes; a pattern of plain letters of a given size; or a text that is given,
 * cut into pieces. The first two are pure functions of the content and the payload: a longer answer starts with the
 * shorter one. Immutable.
 */
final class Words {

    /** No text. */
    static final Words NONE = Words.of("");

    private static final String[] PLAIN = plain();
    private static final byte[][] WORDS = escaped(PLAIN);
    private static final byte[] PATTERN = pattern();
    private static final int PIECE = 6;

    private final long content;
    private final int tokens;
    private final int size;
    private final String @Nullable [] given;

    Words(long content, Payload payload) {
        this(content, payload.tokens(), payload.size(), null);
    }

    private Words(long content, int tokens, int size, String @Nullable [] given) {
        this.content = content;
        this.tokens = tokens;
        this.size = size;
        this.given = given;
    }

    /** So many natural words. */
    static Words natural(long content, int tokens) {
        return new Words(content, tokens, 0, null);
    }

    /** This text, in pieces of a few characters. */
    static Words of(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = Math.min(text.length(), from + PIECE);
            end = end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
            pieces.add(text.substring(from, end));
            from = end;
        }
        return new Words(0, pieces.size(), 0, pieces.toArray(new String[0]));
    }

    /** At most so many of them. */
    Words atMost(int limit) {
        return limit >= tokens ? this : new Words(content, limit, size, given);
    }

    int tokens() {
        return tokens;
    }

    /** How many bytes a token has, escaped. */
    int length(int token) {
        if (size > 0) {
            return (int) (start(token + 1) - start(token));
        }
        return word(token).length - skip(token);
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
        int skip = skip(token);
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

    /** The beginning of the text, so many tokens of it, as it is without escapes. */
    String plain(int end) {
        if (size > 0) {
            byte[] all = new byte[Math.toIntExact(start(end))];
            writePattern(0, all.length, Unpooled.wrappedBuffer(all).clear());
            return new String(all, StandardCharsets.US_ASCII);
        }
        StringBuilder text = new StringBuilder();
        for (int token = 0; token < end; token++) {
            text.append(given == null ? PLAIN[choice(token)].substring(skip(token)) : given[token]);
        }
        return text.toString();
    }

    /** Words have a space before them, but for the first. */
    private int skip(int token) {
        return given == null && token == 0 ? 1 : 0;
    }

    private long start(int token) {
        return (long) size * token / tokens;
    }

    private byte[] word(int token) {
        return given == null ? WORDS[choice(token)] : Json.escaped(given[token]);
    }

    private int choice(int token) {
        return (int) ((Fingerprint.mix(content + token) >>> 1) % WORDS.length);
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

    private static String[] plain() {
        String all = "the a of and to in is that it as with by from not on are this be which or an at can has"
                + " water river stream gate lock lake canal tide current bridge harbour boat rain spring delta basin"
                + " flows opens holds rises falls carries turns reaches waits passes returns joins"
                + " slowly deep wide quiet steady clear early often never always together, again. then, there."
                + " naïve über garçon Ωmega 水 流れ 🌊 \"quoted\" back\\slash line\nbreak tab\tstop";
        String[] words = all.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            words[i] = " " + words[i];
        }
        return words;
    }

    private static byte[][] escaped(String[] plain) {
        byte[][] words = new byte[plain.length][];
        for (int i = 0; i < plain.length; i++) {
            words[i] = Json.escaped(plain[i]);
        }
        return words;
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
