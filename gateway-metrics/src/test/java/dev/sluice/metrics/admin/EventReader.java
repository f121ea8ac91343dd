package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events in chunks as they come, for tests; lines that are no part of an event are passed over. */
final class EventReader implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;
    final String head;

    private EventReader(Socket socket) throws IOException {
        this.socket = socket;
        this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        this.head = readHead();
    }

    record Event(String name, String data) {}

    static EventReader open(RawHttp http, String... headers) throws IOException {
        Socket socket = http.connect();
        String request = "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "" : "\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return new EventReader(socket);
    }

    private String readHead() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            all.append(line).append('\n');
        }
        return all.toString();
    }

    int status() {
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    Event next() throws IOException {
        Event event = nextIfAny();
        assertThat(event).as("an event before the end of the stream").isNotNull();
        return event;
    }

    /** Null at the end of the stream. */
    @Nullable
    Event nextIfAny() throws IOException {
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return new Event(name, line.substring(6));
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
