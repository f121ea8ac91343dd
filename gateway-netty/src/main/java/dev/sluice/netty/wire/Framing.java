package dev.sluice.netty.wire;

/** What ends an answer's body (RFC 9112, section 6.3), and so whether the bytes that are relayed hold chunk framing. */
public enum Framing {
    /** There is no body: the answer to HEAD, a 204 or a 304. */
    NONE,
    /** The bytes are chunks: size lines, data and line ends. */
    CHUNKED,
    /** The bytes are data, as many as Content-Length says. */
    LENGTH,
    /** The bytes are data until the connection closes. */
    CLOSE
}
