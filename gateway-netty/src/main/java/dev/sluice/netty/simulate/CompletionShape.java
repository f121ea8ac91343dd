package dev.sluice.netty.simulate;

import java.util.ArrayList;
import java.util.List;

/** {@code POST /v1/completions}: an object, or chunks of the same kind with {@code [DONE]} last. */
final class CompletionShape {

    private CompletionShape() {}

    static Pieces of(Turn turn) {
        return turn.inquiry().wishes().stream() ? stream(turn) : unary(turn);
    }

    private static Pieces unary(Turn turn) {
        String after = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":" + turn.finishReason() + "}]"
                + (turn.payload().usage() ? ",\"usage\":" + turn.usage() : "") + "}";
        return new UnaryText(Json.utf8(opening(turn) + ",\"choices\":[{\"text\":\""), turn.words(), Json.utf8(after));
    }

    private static Pieces stream(Turn turn) {
        String start = opening(turn);
        String text = start + ",\"choices\":[{\"text\":\"";
        String noUsage = turn.streamsUsage() ? ",\"usage\":null}" : "}";
        String end = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":";
        List<byte[]> tail = new ArrayList<>();
        tail.add(EventStream.event(text + end + turn.finishReason() + "}]" + noUsage));
        if (turn.streamsUsage()) {
            tail.add(EventStream.event(start + ",\"choices\":[],\"usage\":" + turn.usage() + "}"));
        }
        tail.add(EventStream.event("[DONE]"));
        EventStream.Delta delta =
                new EventStream.Delta(Json.utf8("data: " + text), Json.utf8(end + "null}]" + noUsage + "\n\n"), false);
        return new EventStream(List.of(), delta, turn.words(), tail);
    }

    private static String opening(Turn turn) {
        return "{\"id\":\"" + turn.id("cmpl-") + "\",\"object\":\"text_completion\",\"created\":" + turn.created()
                + ",\"model\":" + turn.model() + ",\"system_fingerprint\":\"" + turn.systemFingerprint() + "\"";
    }
}
