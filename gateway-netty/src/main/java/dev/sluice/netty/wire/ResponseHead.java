package dev.sluice.netty.wire;

/**
 * The head of a final answer that has been found well-formed. Positions are positions in {@code headers().bytes()}.
 * Belongs to its {@link ResponseDecoder}, which reuses it: valid until the next {@link ResponseDecoder#expect}.
 */
public final class ResponseHead {
    private final Headers headers;
    private final FramingFields fields;

    int status;
    int reasonStart;
    int reasonEnd;
    boolean http10;
    boolean contentEncoded;
    boolean eventStream;
    Framing framing = Framing.NONE;

    ResponseHead(Headers headers, FramingFields fields) {
        this.headers = headers;
        this.fields = fields;
    }

    /** A copy that stays valid when the connection goes on to another answer. */
    public ResponseHead copy() {
        ResponseHead copy = new ResponseHead(headers.copy(), fields.copy());
        copy.status = status;
        copy.reasonStart = reasonStart;
        copy.reasonEnd = reasonEnd;
        copy.http10 = http10;
        copy.contentEncoded = contentEncoded;
        copy.eventStream = eventStream;
        copy.framing = framing;
        return copy;
    }

    public Headers headers() {
        return headers;
    }

    public int status() {
        return status;
    }

    /** Where the reason phrase stands, which may be empty. */
    public int reasonStart() {
        return reasonStart;
    }

    public int reasonEnd() {
        return reasonEnd;
    }

    public boolean http10() {
        return http10;
    }

    /** Whether the connection stays open, by the version and what Connection says. */
    public boolean keepAlive() {
        return http10 ? fields.persistentOnRequest() : fields.persistent();
    }

    /** What Content-Length says, -1 without one; without a body ({@link Framing#NONE}) none of it follows. */
    public long contentLength() {
        return fields.contentLength();
    }

    public boolean chunked() {
        return fields.chunked();
    }

    /** What ends the body. */
    public Framing framing() {
        return framing;
    }

    /** Whether there is a content coding, other than identity. */
    public boolean contentEncoded() {
        return contentEncoded;
    }

    /** Whether the content type is text/event-stream, with or without parameters. */
    public boolean eventStream() {
        return eventStream;
    }
}
