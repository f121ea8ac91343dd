package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.ascii;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.core.request.Method;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * Writes heads and chunk framing into a buffer without allocating. It writes what it is given: lines copied from a
 * parsed head are well-formed, names and values from elsewhere are made by {@link #name} and {@link #value}, which let
 * no line break pass. Stateless.
 */
public final class HeadWriter {
    /** Ends a line, and a head. Not to be changed. */
    public static final byte[] CRLF = ascii("\r\n");

    /** Ends a chunked body without trailers. Not to be changed. */
    public static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(100, "Continue"),
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(303, "See Other"),
            Map.entry(304, "Not Modified"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(402, "Payment Required"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(411, "Length Required"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(424, "Failed Dependency"),
            Map.entry(425, "Too Early"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(428, "Precondition Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(451, "Unavailable For Legal Reasons"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"),
            Map.entry(529, "Overloaded"));

    private static final byte[][] STATUS_LINES = new byte[1000][];
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] DIGITS = ascii("0123456789abcdef");
    private static final int CRLF_SHORT = '\r' << 8 | '\n';
    private static final int COLON_SHORT = ':' << 8 | ' ';

    static {
        for (int status = 100; status < 1000; status++) {
            STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "") + "\r\n");
        }
    }

    private HeadWriter() {}

    /** A status line with the usual reason, an empty one if there is none; 100 to 999. Not to be changed. */
    static byte[] statusLine(int status) {
        return STATUS_LINES[status];
    }

    /** Writes a request line; the target is ready-made. */
    public static void requestLine(ByteBuf out, Method method, byte[] target) {
        writeName(out, method);
        out.writeByte(' ').writeBytes(target).writeBytes(VERSION);
    }

    /**
     * Writes a request line with the method and the target of a request, behind {@code prefix} (which may be empty).
     */
    public static void requestLine(ByteBuf out, RequestHead head, byte[] prefix) {
        byte[] bytes = head.headers().bytes();
        out.writeBytes(bytes, head.methodStart(), head.methodEnd() - head.methodStart());
        out.writeByte(' ').writeBytes(prefix);
        out.writeBytes(bytes, head.targetStart(), head.targetEnd() - head.targetStart());
        out.writeBytes(VERSION);
    }

    private static void writeName(ByteBuf out, Method method) {
        if (method == Method.OTHER) {
            throw new IllegalArgumentException("a method without a name of its own");
        }
        String name = method.name();
        for (int i = 0; i < name.length(); i++) {
            out.writeByte(name.charAt(i));
        }
    }

    /** Writes a header line; name and value come from {@link #name}, {@link #value} or constants. */
    public static void header(ByteBuf out, byte[] name, byte[] value) {
        out.writeBytes(name).writeShort(COLON_SHORT).writeBytes(value).writeShort(CRLF_SHORT);
    }

    /** Writes a header line whose value is the bytes from {@code from} to {@code to} of a parsed head. */
    public static void header(ByteBuf out, byte[] name, Headers source, int from, int to) {
        out.writeBytes(name).writeShort(COLON_SHORT);
        out.writeBytes(source.bytes(), from, to - from).writeShort(CRLF_SHORT);
    }

    /** Writes a header line with a number from 0. */
    public static void header(ByteBuf out, byte[] name, long value) {
        out.writeBytes(name).writeShort(COLON_SHORT);
        decimal(out, value);
        out.writeShort(CRLF_SHORT);
    }

    /** Writes a header line of a parsed head as it came, less white space behind the value. */
    public static void copy(ByteBuf out, Headers headers, int i) {
        int from = headers.nameStart(i);
        out.writeBytes(headers.bytes(), from, headers.valueEnd(i) - from).writeShort(CRLF_SHORT);
    }

    /** Writes the empty line that ends a head. */
    public static void end(ByteBuf out) {
        out.writeShort(CRLF_SHORT);
    }

    /** Writes a number from 0 in decimal digits. */
    public static void decimal(ByteBuf out, long number) {
        if (number < 0) {
            throw new IllegalArgumentException("negative: " + number);
        }
        int length = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            length++;
        }
        out.ensureWritable(length);
        int start = out.writerIndex();
        long rest = number;
        for (int at = start + length - 1; at >= start; at--) {
            out.setByte(at, (int) ('0' + rest % 10));
            rest /= 10;
        }
        out.writerIndex(start + length);
    }

    /** Writes the size line of a chunk of {@code size} bytes, which are above 0: {@code f7\r\n}. */
    public static void chunkSize(ByteBuf out, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("not the size of a chunk: " + size);
        }
        int shift = (31 - Integer.numberOfLeadingZeros(size)) & ~3;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[size >>> shift & 0xf]);
        }
        out.writeShort(CRLF_SHORT);
    }

    /** The bytes of a header name; refused if it is not a token. */
    public static byte[] name(String name) {
        byte[] bytes = latin(name);
        boolean valid = bytes.length > 0;
        for (byte b : bytes) {
            valid &= Ascii.token(b);
        }
        if (!valid) {
            throw new IllegalArgumentException("not a header name");
        }
        return bytes;
    }

    /** The bytes of a header value (ISO 8859-1); refused if it holds a control byte, a line break above all. */
    public static byte[] value(String value) {
        byte[] bytes = latin(value);
        for (byte b : bytes) {
            if (!Ascii.text(b)) {
                throw new IllegalArgumentException("a header value contains a control byte");
            }
        }
        return bytes;
    }

    private static byte[] latin(String text) {
        if (text.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("a header contains a character beyond ISO 8859-1");
        }
        return text.getBytes(ISO_8859_1);
    }
}
