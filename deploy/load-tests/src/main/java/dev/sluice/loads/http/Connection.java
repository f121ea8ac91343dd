package dev.sluice.loads.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive connection to a server, opened when needed and again when the last answer closed it. A request that
 * met a kept connection's close, of which no byte was answered, is sent once more on a new one (RFC 9112, 9.3.1) and
 * counted. Not thread-safe; the thread that calls waits.
 */
public final class Connection implements AutoCloseable {

    private static final Head NO_HEAD = new Head(0, Map.of());

    private final InetSocketAddress address;
    private final int patienceMillis;
    private final byte[] bytes = new byte[64 * 1024];
    private @Nullable Socket socket;
    private int resent;

    /** @param patience how long a read may bring nothing */
    public Connection(InetSocketAddress address, Duration patience) {
        this.address = address;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /**
     * Sends the request and reads the answer, whatever way it ends; fails only when there is no connection to be had.
     */
    public Answer exchange(Request request) throws IOException {
        boolean kept = socket != null;
        Answer answer = exchangeOnce(request);
        if (kept && answer.status() == 0 && (answer.ending() == Ending.CUT || answer.ending() == Ending.RESET)) {
            resent++;
            return exchangeOnce(request);
        }
        return answer;
    }

    /**
     * Sends the request and leaves when so many bytes of the answer's body are there, or when nothing came for so long;
     * where the answer ends before, it is read to its end. It comes on a connection of its own, so that no other
     * answer's end is taken for its own.
     *
     * @param millis 0: it does not leave for that
     */
    public Answer leave(Request request, long bodyBytes, int millis) throws IOException {
        disconnect();
        Socket open = open();
        open.setSoTimeout(millis > 0 ? millis : patienceMillis);
        Collector collector = new Collector();
        AnswerParser parser = new AnswerParser(collector);
        Ending ending = Ending.CUT;
        try {
            write(open, request);
            InputStream in = open.getInputStream();
            while (collector.body.size() < bodyBytes && !parser.done()) {
                int length = in.read(bytes);
                if (length < 0) {
                    break;
                }
                parser.feed(ByteBuffer.wrap(bytes, 0, length));
            }
            ending = parser.done() ? Ending.COMPLETE : Ending.CUT;
        } catch (SocketTimeoutException e) {
            ending = Ending.STALLED;
        } catch (IOException e) {
            ending = Ending.RESET;
        }
        disconnect();
        return new Answer(collector.head, collector.body.toByteArray(), ending);
    }

    /** How many requests were sent once more, because a kept connection turned out to be closed. */
    public int resent() {
        return resent;
    }

    private Answer exchangeOnce(Request request) throws IOException {
        Socket open = open();
        Collector collector = new Collector();
        AnswerParser parser = new AnswerParser(collector);
        Ending ending = exchange(open, request, parser);
        if (ending != Ending.COMPLETE || !parser.done() || collector.head.closes()) {
            disconnect();
        }
        return new Answer(collector.head, collector.body.toByteArray(), ending);
    }

    private Ending exchange(Socket open, Request request, AnswerParser parser) {
        try {
            write(open, request);
            return read(open.getInputStream(), parser);
        } catch (SocketTimeoutException e) {
            return Ending.STALLED;
        } catch (ProtocolException e) {
            return Ending.GARBLED;
        } catch (IOException e) {
            return Ending.RESET;
        }
    }

    private Socket open() throws IOException {
        Socket current = socket;
        if (current == null) {
            current = new Socket();
            current.setTcpNoDelay(true);
            current.setSoTimeout(patienceMillis);
            current.connect(address, patienceMillis);
            socket = current;
        }
        return current;
    }

    private void write(Socket open, Request request) throws IOException {
        String authority = address.getHostString() + ":" + address.getPort();
        OutputStream out = open.getOutputStream();
        try {
            out.write(request.bytes(authority));
        } catch (IOException e) {
            // A server may answer and close before it has read the whole body: there may be an answer to read.
            if (open.getInputStream().available() == 0) {
                throw e;
            }
        }
    }

    private Ending read(InputStream in, AnswerParser parser) throws IOException {
        while (true) {
            int length = in.read(bytes);
            if (length < 0) {
                return parser.atClose();
            }
            ByteBuffer part = ByteBuffer.wrap(bytes, 0, length);
            parser.feed(part);
            if (parser.done()) {
                // Bytes behind the answer belong to nothing that was asked.
                return part.hasRemaining() ? Ending.GARBLED : Ending.COMPLETE;
            }
        }
    }

    @Override
    public void close() throws IOException {
        disconnect();
    }

    /** Closes what is open; the next exchange opens a new connection. */
    public void disconnect() throws IOException {
        Socket current = socket;
        if (current != null) {
            socket = null;
            current.close();
        }
    }

    private static final class Collector implements AnswerParser.Sink {

        private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        private Head head = NO_HEAD;

        @Override
        public void head(Head answered) {
            head = answered;
        }

        @Override
        public void body(ByteBuffer part) {
            body.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
    }
}
