package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;

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
                ? "{\"type\":\"thinking\",\"thinking\":\"" + turn.thoughts() + "\",\"signature\":\"" + SIGNATURE
                        + "\"},"
                : "";
        String before = opening() + ",\"content\":[" + thinking + "{\"type\":\"text\",\"text\":\"";
        String after = "\"}]," + stop() + usage(turn.output()) + "}";
        return new UnaryText(Json.utf8(before), turn.words(), Json.utf8(after));
    }

    private Pieces stream() {
        List<byte[]> lead = new ArrayList<>();
        String message = opening() + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null" + usage(1) + "}";
        lead.add(event("message_start", "\"message\":" + message));
        int text = turn.thinks() ? 1 : 0;
        lead.add(blockStart(0, turn.thinks() ? "\"thinking\",\"thinking\":\"\",\"signature\":\"\"" : TEXT));
        lead.add(Json.utf8("event: ping\ndata: {\"type\":\"ping\"}\n\n"));
        int quiet = lead.size();
        if (turn.thinks()) {
            lead.add(delta(0, "\"thinking_delta\",\"thinking\":\"" + turn.thoughts() + "\""));
            lead.add(delta(0, "\"signature_delta\",\"signature\":\"" + SIGNATURE + "\""));
            lead.add(event("content_block_stop", "\"index\":0"));
            lead.add(blockStart(text, TEXT));
        }
        String before = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + text
                + ",\"delta\":{\"type\":\"text_delta\",\"text\":\"";
        EventStream.Delta each = new EventStream.Delta(Json.utf8(before), Json.utf8("\"}}\n\n"), false);
        List<byte[]> tail = List.of(
                event("content_block_stop", "\"index\":" + text),
                event("message_delta", "\"delta\":{" + stop() + "}" + usage(turn.output())),
                Json.utf8("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        return new EventStream(lead, each, turn.words(), tail).quietFor(quiet);
    }

    private static final String TEXT = "\"text\",\"text\":\"\"";

    private static byte[] blockStart(int index, String block) {
        return event("content_block_start", "\"index\":" + index + ",\"content_block\":{\"type\":" + block + "}");
    }

    private static byte[] delta(int index, String delta) {
        return event("content_block_delta", "\"index\":" + index + ",\"delta\":{\"type\":" + delta + "}");
    }

    private static byte[] event(String type, String members) {
        return Json.utf8("event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n");
    }

    private String opening() {
        return "{\"id\":\"" + turn.id("msg_") + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                + turn.model();
    }

    private String stop() {
        return "\"stop_reason\":\"" + (turn.limited() ? "max_tokens" : "end_turn") + "\",\"stop_sequence\":null";
    }

    private String usage(long output) {
        if (!turn.payload().usage()) {
            return "";
        }
        Payload.Extras extras = turn.payload().extras();
        String details =
                turn.thinks() ? ",\"output_tokens_details\":{\"thinking_tokens\":" + extras.thinking() + "}" : "";
        return ",\"usage\":{\"input_tokens\":" + turn.inquiry().promptTokens() + ",\"cache_creation_input_tokens\":"
                + extras.written() + ",\"cache_read_input_tokens\":" + extras.cached()
                + ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":" + extras.cacheWrite()
                + ",\"ephemeral_1h_input_tokens\":" + extras.cacheWriteHour() + "},\"output_tokens\":" + output
                + details + ",\"service_tier\":\"standard\"}";
    }
}
