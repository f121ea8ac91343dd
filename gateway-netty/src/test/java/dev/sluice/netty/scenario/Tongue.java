package dev.sluice.netty.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.netty.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The dialects besides OpenAI's, as clients ask in them and providers answer in them, byte for byte. */
enum Tongue {
    ANTHROPIC(
            List.of(
                    named("message_start", "\"message\":{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}"),
                    named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
                    "event: ping\ndata: {\"type\":\"ping\"}\n\n",
                    named("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Grüße\"}"),
                    named("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\", Welt\"}"),
                    named("content_block_stop", "\"index\":0"),
                    named("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":3}"),
                    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"),
            3) {
        @Override
        String ask(String model) {
            return RawClient.post("/v1/messages", "{\"model\":\"" + model + "\"," + MESSAGES + "}");
        }

        @Override
        String askForStream(String model) {
            return RawClient.post("/v1/messages", "{\"model\":\"" + model + "\",\"stream\":true," + MESSAGES + "}");
        }

        @Override
        String error(int status, String type) {
            return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"No.\"}}";
        }

        @Override
        String errorEvent(int status, String type) {
            return "event: error\ndata: " + error(status, type) + "\n\n";
        }

        @Override
        String code(JsonNode error) {
            require(error.path("type").asText().equals("error"), error);
            require(!error.at("/error/type").asText().isEmpty(), error);
            require(!error.path("request_id").asText().isEmpty(), error);
            return error.at("/error/code").asText();
        }

        @Override
        boolean is(String event) {
            return event.startsWith("event: error\n");
        }
    },
    GEMINI(
            List.of(
                    chunk("{\"text\":\"Grüße\"}", "", 0),
                    chunk("{\"text\":\", Welt\"}", "", 2),
                    chunk("{\"text\":\"!\"}", ",\"finishReason\":\"STOP\"", 3)),
            0) {
        @Override
        String ask(String model) {
            return RawClient.post("/v1beta/models/" + model + ":generateContent", CONTENTS);
        }

        @Override
        String askForStream(String model) {
            return RawClient.post("/v1beta/models/" + model + ":streamGenerateContent?alt=sse", CONTENTS);
        }

        @Override
        String error(int status, String type) {
            return "{\"error\":{\"code\":" + status + ",\"message\":\"No.\",\"status\":\"" + type + "\"}}";
        }

        @Override
        String errorEvent(int status, String type) {
            return "data: " + error(status, type) + "\n\n";
        }

        @Override
        String code(JsonNode error) {
            require(!error.at("/error/status").asText().isEmpty(), error);
            require(error.at("/error/code").isInt(), error);
            return error.at("/error/details/0/reason").asText().toLowerCase(Locale.ROOT);
        }

        @Override
        boolean is(String event) {
            return event.startsWith("data: {\"error\"");
        }
    };

    static final String MESSAGES = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    static final String CONTENTS = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> events;
    private final int firstOutput;

    Tongue(List<String> events, int firstOutput) {
        this.events = events;
        this.firstOutput = firstOutput;
    }

    /** A request of a whole answer. */
    abstract String ask(String model);

    /** A request of a stream of events. */
    abstract String askForStream(String model);

    /** A provider's error body. */
    abstract String error(int status, String type);

    /** A provider's error inside a stream. */
    abstract String errorEvent(int status, String type);

    /** The gateway's own code in one of its errors; fails where it has not the shape of this dialect's. */
    abstract String code(JsonNode error);

    /** Whether this begins with an event that reports an error. */
    abstract boolean is(String event);

    /** The events of a whole stream. */
    List<String> events() {
        return events;
    }

    /** The place of the first event that holds output. */
    int firstOutput() {
        return firstOutput;
    }

    String code(String body) throws IOException {
        return code(JSON.readTree(body));
    }

    /** The code in an error event; fails where it is none. */
    String codeOfEvent(String event) throws IOException {
        require(is(event) && event.endsWith("\n\n"), event);
        return code(event.substring(event.indexOf("data: ") + 6));
    }

    /** As the configuration has it. */
    String dialect() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError("not as it should be: " + what);
        }
    }

    private static String named(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String chunk(String part, String finish, int output) {
        return "data: {\"candidates\":[{\"content\":{\"parts\":[" + part + "],\"role\":\"model\"}" + finish
                + "}],\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":" + output + "}}\n\n";
    }
}
