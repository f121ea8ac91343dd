package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static dev.sluice.netty.wire.Headers.refusal;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a request's start line and headers must look like (RFC 9112, sections 2.2 and 3): fills in a {@link RequestHead}
 * as it looks. A target comes in origin form, or in absolute form for http and https, of which the path counts; the
 * other forms are for proxies of another kind.
 */
final class RequestRules implements HeadReader.Rules {
    private static final byte[] HOST = ascii("host");
    private static final byte[] EXPECT = ascii("expect");
    private static final byte[] CONTINUE = ascii("100-continue");
    private static final byte[] HTTP = ascii("http://");
    private static final byte[] HTTPS = ascii("https://");
    private static final byte[] CONNECT = ascii("CONNECT");
    private static final int VERSION_LENGTH = "HTTP/1.1".length();

    private static final Failure BAD_LINE = refusal("the request line is not a method, a target and a version");
    private static final Failure BAD_TARGET = refusal("the request target is not a path");
    private static final Failure BAD_HOST = refusal("Host is not a host");
    private static final Failure NO_HOST = refusal("Host is missing");
    private static final Failure REPEATED_HOST = refusal("Host is repeated");
    private static final Failure VERSION =
            Failure.of(Failure.Code.VERSION_NOT_SUPPORTED, "the supported versions are HTTP/1.1 and HTTP/1.0");
    private static final Failure EXPECTATION =
            Failure.of(Failure.Code.EXPECTATION_FAILED, "the only expectation that can be met is 100-continue");

    private final Headers headers;
    private final FramingFields framing;
    private final RequestHead head;
    private boolean host;
    private boolean expects;
    private boolean expectsOther;

    RequestRules(Headers headers, FramingFields framing, RequestHead head) {
        this.headers = headers;
        this.framing = framing;
        this.head = head;
    }

    @Override
    public void reset() {
        framing.reset();
        host = false;
        expects = false;
        expectsOther = false;
    }

    /** One, which a client of old may have sent behind the body before. */
    @Override
    public int emptyLines() {
        return 1;
    }

    @Override
    public @Nullable Failure startLine(int from, int to) {
        byte[] bytes = headers.bytes();
        int methodEnd = from;
        while (Ascii.token(bytes[methodEnd])) {
            methodEnd++;
        }
        int targetStart = methodEnd + 1;
        int versionStart = to - VERSION_LENGTH;
        int targetEnd = versionStart - 1;
        if (methodEnd == from || targetEnd <= targetStart || bytes[methodEnd] != Ascii.SP) {
            return BAD_LINE;
        }
        if (bytes[targetEnd] != Ascii.SP || !version(bytes, versionStart)) {
            return BAD_LINE;
        }
        if (bytes[versionStart + 5] != '1' || bytes[versionStart + 7] > '1') {
            return VERSION;
        }
        head.http10 = bytes[versionStart + 7] == '0';
        head.methodStart = from;
        head.methodEnd = methodEnd;
        head.method = method(bytes, from, methodEnd - from);
        return target(bytes, targetStart, targetEnd);
    }

    private static boolean version(byte[] b, int at) {
        return b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && Ascii.digit(b[at + 5])
                && b[at + 6] == '.'
                && Ascii.digit(b[at + 7]);
    }

    private static Method method(byte[] b, int from, int length) {
        return switch (length) {
            case 3 ->
                b[from] == 'G' && b[from + 1] == 'E' && b[from + 2] == 'T' ? Method.GET : only(Method.PUT, b, from);
            case 4 -> b[from] == 'P' ? only(Method.POST, b, from) : only(Method.HEAD, b, from);
            case 5 -> only(Method.PATCH, b, from);
            case 6 -> only(Method.DELETE, b, from);
            case 7 -> only(Method.OPTIONS, b, from);
            default -> Method.OTHER;
        };
    }

    private static Method only(Method candidate, byte[] bytes, int from) {
        String name = candidate.name();
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return Method.OTHER;
            }
        }
        return candidate;
    }

    private @Nullable Failure target(byte[] bytes, int from, int to) {
        int query = to;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b <= Ascii.SP || b == 0x7f || b == '#') {
                return BAD_TARGET;
            }
            if (b == '?' && query == to) {
                query = at;
            }
        }
        int path = bytes[from] == '/' ? from : pathOfAbsoluteForm(bytes, from, to);
        if (path < 0 || path >= query || connect(bytes)) {
            return BAD_TARGET;
        }
        head.targetStart = path;
        head.targetEnd = to;
        head.pathEnd = query;
        return null;
    }

    private boolean connect(byte[] bytes) {
        return head.method == Method.OTHER && equal(bytes, head.methodStart, head.methodEnd, CONNECT);
    }

    private static boolean equal(byte[] bytes, int from, int to, byte[] wanted) {
        return java.util.Arrays.equals(bytes, from, to, wanted, 0, wanted.length);
    }

    /** Where the path begins behind scheme and authority; -1 if there is none. */
    private static int pathOfAbsoluteForm(byte[] bytes, int from, int to) {
        int authority;
        if (Ascii.startsWith(bytes, from, to, HTTP)) {
            authority = from + HTTP.length;
        } else if (Ascii.startsWith(bytes, from, to, HTTPS)) {
            authority = from + HTTPS.length;
        } else {
            return -1;
        }
        int path = Ascii.find(bytes, authority, to, (byte) '/');
        return path < to && HostField.valid(bytes, authority, path) ? path : -1;
    }

    @Override
    public @Nullable Failure header(int i) {
        switch (headers.nameEnd(i) - headers.nameStart(i)) {
            case 4:
                return headers.nameIs(i, HOST) ? host(i) : null;
            case 6:
                if (headers.nameIs(i, EXPECT)) {
                    expect(i);
                }
                return null;
            default:
                return framing.take(headers, i);
        }
    }

    private @Nullable Failure host(int i) {
        if (host) {
            return REPEATED_HOST;
        }
        host = true;
        return HostField.valid(headers.bytes(), headers.valueStart(i), headers.valueEnd(i)) ? null : BAD_HOST;
    }

    private void expect(int i) {
        if (Ascii.same(headers.bytes(), headers.valueStart(i), headers.valueEnd(i), CONTINUE)) {
            expects = true;
        } else {
            expectsOther = true;
        }
    }

    @Override
    public @Nullable Failure complete() {
        Failure ambiguity = head.http10 ? framing.ambiguityOfOldVersion() : framing.ambiguity();
        if (ambiguity != null) {
            return ambiguity;
        }
        if (!host && !head.http10) {
            return NO_HOST;
        }
        if (framing.unknownCoding() != null) {
            return framing.unknownCoding();
        }
        head.expectsContinue = expects && !head.http10;
        return expectsOther ? EXPECTATION : null;
    }
}
