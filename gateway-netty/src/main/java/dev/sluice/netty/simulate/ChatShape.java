package dev.sluice.netty.simulate;

import java.util.stream.Collectors;

/**
 * {@code POST /v1/chat/completions}: an object, or chunks with the role first and {@code [DONE]} last. What is thought
 * stands in {@code reasoning_content}, as those have it that show it at all.
 */
final class ChatShape {

    private final Turn turn;

    private ChatShape(Turn turn) {
        this.turn = turn;
    }

    static Pieces of(Turn turn) {
        ChatShape shape = new ChatShape(turn);
        return turn.inquiry().wishes().stream() ? shape.stream() : shape.unary();
    }

    private Pieces unary() {
        String thoughts = turn.thinks() ? ",\"reasoning_content\":\"" + turn.thoughtText() + "\"" : "";
        String message = opening("chat.completion") + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\""
                + thoughts;
        String end = ",\"annotations\":[]},\"logprobs\":null,\"finish_reason\":" + turn.finishReason() + "}]"
                + (turn.payload().usage() ? ",\"usage\":" + turn.usage() : "")
                + ",\"service_tier\":\"default\",\"system_fingerprint\":\"" + turn.systemFingerprint() + "\"}";
        if (turn.callsTools()) {
            String calls = turn.calls().stream().map(ChatShape::call).collect(Collectors.joining(","));
            String content = ",\"content\":null,\"refusal\":null,\"tool_calls\":[" + calls + "]";
            return new UnaryText(Json.utf8(message + content), turn.words(), Json.utf8(end));
        }
        return turn.refuses()
                ? new UnaryText(
                        Json.utf8(message + ",\"content\":null,\"refusal\":\""), turn.words(), Json.utf8("\"" + end))
                : new UnaryText(
                        Json.utf8(message + ",\"content\":\""), turn.words(), Json.utf8("\",\"refusal\":null" + end));
    }

    private static String call(Turn.Call call) {
        return "{\"id\":\"" + call.id() + "\",\"type\":\"function\",\"function\":{\"name\":" + Json.quoted(call.name())
                + ",\"arguments\":\"" + call.escaped() + "\"}}";
    }

    private Pieces stream() {
        String start = opening("chat.completion.chunk") + ",\"service_tier\":\"default\",\"system_fingerprint\":\""
                + turn.systemFingerprint() + "\"";
        String first = start + ",\"choices\":[{\"index\":0,\"delta\":";
        String noUsage = turn.streamsUsage() ? ",\"usage\":null}" : "}";
        String open = ",\"logprobs\":null,\"finish_reason\":null}]" + noUsage;
        String finish = ",\"logprobs\":null,\"finish_reason\":" + turn.finishReason() + "}]" + noUsage;
        EventStream.Draft draft = new EventStream.Draft();
        draft.event(EventStream.event(first + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}" + open));
        if (turn.thinks()) {
            draft.thoughts(delta(first + "{\"reasoning_content\":\"", "\"}" + open), turn.thoughts());
        }
        if (turn.callsTools()) {
            calls(draft, first, open);
        } else {
            String member = turn.refuses() ? "{\"refusal\":\"" : "{\"content\":\"";
            draft.run(delta(first + member, "\"}" + open), turn.words());
        }
        draft.event(EventStream.event(first + "{}" + finish));
        if (turn.streamsUsage()) {
            draft.event(EventStream.event(start + ",\"choices\":[],\"usage\":" + turn.usage() + "}"));
        }
        return draft.event(EventStream.event("[DONE]")).stream();
    }

    private void calls(EventStream.Draft draft, String first, String open) {
        for (int index = 0; index < turn.calls().size(); index++) {
            Turn.Call call = turn.calls().get(index);
            String place = first + "{\"tool_calls\":[{\"index\":" + index;
            String begin = place + ",\"id\":\"" + call.id() + "\",\"type\":\"function\",\"function\":{\"name\":"
                    + Json.quoted(call.name()) + ",\"arguments\":\"\"}}]}" + open;
            draft.output().event(EventStream.event(begin));
            draft.call(
                    delta(place + ",\"function\":{\"arguments\":\"", "\"}}]}" + open), call.arguments(), call.name());
        }
    }

    private static EventStream.Delta delta(String before, String after) {
        return new EventStream.Delta(Json.utf8("data: " + before), Json.utf8(after + "\n\n"), false);
    }

    private String opening(String object) {
        return "{\"id\":\"" + turn.id("chatcmpl-") + "\",\"object\":\"" + object + "\",\"created\":" + turn.created()
                + ",\"model\":" + turn.model();
    }
}
