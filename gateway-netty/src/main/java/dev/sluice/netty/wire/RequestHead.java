package dev.sluice.netty.wire;

import dev.sluice.core.request.Method;

/**
 * The head of a request that has been found well-formed. Positions are positions in {@code headers().bytes()}. Belongs
 * to its {@link RequestDecoder}, which reuses it: valid until {@link RequestDecoder#next()}.
 */
public final class RequestHead {
    private final Headers headers;
    private final FramingFields framing;

    Method method = Method.OTHER;
    int methodStart;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int pathEnd;
    boolean http10;
    boolean expectsContinue;

    RequestHead(Headers headers, FramingFields framing) {
        this.headers = headers;
        this.framing = framing;
    }

    public Headers headers() {
        return headers;
    }

    public Method method() {
        return method;
    }

    /** Where the method's own bytes stand, which {@link Method#OTHER} does not tell. */
    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    /** Where the request-target begins: a slash, also when it came in absolute form. */
    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /** Where the query's question mark stands, or the target ends. */
    public int pathEnd() {
        return pathEnd;
    }

    /** Where the last of its lines ends that says something. */
    public int end() {
        int lines = headers.count();
        return lines == 0 ? targetEnd : headers.valueEnd(lines - 1);
    }

    public boolean http10() {
        return http10;
    }

    /** Whether the connection stays open, by the version and what Connection says. */
    public boolean keepAlive() {
        return http10 ? framing.persistentOnRequest() : framing.persistent();
    }

    /** Whether the client waits for 100 (Continue); never in HTTP/1.0. */
    public boolean expectsContinue() {
        return expectsContinue;
    }

    /** What Content-Length says, -1 without one. */
    public long contentLength() {
        return framing.contentLength();
    }

    public boolean chunked() {
        return framing.chunked();
    }

    /** Whether a body follows: chunked, or of a length above 0. */
    public boolean hasBody() {
        return framing.chunked() || framing.contentLength() > 0;
    }
}
