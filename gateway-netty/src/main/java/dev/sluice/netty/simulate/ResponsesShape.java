package dev.sluice.netty.simulate;

import java.nio.charset.StandardCharsets;

/**
 * {@code POST /v1/responses}: an object, or named and numbered events from {@code response.created} to
 * {@code response.completed}; there is no {@code [DONE]}.
 */
final class ResponsesShape {

    private static final String IN_PROGRESS = "in_progress";

    private final Turn turn;
    private final ResponsesItems items;
    private final EventStream.Draft draft = new EventStream.Draft();

    private ResponsesShape(Turn turn) {
        this.turn = turn;
        this.items = new ResponsesItems(turn);
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
                "\"code\":" + Json.quoted(error.codeOrType()) + ",\"message\":" + Json.quoted(error.message())
                        + ",\"param\":" + Json.quoted(error.param()));
    }

    /** The event that ends a response that failed, under this number. */
    static byte[] failed(Turn turn, ApiError error, int number) {
        String response = new ResponsesItems(turn).response("failed", "", error);
        return event(number, "response.failed", "\"response\":" + response);
    }

    private Pieces unary() {
        String text = "\u0000";
        String all = items.response(status(), String.join(",", items.all(status(), text)), null);
        int at = all.indexOf(text);
        return at < 0
                ? new UnaryText(Json.utf8(all), turn.words(), Json.utf8(""))
                : new UnaryText(Json.utf8(all.substring(0, at)), turn.words(), Json.utf8(all.substring(at + 1)));
    }

    private Pieces stream() {
        String begun = "\"response\":" + items.response(IN_PROGRESS, "", null);
        add("response.created", begun);
        add("response.in_progress", begun);
        int output = 0;
        if (turn.thinks()) {
            reasoning(new Item(items.reasoningId(), output++));
        }
        for (Turn.Call call : turn.calls()) {
            call(call, new Item(ResponsesItems.callId(call), output++));
        }
        if (!turn.callsTools()) {
            message(new Item(items.messageId(), output));
        }
        String all = String.join(",", items.all(status(), escaped(turn.words())));
        add("response." + status(), "\"response\":" + items.response(status(), all, null));
        return draft.stream();
    }

    /** An item of the output, and its place there. */
    private record Item(String id, int index) {

        String added(String item) {
            return "\"output_index\":" + index + ",\"item\":" + item;
        }

        String members() {
            return "\"item_id\":\"" + id + "\",\"output_index\":" + index;
        }
    }

    private void reasoning(Item item) {
        String place = item.members() + ",\"summary_index\":0";
        String text = turn.thoughtText();
        add("response.output_item.added", item.added(items.reasoning("")));
        add("response.reasoning_summary_part.added", place + ",\"part\":" + ResponsesItems.summary(""));
        draft.thoughts(delta("response.reasoning_summary_text.delta", place, ""), turn.thoughts());
        add("response.reasoning_summary_text.done", place + ",\"text\":\"" + text + "\"");
        add("response.reasoning_summary_part.done", place + ",\"part\":" + ResponsesItems.summary(text));
        add("response.output_item.done", item.added(items.reasoning(ResponsesItems.summary(text))));
    }

    private void call(Turn.Call call, Item item) {
        draft.output();
        add("response.output_item.added", item.added(ResponsesItems.call(call, IN_PROGRESS, "")));
        draft.call(delta("response.function_call_arguments.delta", item.members(), ""), call.arguments(), call.name());
        add(
                "response.function_call_arguments.done",
                item.members() + ",\"name\":" + Json.quoted(call.name()) + ",\"arguments\":\"" + call.escaped() + "\"");
        add("response.output_item.done", item.added(ResponsesItems.call(call, "completed", call.escaped())));
    }

    private void message(Item item) {
        String place = item.members() + ",\"content_index\":0";
        String text = escaped(turn.words());
        String kind = turn.refuses() ? "refusal" : "text";
        String logprobs = turn.refuses() ? "" : ",\"logprobs\":[]";
        String type = turn.refuses() ? "response.refusal" : "response.output_text";
        add("response.output_item.added", item.added(items.message(IN_PROGRESS, "")));
        add("response.content_part.added", place + ",\"part\":" + items.part(""));
        draft.run(delta(type + ".delta", place, logprobs), turn.words());
        add(type + ".done", place + ",\"" + kind + "\":\"" + text + "\"" + logprobs);
        add("response.content_part.done", place + ",\"part\":" + items.part(text));
        add("response.output_item.done", item.added(items.message(status(), items.part(text))));
    }

    private static EventStream.Delta delta(String type, String place, String more) {
        String before = "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + place + ",\"delta\":\"";
        return new EventStream.Delta(Json.utf8(before), Json.utf8("\"" + more + ",\"sequence_number\":"), true);
    }

    private void add(String type, String members) {
        draft.event(event(draft.count(), type, members));
    }

    private static byte[] event(int number, String type, String members) {
        return Json.utf8("event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + ",\"sequence_number\":"
                + number + "}\n\n");
    }

    private String status() {
        return turn.limited() ? "incomplete" : "completed";
    }

    private static String escaped(Words words) {
        return new String(words.escaped(), StandardCharsets.UTF_8);
    }
}
