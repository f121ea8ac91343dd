package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.ByteRuns;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level object of an answer that tells the usage, the last one where there are several, and what stands
 * beside it: the service tier, and the number of images. Follows strings and nesting only, in steps of eight bytes, for
 * embeddings are megabytes of numbers. Keeps nothing but that object, up to 8 KiB, and reads it when it is asked.
 * Single-threaded; borrows the parts.
 */
final class UsageScan implements AnswerReader {

    private static final int MAX_USAGE = 8 * 1024;
    private static final int LONGEST_TIER = 32;

    /** The members that matter, by their place in {@link #names}. */
    private static final int NOTHING = -1;

    private static final int USAGE = 0;
    private static final int TIER = 1;
    private static final int IMAGES = 2;

    /** Reads the object at which the parser stands. */
    @FunctionalInterface
    interface Shape {
        Usage read(JsonParser in) throws IOException;
    }

    private final byte[][] names;
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

    /** The names that the key is so far: one bit each. */
    private int keyFits;

    private int member = NOTHING;
    private boolean inTier;
    private int tierLength;
    private boolean inImages;

    private boolean keeping;
    private int keepFrom;
    private byte[] kept = new byte[0];
    private int keptLength;

    /** The last object that was whole, and whether it is yet to be read. */
    private byte[] whole = new byte[0];

    private int wholeLength;
    private boolean unread;
    private Usage usage = Usage.NONE;
    private final byte[] tierName = new byte[LONGEST_TIER];
    private @Nullable ServiceTier tier;
    private long images = Usage.UNREPORTED;

    private UsageScan(Shape shape, boolean mayBeArray, String... names) {
        this.names = new byte[names.length][];
        Arrays.setAll(this.names, at -> names[at].getBytes(StandardCharsets.US_ASCII));
        this.shape = shape;
        this.mayBeArray = mayBeArray;
        next();
    }

    /** In an object. */
    static UsageScan ofObject(String name, Shape shape) {
        return new UsageScan(shape, false, name, "service_tier");
    }

    /** In an object, in which an array of images may stand too. */
    static UsageScan ofImages(String name, String images, Shape shape) {
        return new UsageScan(shape, false, name, "service_tier", images);
    }

    /** In an object, or in any of an array of them. */
    static UsageScan ofObjects(String name, Shape shape) {
        return new UsageScan(shape, true, name);
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
        member = NOTHING;
        keyFits = 0;
        inTier = false;
        inImages = false;
        keeping = false;
    }

    @Override
    public Usage usage() {
        if (unread) {
            unread = false;
            usage = readWhole();
        }
        return tier == null && images == Usage.UNREPORTED ? usage : completed();
    }

    /** A tier by itself is no usage. */
    private Usage completed() {
        Usage found =
                images == Usage.UNREPORTED ? usage : usage.but().images(images).build();
        return tier == null || !found.reported()
                ? found
                : found.but().tier(tier).build();
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
        } else if (inTier) {
            tierBytes(part, from, end);
        }
        if (end == to) {
            return end;
        }
        if (part.get(end) == '"') {
            endString();
        } else {
            escaped = true;
            keyFits = 0;
            tierLength = LONGEST_TIER + 1;
        }
        return end + 1;
    }

    private void endString() {
        inString = false;
        inKey = false;
        if (inTier) {
            inTier = false;
            ServiceTier called = tierLength > LONGEST_TIER
                    ? null
                    : ServiceTier.called(new String(tierName, 0, tierLength, StandardCharsets.US_ASCII));
            tier = called == null ? tier : called;
        }
    }

    private void keyBytes(ByteBuffer part, int from, int to) {
        for (int at = from; at < to && keyFits != 0; at++) {
            byte value = part.get(at);
            for (int i = 0; i < names.length; i++) {
                if (keyLength >= names[i].length || names[i][keyLength] != value) {
                    keyFits &= ~(1 << i);
                }
            }
            keyLength++;
        }
    }

    /** The name that the key is, {@link #NOTHING} where it is none of them. */
    private int named() {
        for (int i = 0; i < names.length; i++) {
            if ((keyFits & 1 << i) != 0 && keyLength == names[i].length) {
                return i;
            }
        }
        return NOTHING;
    }

    private void tierBytes(ByteBuffer part, int from, int to) {
        int length = to - from;
        if (length <= LONGEST_TIER - tierLength) {
            part.get(from, tierName, tierLength, length);
        }
        tierLength += length;
    }

    private int nested(ByteBuffer part, int from, int to) {
        int at = ByteRuns.flat(part, from, to);
        if (at == to) {
            return to;
        }
        switch (part.get(at)) {
            case '"' -> inString = true;
            case '{', '[' -> {
                images += inImages && depth == floor + 1 ? 1 : 0;
                depth++;
            }
            case '}', ']' -> {
                depth--;
                inImages &= depth > floor;
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
                member = expectsKey ? named() : NOTHING;
                expectsKey = false;
            }
            case ',' -> {
                expectsKey = depth == floor;
                member = NOTHING;
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
            keyFits = (1 << names.length) - 1;
            keyLength = 0;
        } else if (member == TIER) {
            inTier = true;
            tierLength = 0;
        }
    }

    private void open(byte bracket, int at) {
        if (depth == 0 && bracket == '[') {
            over = !mayBeArray;
            floor = 2;
        }
        depth++;
        expectsKey = depth == floor;
        if (member == USAGE && bracket == '{') {
            keeping = true;
            keepFrom = at;
            keptLength = 0;
        } else if (member == IMAGES && bracket == '[') {
            inImages = true;
            images = 0;
        }
        member = NOTHING;
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
