package dev.sluice.loads.http;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Parses one answer after another from the bytes of a connection (RFC 9112), strictly, and hands the body's bytes on as
 * they come. Single-threaded. Buffers that it passes on are borrowed for the call.
 */
public final class AnswerParser {

    private static final int MAX_HEAD = 64 * 1024;
    private static final int MAX_LINE = 4096;

    /** Hears an answer. */
    public interface Sink {

        /** The final head; heads of 1xx answers are skipped. */
        void head(Head head);

        /** The body's next bytes; to be used within the call. */
        void body(ByteBuffer part);
    }

    private enum State {
        HEAD,
        FIXED,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSE,
        DONE
    }

    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private State state = State.HEAD;
    private int lineLength;
    private long left;
    private boolean started;

    public AnswerParser(Sink sink) {
        this.sink = sink;
    }

    /** Makes ready for the next answer on the same connection. */
    public void next() {
        state = State.HEAD;
        started = false;
        line.reset();
        lineLength = 0;
    }

    /** Whether the answer has ended; bytes behind it are left in the buffer. */
    public boolean done() {
        return state == State.DONE;
    }

    /** Whether a byte of the answer has come. */
    public boolean started() {
        return started;
    }

    /** How the answer ends if the connection is closed in good order now. */
    public Ending atClose() {
        return state == State.DONE || state == State.UNTIL_CLOSE ? Ending.COMPLETE : Ending.CUT;
    }

    /** Takes what the buffer holds, up to the answer's end. */
    public void feed(ByteBuffer in) throws ProtocolException {
        while (in.hasRemaining() && state != State.DONE) {
            started = true;
            switch (state) {
                case HEAD -> readHead(in);
                case FIXED -> passOn(in, State.DONE);
                case CHUNK -> passOn(in, State.CHUNK_END);
                case UNTIL_CLOSE -> {
                    sink.body(in.slice());
                    in.position(in.limit());
                }
                default -> readChunkLine(in);
            }
        }
    }

    private void passOn(ByteBuffer in, State then) {
        int length = (int) Math.min(left, in.remaining());
        sink.body(in.slice(in.position(), length));
        in.position(in.position() + length);
        left -= length;
        if (left == 0) {
            state = then;
        }
    }

    private void readHead(ByteBuffer in) throws ProtocolException {
        while (in.hasRemaining()) {
            byte b = in.get();
            line.write(b);
            if (line.size() > MAX_HEAD) {
                throw new ProtocolException("the head is too long");
            }
            lineLength++;
            if (b == '\n') {
                if (lineLength == 2) {
                    takeHead();
                    return;
                }
                lineLength = 0;
            }
        }
    }

    private void takeHead() throws ProtocolException {
        String[] lines = line.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
        line.reset();
        lineLength = 0;
        Head head = new Head(status(lines[0]), fields(lines));
        if (head.status() >= 100 && head.status() < 200) {
            return;
        }
        sink.head(head);
        if (head.status() == 204 || head.status() == 304) {
            state = State.DONE;
        } else if (head.field("transfer-encoding").orElse("").equalsIgnoreCase("chunked")) {
            state = State.CHUNK_SIZE;
        } else if (head.field("content-length").isPresent()) {
            left = number(head.field("content-length").get(), 10);
            state = left == 0 ? State.DONE : State.FIXED;
        } else {
            state = State.UNTIL_CLOSE;
        }
    }

    private static int status(String line) throws ProtocolException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new ProtocolException("no status line");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> fields(String[] lines) throws ProtocolException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("no header field");
            }
            String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            fields.merge(name, lines[i].substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return fields;
    }

    private void readChunkLine(ByteBuffer in) throws ProtocolException {
        byte b = in.get();
        line.write(b);
        if (line.size() > MAX_LINE) {
            throw new ProtocolException("the line is too long");
        }
        if (b != '\n') {
            return;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (!text.endsWith("\r\n")) {
            throw new ProtocolException("a line ends without CR");
        }
        takeChunkLine(text.substring(0, text.length() - 2));
    }

    private void takeChunkLine(String text) throws ProtocolException {
        switch (state) {
            case CHUNK_SIZE -> {
                int semicolon = text.indexOf(';');
                left = number(semicolon < 0 ? text : text.substring(0, semicolon), 16);
                state = left == 0 ? State.TRAILER : State.CHUNK;
            }
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw new ProtocolException("a chunk is longer than it says");
                }
                state = State.CHUNK_SIZE;
            }
            default -> state = text.isEmpty() ? State.DONE : State.TRAILER;
        }
    }

    private static long number(String text, int radix) throws ProtocolException {
        try {
            long number = Long.parseLong(text.strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ProtocolException("no length: " + text);
        }
        throw new ProtocolException("a negative length");
    }
}
