package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.request.ByteRuns;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the top-level {@code usage} object of a unary answer: follows strings and nesting only, in steps of eight
 * bytes, for embeddings are megabytes of numbers. Keeps nothing but that object, up to 8 KiB. Single-threaded; borrows
 * the parts.
 */
final class OpenAiAnswerReader implements AnswerReader {

    private static final int MAX_USAGE = 8 * 1024;

    /** The key's five bytes, the first one lowest. */
    private static final long USAGE_KEY = 'u' | 's' << 8 | 'a' << 16 | 'g' << 24 | (long) 'e' << 32;

    private int depth;
    private boolean over;
    private boolean inString;
    private boolean inKey;
    private boolean escaped;
    private boolean expectsKey;
    private long key;
    private int keyLength;
    private boolean atUsage;

    private boolean keeping;
    private int keepFrom;
    private byte[] kept = new byte[0];
    private int keptLength;
    private Usage usage = Usage.NONE;

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public void read(ByteBuffer part) {
        int at = part.position();
        int to = part.limit();
        keepFrom = at;
        while (at < to && !over) {
            if (inString) {
                at = string(part, at, to);
            } else if (depth > 1) {
                at = nested(part, at, to);
            } else {
                top(part.get(at), at);
                at++;
            }
        }
        if (keeping) {
            keep(part, to);
        }
    }

    private int string(ByteBuffer part, int from, int to) {
        if (escaped) {
            escaped = false;
            return from + 1;
        }
        int end = ByteRuns.quoted(part, from, to);
        if (inKey) {
            keyBytes(part, from, end);
        }
        if (end == to) {
            return end;
        }
        if (part.get(end) == '"') {
            inString = false;
            inKey = false;
        } else {
            escaped = true;
            keyLength = Long.BYTES;
        }
        return end + 1;
    }

    private void keyBytes(ByteBuffer part, int from, int to) {
        for (int at = from; at < to && keyLength < Long.BYTES; at++) {
            key |= (part.get(at) & 0xFFL) << (Byte.SIZE * keyLength++);
        }
    }

    private int nested(ByteBuffer part, int from, int to) {
        int at = ByteRuns.flat(part, from, to);
        if (at == to) {
            return to;
        }
        switch (part.get(at)) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth--;
                if (depth == 1 && keeping) {
                    keep(part, at + 1);
                    endUsage();
                }
            }
            default -> {}
        }
        return at + 1;
    }

    private void top(byte value, int at) {
        switch (value) {
            case '"' -> beginString();
            case ':' -> {
                atUsage = expectsKey && keyLength == 5 && key == USAGE_KEY;
                expectsKey = false;
            }
            case ',' -> {
                expectsKey = true;
                atUsage = false;
            }
            case '{', '[' -> open(value, at);
            case '}', ']' -> over = --depth <= 0;
            case ' ', '\t', '\r', '\n' -> {}
            default -> over = depth == 0;
        }
    }

    private void beginString() {
        over = depth == 0;
        inString = true;
        inKey = expectsKey;
        if (inKey) {
            key = 0;
            keyLength = 0;
        }
    }

    private void open(byte bracket, int at) {
        over = depth == 0 && bracket == '[';
        depth++;
        expectsKey = depth == 1;
        if (atUsage && bracket == '{') {
            keeping = true;
            keepFrom = at;
            keptLength = 0;
        }
        atUsage = false;
    }

    private void keep(ByteBuffer part, int to) {
        int length = to - keepFrom;
        if (length > MAX_USAGE - keptLength) {
            keeping = false;
            return;
        }
        if (keptLength + length > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(512, keptLength + length));
        }
        part.get(keepFrom, kept, keptLength, length);
        keptLength += length;
    }

    private void endUsage() {
        if (!keeping) {
            return;
        }
        keeping = false;
        try (JsonParser in = OpenAiUsage.JSON.createParser(kept, 0, keptLength)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                usage = OpenAiUsage.read(in);
            }
        } catch (IOException malformed) {
            // What cannot be read was not reported; the answer itself is the client's to judge.
            usage = Usage.NONE;
        }
    }
}
