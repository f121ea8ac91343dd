package dev.sluice.netty.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A plain socket: sees what went over the wire, and how it ended. */
final class RawClient implements AutoCloseable {

    private final Socket socket;

    RawClient(SimulatedProvider provider) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), provider.port());
        socket.setSoTimeout(60_000);
    }

    RawClient send(String path, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: simulated\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        return write(head + body);
    }

    RawClient write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Everything up to the end of the connection, a character a byte. */
    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Everything up to and with this text; or up to the end. */
    String readUntil(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (read.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** The text that these bytes, a character each, stand for. */
    static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Takes the chunk framing off a body; fails where it is broken, stops where it ends. */
    static String dechunked(String response) {
        int at = response.indexOf("\r\n\r\n") + 4;
        StringBuilder body = new StringBuilder();
        while (at < response.length()) {
            int line = response.indexOf("\r\n", at);
            int size = Integer.parseInt(response.substring(at, line), 16);
            body.append(response, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
        return utf8(body.toString());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
