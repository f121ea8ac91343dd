package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static dev.sluice.netty.wire.Headers.refusal;

import dev.sluice.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What Content-Length, Transfer-Encoding and Connection of one message say, gathered while its lines are parsed. What
 * is ambiguous is refused and never repaired (RFC 9112, sections 6.3 and 11.2): one length of digits only, or exactly
 * {@code chunked}, never both, and no coding in HTTP/1.0.
 */
final class FramingFields {
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] CHUNKED = ascii("chunked");
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final Failure BAD_LENGTH = refusal("Content-Length is not a number");
    private static final Failure REPEATED_LENGTH = refusal("Content-Length is repeated");
    private static final Failure BAD_CODING = refusal("chunked is not the final transfer coding, once");
    private static final Failure BOTH = refusal("Transfer-Encoding and Content-Length are both present");
    private static final Failure OLD_CODING = refusal("Transfer-Encoding in HTTP/1.0");
    private static final Failure UNKNOWN_CODING =
            Failure.of(Failure.Code.NOT_IMPLEMENTED, "the only supported transfer coding is chunked");

    private long contentLength;
    private boolean close;
    private boolean keepAlive;
    private boolean chunked;
    private boolean otherCoding;
    private boolean badCoding;

    FramingFields() {
        reset();
    }

    /** A copy that nobody else writes to. */
    FramingFields copy() {
        FramingFields copy = new FramingFields();
        copy.contentLength = contentLength;
        copy.close = close;
        copy.keepAlive = keepAlive;
        copy.chunked = chunked;
        copy.otherCoding = otherCoding;
        copy.badCoding = badCoding;
        return copy;
    }

    void reset() {
        contentLength = -1;
        close = false;
        keepAlive = false;
        chunked = false;
        otherCoding = false;
        badCoding = false;
    }

    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    /** Whether a connection of HTTP/1.1 stays open, unless {@code close} was said. */
    boolean persistent() {
        return !close;
    }

    /** Whether a connection of HTTP/1.0 stays open, because both were asked to. */
    boolean persistentOnRequest() {
        return keepAlive && !close;
    }

    /** Looks at a header line; what is wrong with it, or null. */
    @Nullable
    Failure take(Headers headers, int i) {
        switch (headers.nameEnd(i) - headers.nameStart(i)) {
            case 10:
                return headers.nameIs(i, CONNECTION) ? connection(headers, i) : null;
            case 14:
                return headers.nameIs(i, CONTENT_LENGTH) ? length(headers, i) : null;
            case 17:
                if (headers.nameIs(i, TRANSFER_ENCODING)) {
                    codings(headers, i);
                }
                return null;
            default:
                return null;
        }
    }

    /** What makes the end of the message ambiguous in HTTP/1.1, or null. */
    @Nullable
    Failure ambiguity() {
        if (badCoding) {
            return BAD_CODING;
        }
        return (chunked || otherCoding) && contentLength >= 0 ? BOTH : null;
    }

    /** What makes the end of the message ambiguous in HTTP/1.0, or null. */
    @Nullable
    Failure ambiguityOfOldVersion() {
        return chunked || otherCoding ? OLD_CODING : ambiguity();
    }

    /** Says so if there is a transfer coding besides chunked. */
    @Nullable
    Failure unknownCoding() {
        return otherCoding ? UNKNOWN_CODING : null;
    }

    private @Nullable Failure length(Headers headers, int i) {
        if (contentLength >= 0) {
            return REPEATED_LENGTH;
        }
        byte[] bytes = headers.bytes();
        int from = headers.valueStart(i);
        int to = headers.valueEnd(i);
        if (from == to || to - from > MAX_LENGTH_DIGITS) {
            return BAD_LENGTH;
        }
        long length = 0;
        for (int at = from; at < to; at++) {
            if (!Ascii.digit(bytes[at])) {
                return BAD_LENGTH;
            }
            length = 10 * length + (bytes[at] - '0');
        }
        contentLength = length;
        return null;
    }

    private void codings(Headers headers, int i) {
        byte[] bytes = headers.bytes();
        int end = headers.valueEnd(i);
        for (int at = headers.valueStart(i); at <= end; ) {
            int comma = Ascii.find(bytes, at, end, (byte) ',');
            int from = skipBlanks(bytes, at, comma);
            int to = trimBlanks(bytes, from, comma);
            badCoding |= chunked || from == to || !Ascii.token(bytes[from]);
            if (Ascii.same(bytes, from, to, CHUNKED)) {
                chunked = true;
            } else {
                otherCoding = true;
            }
            at = comma + 1;
        }
    }

    private @Nullable Failure connection(Headers headers, int i) {
        byte[] bytes = headers.bytes();
        int end = headers.valueEnd(i);
        for (int at = headers.valueStart(i); at <= end; ) {
            int comma = Ascii.find(bytes, at, end, (byte) ',');
            int from = skipBlanks(bytes, at, comma);
            int to = trimBlanks(bytes, from, comma);
            if (Ascii.same(bytes, from, to, CLOSE)) {
                close = true;
            } else if (Ascii.same(bytes, from, to, KEEP_ALIVE)) {
                keepAlive = true;
            } else if (from < to) {
                Failure problem = headers.addConnectionOption(from, to);
                if (problem != null) {
                    return problem;
                }
            }
            at = comma + 1;
        }
        return null;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Ascii.blank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int trimBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && Ascii.blank(bytes[end - 1])) {
            end--;
        }
        return end;
    }
}
