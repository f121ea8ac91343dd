package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.SseWriter;
import dev.sluice.core.json.Json;
import java.io.IOException;

/** Writes each step as an event, at once. Its events are numbered. Single-threaded. */
final class StreamProgress implements Progress {

    private static final EventName CREATED = new EventName("response.created");
    private static final EventName IN_PROGRESS = new EventName("response.in_progress");
    private static final EventName COMPLETED = new EventName("response.completed");
    private static final EventName INCOMPLETE = new EventName("response.incomplete");
    private static final EventName ITEM_ADDED = new EventName("response.output_item.added");
    private static final EventName ITEM_DONE = new EventName("response.output_item.done");

    private final SseWriter out;
    private long sequence;

    StreamProgress(SseWriter out) {
        this.out = out;
    }

    @Override
    public void begins(ResponseState response) {
        response(CREATED, response);
        response(IN_PROGRESS, response);
    }

    @Override
    public void itemBegins(int index, Item item) {
        item(ITEM_ADDED, index, item);
    }

    @Override
    public void partBegins(Channel channel, Place place) {
        if (channel.hasParts()) {
            event(channel.partAdded(), json -> part(json, channel, place, ""));
        }
    }

    @Override
    public void delta(Channel channel, Place place, String delta) {
        event(channel.delta(), json -> text(json, channel, place, delta, "delta"));
    }

    @Override
    public void textDone(Channel channel, Place place, String whole) {
        event(channel.done(), json -> text(json, channel, place, whole, channel.field()));
        if (channel.hasParts()) {
            event(channel.partDone(), json -> part(json, channel, place, whole));
        }
    }

    @Override
    public void itemDone(int index, Item item) {
        item(ITEM_DONE, index, item);
    }

    @Override
    public void over(ResponseState response) {
        response(response.isComplete() ? COMPLETED : INCOMPLETE, response);
    }

    private void response(EventName name, ResponseState response) {
        event(name, json -> {
            json.writeFieldName("response");
            response.write(json);
        });
    }

    private void item(EventName name, int index, Item item) {
        event(name, json -> {
            json.writeNumberField("output_index", index);
            json.writeFieldName("item");
            item.write(json);
        });
    }

    private static void text(JsonGenerator json, Channel channel, Place place, String text, String field)
            throws IOException {
        place(json, channel, place);
        json.writeStringField(field, text);
        if (channel.hasProbabilities()) {
            json.writeArrayFieldStart("logprobs");
            json.writeEndArray();
        }
    }

    private static void part(JsonGenerator json, Channel channel, Place place, String text) throws IOException {
        place(json, channel, place);
        json.writeObjectFieldStart("part");
        channel.writePart(json, text);
        json.writeEndObject();
    }

    /** Writes where in a response something stands. */
    static void place(JsonGenerator json, Channel channel, Place place) throws IOException {
        json.writeStringField("item_id", place.itemId());
        json.writeNumberField("output_index", place.itemIndex());
        if (channel.hasParts()) {
            json.writeNumberField(channel.indexField(), place.part());
        }
    }

    private void event(EventName name, Json.Content members) {
        out.event(name.beginning(), json -> {
            json.writeStringField("type", name.type());
            json.writeNumberField("sequence_number", sequence++);
            members.writeTo(json);
        });
    }
}
