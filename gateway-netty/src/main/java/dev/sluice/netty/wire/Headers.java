package dev.sluice.netty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of one message in an array of its own, and where its header lines stand in it. Names are tokens, values are
 * trimmed of white space and free of control bytes. One instance belongs to one decoder and is reused from message to
 * message: what it shows is valid until the decoder goes on to the next one. Not thread-safe.
 */
public final class Headers {
    private static final int INITIAL_BYTES = 1024;
    private static final int KEPT_BYTES = 8192;
    private static final int INITIAL_LINES = 16;
    private static final int MAX_OPTIONS = 32;

    private static final byte[] TE = ascii("te");
    private static final byte[] TRAILER = ascii("trailer");
    private static final byte[] UPGRADE = ascii("upgrade");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] PROXY = ascii("proxy-");

    private static final Failure FOLDED = refusal("a header line is folded");
    private static final Failure BAD_NAME = refusal("a header name is not a token followed by a colon");
    private static final Failure BAD_VALUE = refusal("a header value contains a control byte");
    private static final Failure TOO_MANY_OPTIONS = refusal("Connection names too many options");

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int filled;
    private int[] spans = new int[4 * INITIAL_LINES];
    private int count;
    private int[] options = {};
    private int optionCount;

    Headers() {}

    /** The array that all positions are positions of; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many header lines there are. */
    public int count() {
        return count;
    }

    public int nameStart(int i) {
        return spans[4 * i];
    }

    public int nameEnd(int i) {
        return spans[4 * i + 1];
    }

    public int valueStart(int i) {
        return spans[4 * i + 2];
    }

    public int valueEnd(int i) {
        return spans[4 * i + 3];
    }

    /** The first line of that name, given in lower case; -1 if there is none. */
    public int find(byte[] lowerCaseName) {
        for (int i = 0; i < count; i++) {
            if (nameIs(i, lowerCaseName)) {
                return i;
            }
        }
        return -1;
    }

    /** How many lines have this name. */
    public int count(byte[] lowerCaseName) {
        int lines = 0;
        for (int i = 0; i < count; i++) {
            lines += nameIs(i, lowerCaseName) ? 1 : 0;
        }
        return lines;
    }

    public boolean nameIs(int i, byte[] lowerCaseName) {
        return Ascii.same(bytes, spans[4 * i], spans[4 * i + 1], lowerCaseName);
    }

    /** The value of the first line of that name as a new string (ISO 8859-1), null if there is none. */
    public @Nullable String value(byte[] lowerCaseName) {
        int i = find(lowerCaseName);
        return i < 0 ? null : value(i);
    }

    /** The value of a line as a new string (ISO 8859-1). */
    public String value(int i) {
        return new String(bytes, valueStart(i), valueEnd(i) - valueStart(i), ISO_8859_1);
    }

    /** Whether a line is for this connection only and never forwarded (RFC 9110, 7.6.1), or is named by Connection. */
    public boolean hopByHop(int i) {
        boolean always = switch (nameEnd(i) - nameStart(i)) {
            case 2 -> nameIs(i, TE);
            case 7 -> nameIs(i, TRAILER) || nameIs(i, UPGRADE);
            case 10 -> nameIs(i, CONNECTION) || nameIs(i, KEEP_ALIVE);
            case 17 -> nameIs(i, TRANSFER_ENCODING);
            default -> false;
        };
        return always || Ascii.startsWith(bytes, nameStart(i), nameEnd(i), PROXY) || namedByConnection(i);
    }

    private boolean namedByConnection(int i) {
        int length = nameEnd(i) - nameStart(i);
        for (int o = 0; o < optionCount; o++) {
            int from = options[2 * o];
            if (options[2 * o + 1] - from == length && Ascii.same(bytes, from, nameStart(i), length)) {
                return true;
            }
        }
        return false;
    }

    /** A copy that nobody else writes to. */
    Headers copy() {
        Headers copy = new Headers();
        copy.bytes = Arrays.copyOf(bytes, Math.max(filled, 1));
        copy.filled = filled;
        copy.spans = spans.clone();
        copy.count = count;
        copy.options = options.clone();
        copy.optionCount = optionCount;
        return copy;
    }

    /** Forgets the message before; an array that one large head has grown is not kept. */
    void clear() {
        filled = 0;
        count = 0;
        optionCount = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    int filled() {
        return filled;
    }

    /** Copies up to {@code most} readable bytes behind those that are there, without moving the reader index. */
    int append(ByteBuf in, int most) {
        int length = Math.min(in.readableBytes(), most);
        if (filled + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(filled + length, 2 * bytes.length));
        }
        in.getBytes(in.readerIndex(), bytes, filled, length);
        filled += length;
        return length;
    }

    /** Adds the line from {@code from} to {@code to}, where its CR stands; what is wrong with it, or null. */
    @Nullable
    Failure add(int from, int to) {
        byte[] b = bytes;
        int nameEnd = from;
        while (Ascii.token(b[nameEnd])) {
            nameEnd++;
        }
        if (nameEnd == from || b[nameEnd] != ':') {
            return Ascii.blank(b[from]) ? FOLDED : BAD_NAME;
        }
        int valueStart = nameEnd + 1;
        while (valueStart < to && Ascii.blank(b[valueStart])) {
            valueStart++;
        }
        int valueEnd = to;
        while (valueEnd > valueStart && Ascii.blank(b[valueEnd - 1])) {
            valueEnd--;
        }
        for (int i = valueStart; i < valueEnd; i++) {
            if (!Ascii.text(b[i])) {
                return BAD_VALUE;
            }
        }
        keep(from, nameEnd, valueStart, valueEnd);
        return null;
    }

    private void keep(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int at = 4 * count++;
        if (at == spans.length) {
            spans = Arrays.copyOf(spans, 2 * at);
        }
        spans[at] = nameStart;
        spans[at + 1] = nameEnd;
        spans[at + 2] = valueStart;
        spans[at + 3] = valueEnd;
    }

    /** Remembers an option of a Connection line: headers of that name are hop-by-hop too. */
    @Nullable
    Failure addConnectionOption(int from, int to) {
        if (optionCount == MAX_OPTIONS) {
            return TOO_MANY_OPTIONS;
        }
        if (2 * optionCount == options.length) {
            options = Arrays.copyOf(options, Math.max(8, 2 * options.length));
        }
        options[2 * optionCount] = from;
        options[2 * optionCount + 1] = to;
        optionCount++;
        return null;
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    static Failure refusal(String why) {
        return Failure.of(Failure.Code.MALFORMED_HTTP, why);
    }
}
