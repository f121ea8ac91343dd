package dev.sluice.netty.simulate;

import java.util.List;
import java.util.stream.Collectors;

/** Lists of models, and single ones, in all dialects. */
final class ModelsShape {

    private ModelsShape() {}

    static Pieces list(List<String> models) {
        return Whole.of(models.stream()
                .map(ModelsShape::model)
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}")));
    }

    static Pieces one(String model) {
        return Whole.of(model(model));
    }

    /** {@code GET /v1/models} of Anthropic. */
    static Pieces anthropicList(List<String> models) {
        String all = models.stream().map(ModelsShape::anthropic).collect(Collectors.joining(","));
        String first = Json.quoted(models.isEmpty() ? null : models.get(0));
        String last = Json.quoted(models.isEmpty() ? null : models.get(models.size() - 1));
        return Whole.of(
                "{\"data\":[" + all + "],\"has_more\":false,\"first_id\":" + first + ",\"last_id\":" + last + "}");
    }

    static Pieces anthropicOne(String model) {
        return Whole.of(anthropic(model));
    }

    private static String anthropic(String model) {
        return "{\"type\":\"model\",\"id\":" + Json.quoted(model) + ",\"display_name\":" + Json.quoted(model)
                + ",\"created_at\":\"2025-01-01T00:00:00Z\"}";
    }

    /** {@code GET /v1beta/models}. */
    static Pieces geminiList(List<String> models) {
        return Whole.of(
                models.stream().map(ModelsShape::gemini).collect(Collectors.joining(",", "{\"models\":[", "]}")));
    }

    static Pieces geminiOne(String model) {
        return Whole.of(gemini(model));
    }

    private static String gemini(String model) {
        return "{\"name\":" + Json.quoted("models/" + model) + ",\"version\":\"001\",\"displayName\":"
                + Json.quoted(model) + ",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536"
                + ",\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\",\"embedContent\"]}";
    }

    private static String model(String model) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text(model);
        return "{\"id\":" + Json.quoted(model) + ",\"object\":\"model\",\"created\":"
                + Turn.created(fingerprint.value()) + ",\"owned_by\":\"simulated\"}";
    }
}
