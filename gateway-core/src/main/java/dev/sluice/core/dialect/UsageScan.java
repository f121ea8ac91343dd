package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.ByteRuns;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the top-level object of an answer that tells the usage, the last one where there are several: follows strings
 * and nesting only, in steps of eight bytes, for embeddings are megabytes of numbers. Keeps nothing but that object, up
 * to 8 KiB, and reads it when it is asked. Single-threaded; borrows the parts.
 */
final class UsageScan implements AnswerReader {

    private static final int MAX_USAGE = 8 * 1024;

    /** Reads the object at which the parser stands. */
    @FunctionalInterface
    interface Shape {
        Usage read(JsonParser in) throws IOException;
    }

    private final byte[] name;
    private final Shape shape;
    private final boolean mayBeArray;

    /** The depth at which the members stand: that of the object, which may be one of an array. */
    private int floor;

    private int depth;
    private boolean over;
    private boolean inString;
    private boolean inKey;
    private boolean escaped;
    private boolean expectsKey;
    private int keyLength;
    private boolean keyFits;
    private boolean atUsage;

    private boolean keeping;
    private int keepFrom;
    private byte[] kept = new byte[0];
    private int keptLength;

    /** The last object that was whole, and whether it is yet to be read. */
    private byte[] whole = new byte[0];

    private int wholeLength;
    private boolean unread;
    private Usage usage = Usage.NONE;

    private UsageScan(String name, Shape shape, boolean mayBeArray) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
        this.shape = shape;
        this.mayBeArray = mayBeArray;
        next();
    }

    /** In an object. */
    static UsageScan ofObject(String name, Shape shape) {
        return new UsageScan(name, shape, false);
    }

    /** In an object, or in any of an array of them. */
    static UsageScan ofObjects(String name, Shape shape) {
        return new UsageScan(name, shape, true);
    }

    /** Another document begins; what was found so far stands until it is found again. */
    void next() {
        depth = 0;
        floor = 1;
        over = false;
        inString = false;
        inKey = false;
        escaped = false;
        expectsKey = false;
        atUsage = false;
        keyFits = false;
        keeping = false;
    }

    @Override
    public Usage usage() {
        if (unread) {
            unread = false;
            usage = readWhole();
        }
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
            } else if (depth > floor) {
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
            keyFits = false;
        }
        return end + 1;
    }

    private void keyBytes(ByteBuffer part, int from, int to) {
        for (int at = from; at < to && keyFits; at++) {
            keyFits = keyLength < name.length && part.get(at) == name[keyLength];
            keyLength++;
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
                if (depth == floor && keeping) {
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
                atUsage = expectsKey && keyFits && keyLength == name.length;
                expectsKey = false;
            }
            case ',' -> {
                expectsKey = depth == floor;
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
            keyFits = true;
            keyLength = 0;
        }
    }

    private void open(byte bracket, int at) {
        if (depth == 0 && bracket == '[') {
            over = !mayBeArray;
            floor = 2;
        }
        depth++;
        expectsKey = depth == floor;
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
        byte[] spare = whole;
        whole = kept;
        wholeLength = keptLength;
        kept = spare;
        unread = true;
    }

    private Usage readWhole() {
        try (JsonParser in = Json.FACTORY.createParser(whole, 0, wholeLength)) {
            in.nextToken();
            return shape.read(in);
        } catch (IOException malformed) {
            // What cannot be read was not reported; the answer itself is the client's to judge.
            return Usage.NONE;
        }
    }
}
