package dev.sluice.netty.scenario;

import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Connection;
import java.io.IOException;
import java.util.Arrays;

/** A provider in every dialect whose answers go on and on, until nobody reads them or they have said so many pieces. */
enum Endless {
    CHAT(
            "/v1/chat/completions",
            chunk("chat.completion.chunk", "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            chunk("chat.completion.chunk", "\"delta\":{\"content\":\"%s\"}", "null"),
            chunk("chat.completion.chunk", "\"delta\":{}", "\"stop\"")
                    + "data: {\"id\":\"c1\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":%d}}\n\n"
                    + "data: [DONE]\n\n"),
    COMPLETION(
            "/v1/completions",
            chunk("text_completion", "\"text\":\"\"", "null"),
            chunk("text_completion", "\"text\":\"%s\"", "null"),
            chunk("text_completion", "\"text\":\"\"", "\"stop\"") + "data: [DONE]\n\n"),
    RESPONSE(
            "/v1/responses",
            named(
                            "response.created",
                            "\"response\":{\"id\":\"r1\",\"object\":\"response\",\"created_at\":1,"
                                    + "\"model\":\"m\",\"status\":\"in_progress\",\"output\":[],\"tools\":[],"
                                    + "\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"metadata\":{},"
                                    + "\"temperature\":1,\"top_p\":1,\"instructions\":null,\"error\":null,"
                                    + "\"incomplete_details\":null},\"sequence_number\":0")
                    + named(
                            "response.output_item.added",
                            "\"output_index\":0,\"item\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\","
                                    + "\"status\":\"in_progress\",\"content\":[]},\"sequence_number\":1")
                    + named(
                            "response.content_part.added",
                            "\"item_id\":\"m1\",\"output_index\":0,\"content_index\":0,\"part\":{"
                                    + "\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]},"
                                    + "\"sequence_number\":2"),
            named(
                    "response.output_text.delta",
                    "\"item_id\":\"m1\",\"output_index\":0,\"content_index\":0,\"delta\":\"%s\",\"logprobs\":[],"
                            + "\"sequence_number\":3"),
            named("response.completed", "\"response\":{\"id\":\"r1\",\"status\":\"completed\"}")),
    MESSAGE(
            "/v1/messages",
            named(
                            "message_start",
                            "\"message\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\","
                                    + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                                    + "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}")
                    + named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
            named("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"%s\"}"),
            named("content_block_stop", "\"index\":0")
                    + named(
                            "message_delta",
                            "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":%d}")
                    + named("message_stop", "\"x\":0")),
    GEMINI(
            ":streamGenerateContent",
            "",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}],\"role\":\"model\"},\"index\":0}],"
                    + "\"modelVersion\":\"m\",\"responseId\":\"g1\"}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
                    + "\"finishReason\":\"STOP\",\"index\":0}],"
                    + "\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":%d}}\n\n");

    /** Ten tokens, and by its bytes eleven. */
    static final String WORDS = "The quick brown fox jumps over the lazy dog. ";

    static final int FOREVER = Integer.MAX_VALUE;

    private final String path;
    private final String begin;
    private final String piece;
    private final String end;

    Endless(String path, String begin, String piece, String end) {
        this.path = path;
        this.begin = begin;
        this.piece = piece;
        this.end = end;
    }

    /** Answers whatever it is asked in so many pieces. */
    static ScriptedUpstream start(int pieces) {
        return ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                of(connection).answer(connection, pieces);
            }
        });
    }

    private static Endless of(Connection connection) {
        return Arrays.stream(values())
                .filter(each -> connection.lastHead().contains(each.path))
                .findFirst()
                .orElseThrow();
    }

    private void answer(Connection connection, int pieces) throws IOException {
        connection.send(Said.STREAM);
        send(connection, begin);
        for (int i = 0; i < pieces; i++) {
            send(connection, piece.formatted(WORDS));
        }
        send(connection, end.contains("%d") ? end.formatted(pieces * 10) : end);
        connection.send(Said.LAST);
    }

    private static void send(Connection connection, String events) throws IOException {
        if (!events.isEmpty()) {
            connection.send(Integer.toHexString(events.length()) + "\r\n" + events + "\r\n");
        }
    }

    private static String chunk(String object, String said, String finish) {
        return "data: {\"id\":\"c1\",\"object\":\"" + object + "\",\"created\":5,\"model\":\"m\",\"choices\":["
                + "{\"index\":0," + said + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String named(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }
}
