package dev.sluice.core.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events, of which each holds one JSON object. Keeps nothing between events. Single-threaded. */
public final class SseWriter {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;

    /** @param out never fails: memory */
    public SseWriter(OutputStream out) {
        this.out = out;
    }

    /** What an event begins with, encoded once: its name. */
    public static byte[] named(String name) {
        return ("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII);
    }

    /** An event without a name. */
    public void event(Json.Content members) {
        event(DATA, members);
    }

    /** @param beginning as {@link #named} gives it */
    public void event(byte[] beginning, Json.Content members) {
        try {
            out.write(beginning);
            try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                members.writeTo(json);
                json.writeEndObject();
            }
            out.write(END);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /** An event that is no JSON, or known beforehand: its lines, without the blank one. */
    public void raw(byte[] lines) {
        try {
            out.write(lines);
            out.write(END);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }
}
