package dev.sluice.netty.simulate;

import java.util.List;

/**
 * {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}: an object; or one a token, as
 * events, or as the elements of an array. What is thought stands in a part of its own. Each object tells the usage so
 * far, the last one the whole.
 */
final class GeminiShape {

    private final Turn turn;

    private GeminiShape(Turn turn) {
        this.turn = turn;
    }

    static Pieces unary(Turn turn) {
        GeminiShape shape = new GeminiShape(turn);
        String thoughts = turn.thinks() ? shape.thoughts() + "," : "";
        String before = "{\"candidates\":[{\"content\":{\"parts\":[" + thoughts + "{\"text\":\"";
        return new UnaryText(Json.utf8(before), turn.words(), Json.utf8("\"}]" + shape.end()));
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
        boolean array = !last.isEmpty();
        String open = "{\"candidates\":[{\"content\":{\"parts\":[";
        String thoughts = open + thoughts() + "]" + rest(0) + after;
        List<byte[]> lead = turn.thinks()
                ? List.of(Json.utf8((array ? "[" : before) + thoughts))
                : array ? List.of(Json.utf8("[" + open + "{\"text\":\"\"}]" + rest(0))) : List.of();
        EventStream.Delta each = new EventStream.Delta(
                Json.utf8(before + open + "{\"text\":\""), Json.utf8("\"}]" + rest(0) + after), false);
        byte[] end = Json.utf8(before + open + "{\"text\":\"\"}]" + end() + after + last);
        return new EventStream(lead, each, turn.words(), List.of(end)).quietFor(turn.thinks() ? 0 : lead.size());
    }

    private String thoughts() {
        return "{\"text\":\"" + turn.thoughts() + "\",\"thought\":true}";
    }

    private String rest(long output) {
        return ",\"role\":\"model\"},\"index\":0}]" + usage(output) + closing();
    }

    private String end() {
        return ",\"role\":\"model\"},\"finishReason\":\"" + (turn.limited() ? "MAX_TOKENS" : "STOP")
                + "\",\"index\":0}]" + usage(turn.payload().tokens()) + closing();
    }

    private String closing() {
        return ",\"modelVersion\":" + turn.model() + ",\"responseId\":\"" + turn.id("") + "\"}";
    }

    private String usage(long output) {
        if (!turn.payload().usage()) {
            return "";
        }
        Payload.Extras extras = turn.payload().extras();
        long input = turn.inquiry().promptTokens() + extras.cached();
        String cached = extras.cached() > 0 ? ",\"cachedContentTokenCount\":" + extras.cached() : "";
        String thoughts = turn.thinks() ? ",\"thoughtsTokenCount\":" + extras.thinking() : "";
        return ",\"usageMetadata\":{\"promptTokenCount\":" + input + ",\"candidatesTokenCount\":" + output
                + ",\"totalTokenCount\":" + (input + output + extras.thinking()) + cached + thoughts
                + ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":" + input + "}]}";
    }
}
