package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;

/** {@code POST /v1/chat/completions}: an object, or chunks with the role first and {@code [DONE]} last. */
final class ChatShape {

    private ChatShape() {}

    static Pieces of(Turn turn) {
        return turn.inquiry().wishes().stream() ? stream(turn) : unary(turn);
    }

    private static Pieces unary(Turn turn) {
        String before = opening(turn, "chat.completion")
                + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"";
        String after =
                "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":" + turn.finishReason()
                        + "}]" + (turn.payload().usage() ? ",\"usage\":" + turn.usage() : "")
                        + ",\"service_tier\":\"default\",\"system_fingerprint\":\"" + turn.systemFingerprint() + "\"}";
        return new UnaryText(Json.utf8(before), turn.words(), Json.utf8(after));
    }

    private static Pieces stream(Turn turn) {
        String start = opening(turn, "chat.completion.chunk")
                + ",\"service_tier\":\"default\",\"system_fingerprint\":\"" + turn.systemFingerprint() + "\"";
        String first = start + ",\"choices\":[{\"index\":0,\"delta\":";
        String noUsage = turn.streamsUsage() ? ",\"usage\":null}" : "}";
        String open = ",\"logprobs\":null,\"finish_reason\":null}]" + noUsage;
        String finish = ",\"logprobs\":null,\"finish_reason\":" + turn.finishReason() + "}]" + noUsage;
        String role = first + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}" + open;
        List<byte[]> tail = new ArrayList<>();
        tail.add(EventStream.event(first + "{}" + finish));
        if (turn.streamsUsage()) {
            tail.add(EventStream.event(start + ",\"choices\":[],\"usage\":" + turn.usage() + "}"));
        }
        tail.add(EventStream.event("[DONE]"));
        EventStream.Delta delta = new EventStream.Delta(
                Json.utf8("data: " + first + "{\"content\":\""), Json.utf8("\"}" + open + "\n\n"), false);
        return new EventStream(List.of(EventStream.event(role)), delta, turn.words(), tail);
    }

    private static String opening(Turn turn, String object) {
        return "{\"id\":\"" + turn.id("chatcmpl-") + "\",\"object\":\"" + object + "\",\"created\":" + turn.created()
                + ",\"model\":" + turn.model();
    }
}
