package dev.sluice.netty.simulate;

/** {@code POST /v1/completions}: an object, or chunks of the same kind with {@code [DONE]} last. */
final class CompletionShape {

    private CompletionShape() {}

    static Pieces of(Turn turn) {
        return turn.inquiry().wishes().stream() ? stream(turn) : unary(turn);
    }

    private static Pieces unary(Turn turn) {
        String after = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":" + finishReason(turn) + "}]"
                + (turn.payload().usage() ? ",\"usage\":" + turn.usage() : "") + "}";
        return new UnaryText(Json.utf8(opening(turn) + ",\"choices\":[{\"text\":\""), turn.words(), Json.utf8(after));
    }

    private static Pieces stream(Turn turn) {
        String start = opening(turn);
        String text = start + ",\"choices\":[{\"text\":\"";
        String noUsage = turn.streamsUsage() ? ",\"usage\":null}" : "}";
        String end = "\",\"index\":0,\"logprobs\":null,\"finish_reason\":";
        EventStream.Delta delta =
                new EventStream.Delta(Json.utf8("data: " + text), Json.utf8(end + "null}]" + noUsage + "\n\n"), false);
        EventStream.Draft draft = new EventStream.Draft().run(delta, turn.words());
        draft.event(EventStream.event(text + end + finishReason(turn) + "}]" + noUsage));
        if (turn.streamsUsage()) {
            draft.event(EventStream.event(start + ",\"choices\":[],\"usage\":" + turn.usage() + "}"));
        }
        return draft.event(EventStream.event("[DONE]")).stream();
    }

    private static String finishReason(Turn turn) {
        return turn.refuses() ? "\"content_filter\"" : turn.finishReason();
    }

    private static String opening(Turn turn) {
        return "{\"id\":\"" + turn.id("cmpl-") + "\",\"object\":\"text_completion\",\"created\":" + turn.created()
                + ",\"model\":" + turn.model() + ",\"system_fingerprint\":\"" + turn.systemFingerprint() + "\"";
    }
}
