package dev.sluice.netty.simulate;

import java.util.stream.Collectors;

/**
 * {@code POST /v1/messages}: a message, or named events from {@code message_start} to {@code message_stop}; what is
 * thought stands in a block of its own before the text. The usage at the end of a stream is the whole of it.
 */
final class AnthropicShape {

    private static final String SIGNATURE = "c2ltdWxhdGVk";

    private final Turn turn;

    private AnthropicShape(Turn turn) {
        this.turn = turn;
    }

    static Pieces of(Turn turn) {
        AnthropicShape shape = new AnthropicShape(turn);
        return turn.inquiry().wishes().stream() ? shape.stream() : shape.unary();
    }

    private Pieces unary() {
        String thinking = turn.thinks()
                ? "{\"type\":\"thinking\",\"thinking\":\"" + turn.thoughtText() + "\",\"signature\":\"" + SIGNATURE
                        + "\"},"
                : "";
        String before = opening() + ",\"content\":[" + thinking;
        String after = "]," + stop() + usage(turn.output(), thinking()) + "}";
        if (turn.callsTools()) {
            String calls = turn.calls().stream()
                    .map(call -> "{" + tool(call, call.json()) + "}")
                    .collect(Collectors.joining(","));
            return new UnaryText(Json.utf8(before + calls), turn.words(), Json.utf8(after));
        }
        return new UnaryText(
                Json.utf8(before + "{\"type\":\"text\",\"text\":\""), turn.words(), Json.utf8("\"}" + after));
    }

    private Pieces stream() {
        EventStream.Draft draft = new EventStream.Draft();
        String message = opening() + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null" + usage(1, "") + "}";
        draft.event(event("message_start", "\"message\":" + message));
        int block = 0;
        if (turn.thinks()) {
            blockStart(draft, block, "\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"");
            draft.thoughts(delta(block, "thinking_delta\",\"thinking"), turn.thoughts());
            draft.event(event(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"" + SIGNATURE + "\"}"));
            blockStop(draft, block++);
        }
        for (Turn.Call call : turn.calls()) {
            blockStart(draft.output(), block, tool(call, "{}"));
            draft.call(delta(block, "input_json_delta\",\"partial_json"), call.arguments(), call.name());
            blockStop(draft, block++);
        }
        if (!turn.callsTools()) {
            blockStart(draft, block, "\"type\":\"text\",\"text\":\"\"");
            draft.run(delta(block, "text_delta\",\"text"), turn.words());
            blockStop(draft, block);
        }
        return draft
                .event(event("message_delta", "\"delta\":{" + stop() + "}" + usage(turn.output(), thinking())))
                .event(Json.utf8("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
                .stream();
    }

    /** Behind the first one there is a ping. */
    private static void blockStart(EventStream.Draft draft, int index, String block) {
        draft.event(event("content_block_start", "\"index\":" + index + ",\"content_block\":{" + block + "}"));
        if (index == 0) {
            draft.event(Json.utf8("event: ping\ndata: {\"type\":\"ping\"}\n\n"));
        }
    }

    private static void blockStop(EventStream.Draft draft, int index) {
        draft.event(event("content_block_stop", "\"index\":" + index));
    }

    private static EventStream.Delta delta(int index, String typeAndMember) {
        String before = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + index
                + ",\"delta\":{\"type\":\"" + typeAndMember + "\":\"";
        return new EventStream.Delta(Json.utf8(before), Json.utf8("\"}}\n\n"), false);
    }

    private static String tool(Turn.Call call, String input) {
        return "\"type\":\"tool_use\",\"id\":\"" + call.id().replace("call_", "toolu_") + "\",\"name\":"
                + Json.quoted(call.name()) + ",\"input\":" + input;
    }

    private static byte[] event(String type, String members) {
        return Json.utf8("event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n");
    }

    private String opening() {
        return "{\"id\":\"" + turn.id("msg_") + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                + turn.model();
    }

    private String stop() {
        return "\"stop_reason\":\"" + reason() + "\",\"stop_sequence\":null";
    }

    private String reason() {
        if (turn.callsTools()) {
            return "tool_use";
        }
        return turn.refuses() ? "refusal" : turn.limited() ? "max_tokens" : "end_turn";
    }

    private String thinking() {
        return turn.thinks() ? ",\"output_tokens_details\":{\"thinking_tokens\":" + turn.reasoning() + "}" : "";
    }

    private String usage(long output, String details) {
        if (!turn.payload().usage()) {
            return "";
        }
        Payload.Extras extras = turn.payload().extras();
        return ",\"usage\":{\"input_tokens\":" + turn.inquiry().promptTokens() + ",\"cache_creation_input_tokens\":"
                + extras.written() + ",\"cache_read_input_tokens\":" + extras.cached()
                + ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":" + extras.cacheWrite()
                + ",\"ephemeral_1h_input_tokens\":" + extras.cacheWriteHour() + "},\"output_tokens\":" + output
                + details + ",\"service_tier\":\"standard\"}";
    }
}
