package dev.sluice.netty.simulate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /v1/responses}: an object, or named and numbered events from {@code response.created} to
 * {@code response.completed}; there is no {@code [DONE]}.
 */
final class ResponsesShape {

    private static final String PLACE = "\"output_index\":0,\"content_index\":0";

    private final Turn turn;
    private final String message;

    private ResponsesShape(Turn turn) {
        this.turn = turn;
        this.message = turn.id("msg_");
    }

    static Pieces of(Turn turn) {
        ResponsesShape shape = new ResponsesShape(turn);
        return turn.inquiry().wishes().stream() ? shape.stream() : shape.unary();
    }

    /** The event that reports a failure, under this number. */
    static byte[] error(ApiError error, int number) {
        return event(
                number,
                "error",
                "\"code\":" + Json.quoted(code(error)) + ",\"message\":" + Json.quoted(error.message()) + ",\"param\":"
                        + Json.quoted(error.param()));
    }

    /** The event that ends a response that failed, under this number. */
    static byte[] failed(Turn turn, ApiError error, int number) {
        String failure = "{\"code\":" + Json.quoted(code(error)) + ",\"message\":" + Json.quoted(error.message()) + "}";
        String response = new ResponsesShape(turn).response("failed", "[]", "null");
        return event(
                number,
                "response.failed",
                "\"response\":" + response.replace("\"error\":null", "\"error\":" + failure));
    }

    private static String code(ApiError error) {
        return error.code() == null ? error.type() : error.code();
    }

    private Pieces unary() {
        String text = "\u0000";
        String all = response(status(), "[" + item(status(), part(text)) + "]", usage());
        int at = all.indexOf(text);
        return new UnaryText(Json.utf8(all.substring(0, at)), turn.words(), Json.utf8(all.substring(at + 1)));
    }

    private Pieces stream() {
        String begun = response("in_progress", "[]", "null");
        List<byte[]> lead = new ArrayList<>();
        add(lead, 0, "response.created", "\"response\":" + begun);
        add(lead, 0, "response.in_progress", "\"response\":" + begun);
        add(lead, 0, "response.output_item.added", "\"output_index\":0,\"item\":" + item("in_progress", ""));
        add(lead, 0, "response.content_part.added", itemId() + "," + PLACE + ",\"part\":" + part(""));
        String type = "response.output_text.delta";
        String before =
                "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + itemId() + "," + PLACE + ",\"delta\":\"";
        EventStream.Delta delta =
                new EventStream.Delta(Json.utf8(before), Json.utf8("\",\"logprobs\":[],\"sequence_number\":"), true);
        return new EventStream(
                lead, delta, turn.words(), tail(lead.size() + turn.words().tokens()));
    }

    private List<byte[]> tail(int number) {
        String text = new String(turn.words().escaped(), StandardCharsets.UTF_8);
        String item = item(status(), part(text));
        List<byte[]> tail = new ArrayList<>();
        add(
                tail,
                number,
                "response.output_text.done",
                itemId() + "," + PLACE + ",\"text\":\"" + text + "\",\"logprobs\":[]");
        add(tail, number, "response.content_part.done", itemId() + "," + PLACE + ",\"part\":" + part(text));
        add(tail, number, "response.output_item.done", "\"output_index\":0,\"item\":" + item);
        add(tail, number, "response." + status(), "\"response\":" + response(status(), "[" + item + "]", usage()));
        return tail;
    }

    /** Adds an event; {@code base} is the number of the list's first one. */
    private static void add(List<byte[]> events, int base, String type, String members) {
        events.add(event(base + events.size(), type, members));
    }

    private static byte[] event(int number, String type, String members) {
        return Json.utf8("event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + ",\"sequence_number\":"
                + number + "}\n\n");
    }

    private String status() {
        return turn.limited() ? "incomplete" : "completed";
    }

    private String itemId() {
        return "\"item_id\":\"" + message + "\"";
    }

    private String item(String status, String part) {
        return "{\"id\":\"" + message + "\",\"type\":\"message\",\"status\":\"" + status + "\",\"role\":\"assistant\""
                + ",\"content\":[" + part + "]}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
    }

    private String response(String status, String output, String usage) {
        String incomplete = status.equals("incomplete") ? "{\"reason\":\"max_output_tokens\"}" : "null";
        return "{\"id\":\"" + turn.id("resp_") + "\",\"object\":\"response\",\"created_at\":" + turn.created()
                + ",\"status\":\"" + status + "\",\"background\":false,\"error\":null,\"incomplete_details\":"
                + incomplete
                + ",\"instructions\":null,\"max_output_tokens\":null,\"model\":" + turn.model() + ",\"output\":"
                + output
                + ",\"parallel_tool_calls\":true,\"previous_response_id\":null"
                + ",\"reasoning\":{\"effort\":null,\"summary\":null},\"service_tier\":\"default\",\"store\":true"
                + ",\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[]"
                + ",\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":" + usage + ",\"user\":null,\"metadata\":{}}";
    }

    private String usage() {
        if (!turn.payload().usage()) {
            return "null";
        }
        long input = turn.input();
        long output = turn.output();
        Payload.Extras extras = turn.payload().extras();
        return "{\"input_tokens\":" + input
                + ",\"input_tokens_details\":{\"cached_tokens\":" + extras.cached() + ",\"cache_write_tokens\":"
                + extras.written() + "},\"output_tokens\":" + output
                + ",\"output_tokens_details\":{\"reasoning_tokens\":"
                + extras.thinking() + "},\"total_tokens\":" + (input + output) + "}";
    }
}
