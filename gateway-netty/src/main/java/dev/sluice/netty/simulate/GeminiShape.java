package dev.sluice.netty.simulate;

import java.util.stream.Collectors;

/**
 * {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}: an object; or one a token, as
 * events, or as the elements of an array. What is thought stands in a part of its own. Each object tells the tokens of
 * the prompt, the last one all. A model that refuses sends a candidate without content.
 */
final class GeminiShape {

    private static final String OPEN = "{\"candidates\":[{\"content\":{\"parts\":[";

    private final Turn turn;

    private GeminiShape(Turn turn) {
        this.turn = turn;
    }

    static Pieces unary(Turn turn) {
        GeminiShape shape = new GeminiShape(turn);
        if (turn.refuses()) {
            return new UnaryText(Json.utf8("{\"candidates\":[{" + shape.refusal()), turn.words(), Json.utf8(""));
        }
        String thoughts = turn.thinks() ? "{\"text\":\"" + turn.thoughtText() + "\",\"thought\":true}," : "";
        String before = OPEN + thoughts;
        if (turn.callsTools()) {
            String calls = turn.calls().stream().map(shape::call).collect(Collectors.joining(","));
            return new UnaryText(Json.utf8(before + calls), turn.words(), Json.utf8("]" + shape.end()));
        }
        return new UnaryText(Json.utf8(before + "{\"text\":\""), turn.words(), Json.utf8("\"}]" + shape.end()));
    }

    static Pieces events(Turn turn) {
        return new GeminiShape(turn).stream("data: ", "\r\n\r\n", "");
    }

    /** The same as an array, which begins with an object without text. */
    static Pieces array(Turn turn) {
        return new GeminiShape(turn).stream(",\r\n", "", "]").asArray();
    }

    /** An object that reports a failure, as an element of that array, which it ends. */
    static byte[] error(ApiError error, int index) {
        return Json.utf8((index == 0 ? "[" : ",\r\n") + Voice.GEMINI.json(error) + "]");
    }

    private EventStream stream(String before, String after, String last) {
        EventStream.Draft draft = new EventStream.Draft();
        if (!last.isEmpty()) {
            draft.event(Json.utf8("[" + OPEN + "{\"text\":\"\"}]" + rest()));
        }
        if (turn.thinks()) {
            String thought = "\",\"thought\":true}]" + rest() + after;
            draft.thoughts(delta(before + OPEN + "{\"text\":\"", thought), turn.thoughts());
        }
        turn.calls()
                .forEach(call -> draft.wholeCall(Json.utf8(before + OPEN + call(call) + "]" + rest() + after), call));
        if (!turn.callsTools()) {
            draft.run(delta(before + OPEN + "{\"text\":\"", "\"}]" + rest() + after), turn.words());
        }
        String end = turn.refuses() ? "{\"candidates\":[{" + refusal() : OPEN + "{\"text\":\"\"}]" + end();
        return draft.event(Json.utf8(before + end + after + last)).stream();
    }

    private static EventStream.Delta delta(String before, String after) {
        return new EventStream.Delta(Json.utf8(before), Json.utf8(after), false);
    }

    private String call(Turn.Call call) {
        String signature = turn.thinks() ? ",\"thoughtSignature\":\"c2ltdWxhdGVk\"" : "";
        return "{\"functionCall\":{\"name\":" + Json.quoted(call.name()) + ",\"args\":" + call.json() + "}" + signature
                + "}";
    }

    /** A candidate without content, from inside of it on. */
    private String refusal() {
        return "\"finishReason\":\"SAFETY\",\"index\":0,\"safetyRatings\":[{\"category\":"
                + "\"HARM_CATEGORY_DANGEROUS_CONTENT\",\"probability\":\"HIGH\",\"blocked\":true}]}]"
                + usage() + closing();
    }

    private String rest() {
        return ",\"role\":\"model\"},\"index\":0}]" + usage("", 0) + closing();
    }

    private String end() {
        return ",\"role\":\"model\"},\"finishReason\":\"" + (turn.limited() ? "MAX_TOKENS" : "STOP")
                + "\",\"index\":0}]" + usage() + closing();
    }

    private String closing() {
        return ",\"modelVersion\":" + turn.model() + ",\"responseId\":\"" + turn.id("") + "\"}";
    }

    /** The whole of it, as the last object has it. */
    private String usage() {
        String thoughts = turn.thinks() ? ",\"thoughtsTokenCount\":" + turn.reasoning() : "";
        return usage(",\"candidatesTokenCount\":" + turn.said() + thoughts, turn.output());
    }

    /** What is known from the beginning on is the prompt; and besides that, so much output. */
    private String usage(String written, long output) {
        if (!turn.payload().usage()) {
            return "";
        }
        Payload.Extras extras = turn.payload().extras();
        long input = turn.inquiry().promptTokens() + extras.cached();
        String cached = extras.cached() > 0 ? ",\"cachedContentTokenCount\":" + extras.cached() : "";
        return ",\"usageMetadata\":{\"promptTokenCount\":" + input + written + ",\"totalTokenCount\":"
                + (input + output) + cached + ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":"
                + input + "}]}";
    }
}
