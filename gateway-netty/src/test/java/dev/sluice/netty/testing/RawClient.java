package dev.sluice.netty.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client of raw bytes: sends what it is told and reads answers by their framing, chunks undone but counted. */
public final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private boolean reset;

    /**
     * An answer.
     *
     * @param head status line and header lines, with line ends
     * @param complete whether its framing says that it ended; false when the connection ended first
     */
    public record Answer(String head, byte[] body, boolean complete) {

        public int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The value of a header, or null. */
        public @org.jspecify.annotations.Nullable String header(String name) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            return null;
        }
    }

    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A client on a connection that exists. */
    public RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
    }

    /** A POST of a JSON body to a path, as most tests send it. */
    public static String post(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json;
    }

    /** A GET. */
    public static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n";
    }

    /** A client that takes little: most of its answer waits in front of it. */
    public static RawClient narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawClient(socket);
    }

    public Socket socket() {
        return socket;
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads one answer. */
    public Answer answer() throws IOException {
        String head = head();
        Answer framing = new Answer(head, new byte[0], true);
        if ("chunked".equalsIgnoreCase(framing.header("transfer-encoding"))) {
            return chunked(head);
        }
        String length = framing.header("content-length");
        byte[] body = length == null ? rest() : upTo(Integer.parseInt(length));
        return new Answer(head, body, length == null || body.length == Integer.parseInt(length));
    }

    /** Reads the head of an answer, its empty line included. */
    public String head() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended in a head: " + bytes.toString(StandardCharsets.UTF_8));
            }
            bytes.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** All that is read until these bytes are among it, or the connection has ended. */
    public byte[] until(String wanted) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        String window = "";
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes.write(buffer, 0, read);
            window += new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
            if (window.contains(wanted)) {
                break;
            }
            window = window.substring(Math.max(0, window.length() - wanted.length()));
        }
        return bytes.toByteArray();
    }

    /** Whether the gateway ends the connection, rather than sending anything more. */
    public boolean ended() throws IOException {
        return upTo(1).length == 0;
    }

    /** All bytes until the connection ends, however it ends. */
    public byte[] rest() throws IOException {
        return upTo(Integer.MAX_VALUE);
    }

    /** Whether what was read last ended with a reset of the connection. */
    public boolean wasReset() {
        return reset;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Answer chunked(String head) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return new Answer(head, body.toByteArray(), false);
            }
            int size = Integer.parseInt(line.strip(), 16);
            byte[] data = upTo(size + 2);
            body.write(data, 0, Math.min(size, data.length));
            if (data.length < size + 2) {
                return new Answer(head, body.toByteArray(), false);
            }
            if (size == 0) {
                return new Answer(head, body.toByteArray(), true);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        byte[] next = upTo(1);
        while (next.length == 1 && next[0] != '\n') {
            line.append((char) next[0]);
            next = upTo(1);
        }
        return line.toString();
    }

    /** Up to so many bytes; fewer when the connection ends, also by a reset. */
    private byte[] upTo(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[Math.min(count, 64 * 1024)];
        try {
            while (bytes.size() < count) {
                int read = in.read(buffer, 0, Math.min(buffer.length, count - bytes.size()));
                if (read < 0) {
                    break;
                }
                bytes.write(buffer, 0, read);
            }
        } catch (java.net.SocketException wasReset) {
            reset = true;
            return bytes.toByteArray();
        }
        return bytes.toByteArray();
    }
}
