package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static dev.sluice.netty.wire.Headers.refusal;

import dev.sluice.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What an answer's status line and headers must look like (RFC 9112, section 4): fills in a {@link ResponseHead} as it
 * looks. The reason may be empty, and the space before an empty one may be missing. Failures carry the reason only.
 */
final class ResponseRules implements HeadReader.Rules {
    private static final byte[] VERSION = ascii("http/1.");
    private static final byte[] CONTENT_TYPE = ascii("content-type");
    private static final byte[] EVENT_STREAM = ascii("text/event-stream");
    private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
    private static final byte[] IDENTITY = ascii("identity");
    private static final int CODE_AT = "HTTP/1.1 ".length();

    private static final Failure BAD_LINE = refusal("the status line is not a version, a code and a reason");
    private static final Failure BAD_VERSION = refusal("the answer is neither HTTP/1.1 nor HTTP/1.0");

    private final Headers headers;
    private final FramingFields framing;
    private final ResponseHead head;

    ResponseRules(Headers headers, FramingFields framing, ResponseHead head) {
        this.headers = headers;
        this.framing = framing;
        this.head = head;
    }

    @Override
    public void reset() {
        framing.reset();
        head.contentEncoded = false;
        head.eventStream = false;
    }

    @Override
    public int emptyLines() {
        return 0;
    }

    @Override
    public @Nullable Failure startLine(int from, int to) {
        byte[] bytes = headers.bytes();
        int code = from + CODE_AT;
        int reason = code + 4;
        if (to < code + 3 || !version(bytes, from) || bytes[code - 1] != Ascii.SP) {
            return to > from && bytes[from] == 'H' ? BAD_LINE : BAD_VERSION;
        }
        int status = status(bytes, code);
        if (status < 100 || (to >= reason && bytes[code + 3] != Ascii.SP)) {
            return BAD_LINE;
        }
        for (int at = reason; at < to; at++) {
            if (!Ascii.text(bytes[at])) {
                return BAD_LINE;
            }
        }
        head.http10 = bytes[code - 2] == '0';
        head.status = status;
        head.reasonStart = Math.min(reason, to);
        head.reasonEnd = to;
        return null;
    }

    private static boolean version(byte[] bytes, int from) {
        int minor = from + VERSION.length;
        return bytes[from] == 'H'
                && bytes[from + 1] == 'T'
                && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P'
                && Ascii.startsWith(bytes, from, minor, VERSION)
                && (bytes[minor] == '0' || bytes[minor] == '1');
    }

    /** The three digits at {@code at} as a number, -1 if they are not digits. */
    private static int status(byte[] bytes, int at) {
        if (!Ascii.digit(bytes[at]) || !Ascii.digit(bytes[at + 1]) || !Ascii.digit(bytes[at + 2])) {
            return -1;
        }
        return 100 * (bytes[at] - '0') + 10 * (bytes[at + 1] - '0') + (bytes[at + 2] - '0');
    }

    @Override
    public @Nullable Failure header(int i) {
        int length = headers.nameEnd(i) - headers.nameStart(i);
        if (length == CONTENT_TYPE.length && headers.nameIs(i, CONTENT_TYPE)) {
            head.eventStream = eventStream(headers.bytes(), headers.valueStart(i), headers.valueEnd(i));
            return null;
        }
        if (length == CONTENT_ENCODING.length && headers.nameIs(i, CONTENT_ENCODING)) {
            int from = headers.valueStart(i);
            int to = headers.valueEnd(i);
            head.contentEncoded |= from < to && !Ascii.same(headers.bytes(), from, to, IDENTITY);
            return null;
        }
        return framing.take(headers, i);
    }

    private static boolean eventStream(byte[] bytes, int from, int to) {
        int end = from + EVENT_STREAM.length;
        return Ascii.startsWith(bytes, from, to, EVENT_STREAM)
                && (end == to || bytes[end] == ';' || Ascii.blank(bytes[end]));
    }

    @Override
    public @Nullable Failure complete() {
        Failure ambiguity = head.http10 ? framing.ambiguityOfOldVersion() : framing.ambiguity();
        return ambiguity != null ? ambiguity : framing.unknownCoding();
    }
}
