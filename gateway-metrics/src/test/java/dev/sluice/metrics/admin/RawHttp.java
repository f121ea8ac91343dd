package dev.sluice.metrics.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The plainest HTTP client, for tests: sends any bytes whatever, on a connection of its own, and reads to the end. */
final class RawHttp {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    record Reply(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** @param headers whole lines, besides {@code Host: 127.0.0.1} and {@code Connection: close} */
    Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Reply send(String method, String path, String body, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        if (Arrays.stream(headers).noneMatch(line -> line.startsWith("Host:"))) {
            head.append("Host: 127.0.0.1\r\n");
        }
        for (String line : headers) {
            head.append(line).append("\r\n");
        }
        if (!body.isEmpty()) {
            head.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return raw(head + "\r\n" + body);
    }

    Reply raw(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return parse(readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new AssertionError(
                    "no answer to " + request.lines().findFirst().orElse(""), e);
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toByteArray();
    }

    private static Reply parse(byte[] reply) {
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        byte[] body = Arrays.copyOfRange(reply, end + 4, reply.length);
        boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
        return new Reply(
                Integer.parseInt(lines[0].split(" ", -1)[1]), headers, chunked ? unchunked(body, headers) : body);
    }

    /** Notes in a header of its own whether the last chunk has come. */
    private static byte[] unchunked(byte[] body, Map<String, String> headers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int end = text.indexOf("\r\n", at); end > at; end = text.indexOf("\r\n", at)) {
            int length = Integer.parseInt(text.substring(at, end), 16);
            headers.put("whole", Boolean.toString(length == 0));
            int from = Math.min(end + 2, body.length);
            all.write(body, from, Math.min(length, body.length - from));
            at = Math.min(body.length, from + length + 2);
        }
        return all.toByteArray();
    }
}
