package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends a response: what is open is done, and the response is incomplete. As that repeats all that was said, all of it
 * is held: {@link ResponsesWriter#MOST_CHARS} at the most; of a longer one the end is not repeated. Single-threaded.
 */
final class ResponseTruncation implements Truncation {

    private static final ObjectMapper TREES = new ObjectMapper(Json.FACTORY);
    private static final EventName ITEM_DONE = new EventName("response.output_item.done");
    private static final EventName INCOMPLETE = new EventName("response.incomplete");

    private final TreeMap<Integer, ItemSoFar> items = new TreeMap<>();
    private @Nullable ObjectNode response;
    private long sequence;
    private long held;
    private boolean over;

    @Override
    public void event(byte[] bytes, int from, int to) {
        try {
            if (TREES.readTree(bytes, from, to - from) instanceof ObjectNode event) {
                take(event, event.path("type").asText());
            }
        } catch (IOException noEvent) {
            // The client makes of it what it can.
        }
    }

    private void take(ObjectNode event, String type) {
        sequence = event.path("sequence_number").asLong(sequence) + 1;
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> begins(event);
            case "response.output_item.added" -> added(event);
            case "response.output_item.done" -> done(event);
            case "response.completed", "response.incomplete", "response.failed", "error" -> over = true;
            default -> said(event, type);
        }
    }

    private void begins(ObjectNode event) {
        if (event.get("response") instanceof ObjectNode begun) {
            response = begun;
        }
    }

    private void added(ObjectNode event) {
        if (event.get("item") instanceof ObjectNode item) {
            items.put(event.path("output_index").asInt(), new ItemSoFar(item));
        }
    }

    private void done(ObjectNode event) {
        ItemSoFar item = items.get(event.path("output_index").asInt());
        if (item != null) {
            item.done(event.get("item") instanceof ObjectNode whole ? whole : null);
        }
    }

    private void said(ObjectNode event, String type) {
        ItemSoFar item = items.get(event.path("output_index").asInt());
        if (item == null || item.isDone()) {
            return;
        }
        for (Channel channel : Channel.values()) {
            int part = event.path(channel.indexField()).asInt();
            if (type.equals(channel.delta().type())) {
                grows(item, channel, part, event.path("delta").asText());
            } else if (type.equals(channel.done().type())) {
                item.said(channel, part, event.path(channel.field()).asText());
            }
        }
    }

    private void grows(ItemSoFar item, Channel channel, int part, String delta) {
        held += delta.length();
        if (held <= ResponsesWriter.MOST_CHARS) {
            item.grows(channel, part, delta);
        }
    }

    @Override
    public boolean end(Usage used, OutputStream out) {
        ObjectNode whole = response;
        if (over || whole == null) {
            return false;
        }
        over = true;
        SseWriter events = new SseWriter(out);
        items.forEach((index, item) -> {
            if (!item.isDone()) {
                close(events, index, item);
            }
        });
        whole.put("status", "incomplete");
        whole.putObject("incomplete_details").put("reason", "max_output_tokens");
        whole.putArray("output")
                .addAll(items.values().stream().map(ItemSoFar::item).toList());
        whole.remove("usage");
        event(events, INCOMPLETE, json -> {
            json.writeObjectFieldStart("response");
            members(json, whole);
            ResponseUsage.write(json, used);
            json.writeEndObject();
        });
        return true;
    }

    private void close(SseWriter events, int index, ItemSoFar item) {
        String id = item.item().path("id").asText();
        item.close((channel, part, whole, closed) -> {
            event(events, channel.done(), json -> {
                place(json, channel, new Progress.Place(id, index, part));
                json.writeStringField(channel.field(), whole);
                if (channel.hasProbabilities()) {
                    json.writeArrayFieldStart("logprobs");
                    json.writeEndArray();
                }
            });
            if (channel.hasParts()) {
                event(events, channel.partDone(), json -> {
                    place(json, channel, new Progress.Place(id, index, part));
                    tree(json, "part", closed);
                });
            }
        });
        event(events, ITEM_DONE, json -> {
            json.writeNumberField("output_index", index);
            tree(json, "item", item.item());
        });
    }

    private void event(SseWriter events, EventName name, Json.Content members) {
        events.event(name.beginning(), json -> {
            json.writeStringField("type", name.type());
            json.writeNumberField("sequence_number", sequence++);
            members.writeTo(json);
        });
    }

    private static void place(JsonGenerator json, Channel channel, Progress.Place place) throws IOException {
        StreamProgress.place(json, channel, place);
    }

    private static void members(JsonGenerator json, ObjectNode of) throws IOException {
        for (Map.Entry<String, JsonNode> each : of.properties()) {
            tree(json, each.getKey(), each.getValue());
        }
    }

    private static void tree(JsonGenerator json, String name, JsonNode value) throws IOException {
        json.writeFieldName(name);
        TREES.writeTree(json, value);
    }
}
