package dev.sluice.loads.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One connection's requests and answers, of which it keeps no more than length, checksum and the last few bytes; for
 * its loop's thread only. What comes of it is the listener's business.
 */
public final class Conversation implements Session.Owner, AnswerParser.Sink {

    /** Hears what happens; any of it on the loop's thread. */
    public interface Listener {

        default void connected(Session session) {}

        /** More of the body has come. */
        default void advanced() {}

        /** The answer has ended, well or not; the connection stands only if it is complete and does not close. */
        void ended(Ending ending);
    }

    private static final int TAIL = 160;

    private final Listener listener;
    private final AnswerParser parser = new AnswerParser(this);
    private final CRC32 checksum = new CRC32();
    private byte[] tail = {};
    private @Nullable Head head;
    private long length;
    private long lastNanos = System.nanoTime();

    public Conversation(Listener listener) {
        this.listener = listener;
    }

    /** Makes ready for the answer to the next request. */
    public void next() {
        parser.next();
        checksum.reset();
        head = null;
        length = 0;
        lastNanos = System.nanoTime();
    }

    /** The status of the answer; 0 before its head. */
    public int status() {
        return head == null ? 0 : head.status();
    }

    public boolean closes() {
        return head != null && head.closes();
    }

    /** The value of the answer's header field; empty when there is none, or no head yet. */
    public String field(String name) {
        return head == null ? "" : head.field(name).orElse("");
    }

    /** Bytes of the body so far. */
    public long length() {
        return length;
    }

    public long checksum() {
        return checksum.getValue();
    }

    /** Status and last bytes, for a message. */
    public String describe() {
        String text = new String(tail, StandardCharsets.UTF_8).replace("\n", "\\n");
        return "status " + status() + ", " + length + " bytes, the last of them \"" + text + '"';
    }

    /** When the last bytes came, or the request was sent. */
    public long lastNanos() {
        return lastNanos;
    }

    @Override
    public void connected(Session session) {
        listener.connected(session);
    }

    @Override
    public void received(ByteBuffer in) {
        lastNanos = System.nanoTime();
        try {
            parser.feed(in);
        } catch (ProtocolException e) {
            listener.ended(Ending.GARBLED);
            return;
        }
        if (parser.done()) {
            listener.ended(in.hasRemaining() ? Ending.GARBLED : Ending.COMPLETE);
        } else {
            listener.advanced();
        }
    }

    @Override
    public void gone(@Nullable IOException cause) {
        listener.ended(cause == null ? parser.atClose() : Ending.RESET);
    }

    @Override
    public void head(Head answered) {
        head = answered;
    }

    @Override
    public void body(ByteBuffer part) {
        length += part.remaining();
        tail = new byte[Math.min(TAIL, part.remaining())];
        part.get(part.limit() - tail.length, tail);
        checksum.update(part);
    }
}
