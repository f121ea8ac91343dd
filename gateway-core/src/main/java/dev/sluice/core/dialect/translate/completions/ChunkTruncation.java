package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.EventProbe;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/**
 * Ends a stream of chunks: each choice that has not ended does, for its length; then the usage, for who asked for it,
 * and {@code [DONE]}. Read are the first chunk, and those that end a choice or have another one. Single-threaded.
 */
public final class ChunkTruncation implements Truncation {

    private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final EventProbe PROBE = EventProbe.of(List.of("finish_reason", "index"), List.of("null", "0"));
    private static final int MOST_CHOICES = 1024;
    private static final int LONGEST = 1000;

    private final Asked asked;
    private final Kind kind;
    private final BitSet begun = new BitSet();
    private final BitSet finished = new BitSet();
    private String id = "";
    private String model = "";
    private long created = Usage.UNREPORTED;

    // Of the choice that is being read.
    private int index;
    private boolean ends;

    private enum Kind {
        CHAT("chat.completion.chunk", json -> {
            json.writeObjectFieldStart("delta");
            json.writeEndObject();
        }),
        TEXT("text_completion", json -> json.writeStringField("text", ""));

        private final String object;
        private final Json.Content nothing;

        Kind(String object, Json.Content nothing) {
            this.object = object;
            this.nothing = nothing;
        }
    }

    private ChunkTruncation(Asked asked, Kind kind) {
        this.asked = asked;
        this.kind = kind;
    }

    /** For chat completions. */
    public static ChunkTruncation ofChat(Asked asked) {
        return new ChunkTruncation(asked, Kind.CHAT);
    }

    /** For the completions that were before chats. */
    public static ChunkTruncation ofText(Asked asked) {
        return new ChunkTruncation(asked, Kind.TEXT);
    }

    @Override
    public void event(byte[] bytes, int from, int to) {
        if (begun.isEmpty() || PROBE.finds(bytes, from, to)) {
            Json.readsObject(bytes, from, to, this::member);
        }
    }

    @Override
    public boolean end(Usage used, OutputStream out) {
        if (begun.cardinality() == finished.cardinality()) {
            return false;
        }
        SseWriter events = new SseWriter(out);
        for (int each = begun.nextSetBit(0); each >= 0; each = begun.nextSetBit(each + 1)) {
            if (!finished.get(each)) {
                finish(each, events);
            }
        }
        if (asked.includesUsage()) {
            events.event(json -> {
                head(json);
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                UsageObject.write(json, used);
            });
        }
        events.raw(DONE);
        return true;
    }

    private void finish(int choice, SseWriter events) {
        events.event(json -> {
            head(json);
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", choice);
            kind.nothing.writeTo(json);
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", "length");
            json.writeEndObject();
            json.writeEndArray();
            if (asked.includesUsage()) {
                json.writeNullField("usage");
            }
        });
    }

    private void head(JsonGenerator json) throws IOException {
        json.writeStringField("id", MadeIds.answer(asked, id));
        json.writeStringField("object", kind.object);
        json.writeNumberField("created", created < 0 ? asked.epochSeconds() : created);
        json.writeStringField("model", MadeIds.model(asked, model));
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(in, LONGEST);
            case "model" -> model = Json.text(in, LONGEST);
            case "created" -> created = Json.count(in);
            case "choices" -> Json.array(in, this::choice);
            default -> in.skipChildren();
        }
    }

    private void choice(JsonParser in) throws IOException {
        index = 0;
        ends = false;
        Json.object(in, this::ofChoice);
        begun.set(index);
        finished.set(index, ends || finished.get(index));
    }

    private void ofChoice(String name, JsonParser in) throws IOException {
        switch (name) {
            case "index" -> index = (int) Math.min(Math.max(Json.count(in), 0), MOST_CHOICES);
            case "finish_reason" -> ends = Json.holdsSomething(in);
            default -> in.skipChildren();
        }
    }
}
