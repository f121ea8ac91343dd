package dev.sluice.netty.simulate;

import java.util.List;
import java.util.function.LongFunction;

/** {@code POST /v1/moderations}: nothing is ever flagged; the scores are below 0.001 and depend on the input. */
final class ModerationsShape {

    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    private ModerationsShape() {}

    static Pieces of(Inquiry inquiry) {
        StringBuilder json = new StringBuilder(2048);
        json.append("{\"id\":\"")
                .append(Turn.of(inquiry, Payload.WORDS, Tokenizer.PIECES.counting())
                        .id("modr-"))
                .append("\",\"model\":");
        String model = inquiry.model();
        json.append(Json.quoted(model == null ? "omni-moderation-latest" : model))
                .append(",\"results\":[");
        for (int i = 0; i < inquiry.items().size(); i++) {
            long content = inquiry.contentOf(i);
            json.append(i == 0 ? "" : ",").append("{\"flagged\":false,\"categories\":");
            members(json, category -> "false");
            json.append(",\"category_scores\":");
            members(json, category -> Double.toString(Fingerprint.unit(content + category) / 1000));
            json.append(",\"category_applied_input_types\":");
            members(json, category -> "[\"text\"]");
            json.append('}');
        }
        return Whole.of(json.append("]}").toString());
    }

    private static void members(StringBuilder json, LongFunction<String> value) {
        char separator = '{';
        for (int i = 0; i < CATEGORIES.size(); i++) {
            json.append(separator)
                    .append('"')
                    .append(CATEGORIES.get(i))
                    .append("\":")
                    .append(value.apply(i));
            separator = ',';
        }
        json.append('}');
    }
}
