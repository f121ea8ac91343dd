package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item of a provider's own, as far as it has come, with the texts that grow in it. Single-threaded. */
final class ItemSoFar {

    private final Map<Place, StringBuilder> growing = new LinkedHashMap<>();
    private ObjectNode item;
    private boolean done;

    /** Where a text grows. */
    private record Place(Channel channel, int part) {}

    /** Tells what is closed. */
    interface Closing {

        void text(Channel channel, int part, String whole, ObjectNode closed);
    }

    ItemSoFar(ObjectNode item) {
        this.item = item;
    }

    boolean isDone() {
        return done;
    }

    ObjectNode item() {
        return item;
    }

    void grows(Channel channel, int part, String delta) {
        growing.computeIfAbsent(new Place(channel, part), place -> new StringBuilder())
                .append(delta);
    }

    /** A text is whole, though it may have come in no piece. */
    void said(Channel channel, int part, String whole) {
        growing.remove(new Place(channel, part));
        put(channel, part, whole);
    }

    /** All of it has come. */
    void done(@Nullable ObjectNode whole) {
        item = whole == null ? item : whole;
        done = true;
        growing.clear();
    }

    /** It ends here, and what grows in it. */
    void close(Closing to) {
        growing.forEach((place, text) -> {
            String whole = text.toString();
            to.text(place.channel(), place.part(), whole, put(place.channel(), place.part(), whole));
        });
        growing.clear();
        if (item.has("status")) {
            item.put("status", "incomplete");
        }
        done = true;
    }

    /** Puts a text where it stands in the item; what holds it there. */
    private ObjectNode put(Channel channel, int part, String whole) {
        if (!channel.hasParts()) {
            return item.put(channel.field(), whole);
        }
        ArrayNode parts = array(item, channel == Channel.SUMMARY ? "summary" : "content");
        while (parts.size() <= part) {
            parts.addObject();
        }
        JsonNode held = parts.get(part);
        ObjectNode closed = held.isObject() ? (ObjectNode) held : item.objectNode();
        closed.put("type", channel.partType());
        closed.put(channel.field(), whole);
        if (channel.hasProbabilities()) {
            array(closed, "annotations");
            array(closed, "logprobs");
        }
        return closed;
    }

    private static ArrayNode array(ObjectNode of, String name) {
        return of.get(name) instanceof ArrayNode there ? there : of.putArray(name);
    }
}
