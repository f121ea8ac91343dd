package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of {@code /v1/responses}: what was thought, what is said or refused, and what is called. */
final class ResponsesItems {

    private static final String ENCRYPTED = "\"encrypted_content\":\"c2ltdWxhdGVk\"";

    private final Turn turn;

    ResponsesItems(Turn turn) {
        this.turn = turn;
    }

    /** All of them in their order, the message with this text. */
    List<String> all(String status, String text) {
        List<String> items = new ArrayList<>();
        if (turn.thinks()) {
            items.add(reasoning(summary(turn.thoughtText())));
        }
        turn.calls().forEach(call -> items.add(call(call, status, call.escaped())));
        if (!turn.callsTools()) {
            items.add(message(status, part(text)));
        }
        return items;
    }

    String reasoningId() {
        return turn.id("rs_");
    }

    String messageId() {
        return turn.id("msg_");
    }

    static String callId(Turn.Call call) {
        return call.id().replace("call_", "fc_");
    }

    String reasoning(String summary) {
        return "{\"id\":\"" + reasoningId() + "\",\"type\":\"reasoning\",\"summary\":[" + summary + "]," + ENCRYPTED
                + "}";
    }

    static String summary(String text) {
        return "{\"type\":\"summary_text\",\"text\":\"" + text + "\"}";
    }

    String message(String status, String part) {
        return "{\"id\":\"" + messageId() + "\",\"type\":\"message\",\"status\":\"" + status
                + "\",\"role\":\"assistant\",\"content\":[" + part + "]}";
    }

    /** What a message has: a text, or a refusal. */
    String part(String text) {
        return turn.refuses()
                ? "{\"type\":\"refusal\",\"refusal\":\"" + text + "\"}"
                : "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
    }

    static String call(Turn.Call call, String status, String arguments) {
        return "{\"id\":\"" + callId(call) + "\",\"type\":\"function_call\",\"status\":\"" + status
                + "\",\"arguments\":\"" + arguments + "\",\"call_id\":\"" + call.id() + "\",\"name\":"
                + Json.quoted(call.name()) + "}";
    }

    /** What all is wrapped in. */
    String response(String status, String output, @Nullable ApiError error) {
        String incomplete = status.equals("incomplete") ? "{\"reason\":\"max_output_tokens\"}" : "null";
        boolean over = status.equals("completed") || status.equals("incomplete");
        return "{\"id\":\"" + turn.id("resp_") + "\",\"object\":\"response\",\"created_at\":" + turn.created()
                + ",\"status\":\"" + status + "\",\"background\":false,\"error\":" + failure(error)
                + ",\"incomplete_details\":" + incomplete
                + ",\"instructions\":null,\"max_output_tokens\":null,\"model\":" + turn.model() + ",\"output\":["
                + output
                + "],\"parallel_tool_calls\":true,\"previous_response_id\":null"
                + ",\"reasoning\":{\"effort\":null,\"summary\":null},\"service_tier\":\"default\",\"store\":true"
                + ",\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[]"
                + ",\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":" + (over ? usage() : "null")
                + ",\"user\":null,\"metadata\":{}}";
    }

    private static String failure(@Nullable ApiError error) {
        return error == null
                ? "null"
                : "{\"code\":" + Json.quoted(error.codeOrType()) + ",\"message\":" + Json.quoted(error.message()) + "}";
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
                + turn.reasoning() + "},\"total_tokens\":" + (input + output) + "}";
    }
}
