package dev.sluice.loads.accounts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What limits that gateways share have counted of keys, as Redis has it. One thread. */
final class SharedCounts implements AutoCloseable {

    /** For how long a gateway that was not heard of holds what it has; dropped it is when somebody asks again. */
    private static final long FORGOTTEN_MILLIS = 30_000;

    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    SharedCounts(InetSocketAddress redis) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(redis, PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The tokens of a day that count for a key: those in the ledger, and what gateways that are there hold of them. */
    long tokens(String key, LocalDate day) throws IOException {
        List<String> sum = ask("HGET", "{sluice}:sum:KEY:" + key + ":d" + day.toEpochDay(), "t");
        long tokens = sum.isEmpty() ? 0 : Long.parseLong(sum.get(0));
        List<String> fields = ask("HGETALL", "{sluice}:limits:KEY:OWN:" + key);
        Map<String, String> held = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            held.put(fields.get(i), fields.get(i + 1));
        }
        long now = Clock.systemUTC().millis();
        for (Map.Entry<String, String> each : held.entrySet()) {
            String name = each.getKey();
            if (name.endsWith("|t")) {
                String heard = held.getOrDefault(name.substring(0, name.length() - 1) + "at", "0");
                tokens += now - Long.parseLong(heard) > FORGOTTEN_MILLIS ? 0 : Long.parseLong(each.getValue());
            }
        }
        return tokens;
    }

    private List<String> ask(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.US_ASCII));
        String head = line();
        int count = head.startsWith("*") ? Integer.parseInt(head.substring(1)) : 1;
        List<String> answer = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = bulk(head.startsWith("*") ? line() : head);
            if (text != null) {
                answer.add(text);
            }
        }
        return answer;
    }

    private @Nullable String bulk(String head) throws IOException {
        if (!head.startsWith("$")) {
            throw new IOException("Redis answered " + head);
        }
        int length = Integer.parseInt(head.substring(1));
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        line();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis has closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
