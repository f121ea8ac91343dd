package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, fully read: what a chat or completion chunk holds, or what a typed event (responses, images,
 * audio) says it is. Without a tree; only for the few events that {@link EventProbe} does not settle.
 */
final class OpenAiEvent {

    private static final int LONGEST_TIER = 100;

    /** What {@code choices} is. */
    enum Choices {
        ABSENT,
        EMPTY,
        PRESENT
    }

    private boolean isObject;
    private String type = "";
    private String itemType = "";
    private Choices choices = Choices.ABSENT;
    private boolean output;
    private boolean finished;
    private boolean error;
    private @Nullable Usage usage;
    private @Nullable ServiceTier tier;

    private OpenAiEvent() {}

    /** Reads the bytes; what is no JSON object gives an event whose {@link #isObject} is false. */
    static OpenAiEvent read(byte[] bytes, int from, int to) {
        OpenAiEvent event = new OpenAiEvent();
        event.isObject = Json.readsObject(bytes, from, to, event::member);
        return event;
    }

    boolean isObject() {
        return isObject;
    }

    /** The typed event's name; empty where there is none. */
    String type() {
        return type;
    }

    /** The type of a responses event's {@code item}; empty where there is none. */
    String itemType() {
        return itemType;
    }

    Choices choices() {
        return choices;
    }

    /** Whether a choice holds output. */
    boolean hasOutput() {
        return output;
    }

    /** Whether a choice says why it finished. */
    boolean isFinished() {
        return finished;
    }

    boolean isError() {
        return error;
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    /** How soon it was served; null where it does not tell. */
    @Nullable
    ServiceTier tier() {
        return tier;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : skip(in);
            case "choices" -> choices(in);
            case "usage" -> usage(in);
            case "error" -> error |= Json.holdsSomething(in);
            case "service_tier" -> tier(in);
            case "response" -> Json.object(in, this::ofResponse);
            case "item" -> item(in);
            default -> in.skipChildren();
        }
    }

    private void usage(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.START_OBJECT) {
            usage = OpenAiUsage.read(in);
        } else {
            in.skipChildren();
        }
    }

    private void tier(JsonParser in) throws IOException {
        ServiceTier told = ServiceTier.called(Json.text(in, LONGEST_TIER));
        tier = told == null ? tier : told;
    }

    private void ofResponse(String name, JsonParser in) throws IOException {
        switch (name) {
            case "usage" -> usage(in);
            case "service_tier" -> tier(in);
            default -> in.skipChildren();
        }
    }

    private void item(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isType = in.currentName().equals("type");
            JsonToken value = in.nextToken();
            if (isType && value == JsonToken.VALUE_STRING) {
                itemType = in.getText();
            } else {
                in.skipChildren();
            }
        }
    }

    private void choices(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        choices = Choices.EMPTY;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            choices = Choices.PRESENT;
            if (in.currentToken() == JsonToken.START_OBJECT) {
                choice(in);
            } else {
                in.skipChildren();
                output = true;
            }
        }
    }

    private void choice(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            switch (name) {
                case "index", "logprobs", "content_filter_results", "content_filter_offsets" -> in.skipChildren();
                case "finish_reason" -> finished |= Json.holdsSomething(in);
                case "delta" -> {
                    if (value == JsonToken.START_OBJECT) {
                        delta(in);
                    } else {
                        output |= Json.holdsSomething(in);
                    }
                }
                default -> output |= Json.holdsSomething(in);
            }
        }
    }

    /**
     * Whatever a delta holds besides the role is output: text, thinking, tool calls, audio, and what comes up tomorrow.
     */
    private void delta(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isRole = in.currentName().equals("role");
            in.nextToken();
            output |= Json.holdsSomething(in) && !isRole;
        }
    }

    private static String skip(JsonParser in) throws IOException {
        in.skipChildren();
        return "";
    }
}
