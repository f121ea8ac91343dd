package dev.sluice.netty.simulate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * {@code POST /v1/embeddings}: a vector of length 1 for each input, near to those of inputs that mean the same (see
 * {@link Meaning}); as numbers, or as base64 of little-endian 32-bit floats.
 */
final class EmbeddingsShape {

    static final int MAX_DIMENSIONS = 4096;
    static final int MAX_INPUTS = 2048;

    private EmbeddingsShape() {}

    static Pieces of(Inquiry inquiry, List<String> texts, Payload payload) {
        int inputs = texts.size();
        StringBuilder json = new StringBuilder(256 + inputs * 64);
        json.append("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < inputs; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i);
            json.append(",\"embedding\":");
            write(
                    vector(texts.get(i), inquiry, dimensions(inquiry)),
                    inquiry.wishes().base64(),
                    json);
            json.append('}');
        }
        json.append("],\"model\":").append(Json.quoted(inquiry.model()));
        if (payload.usage()) {
            json.append(",\"usage\":{\"prompt_tokens\":").append(inquiry.promptTokens());
            json.append(",\"total_tokens\":").append(inquiry.promptTokens()).append('}');
        }
        return Whole.of(json.append('}').toString());
    }

    /** {@code POST /v1beta/models/{model}:embedContent}: one vector, without usage. */
    static Pieces gemini(Inquiry inquiry, List<String> texts) {
        StringBuilder json = new StringBuilder(1 << 14).append("{\"embedding\":");
        geminiVector(texts.get(0), inquiry, json);
        return Whole.of(json.append('}').toString());
    }

    /** {@code POST /v1beta/models/{model}:batchEmbedContents}: a vector for each request, without usage. */
    static Pieces geminiBatch(Inquiry inquiry, List<String> texts) {
        int inputs = texts.size();
        StringBuilder json = new StringBuilder(1 << 14).append("{\"embeddings\":[");
        for (int i = 0; i < inputs; i++) {
            json.append(i == 0 ? "" : ",");
            geminiVector(texts.get(i), inquiry, json);
        }
        return Whole.of(json.append("]}").toString());
    }

    private static void geminiVector(String text, Inquiry inquiry, StringBuilder json) {
        int wished = inquiry.wishes().dimensions();
        json.append("{\"values\":");
        write(vector(text, inquiry, wished > 0 ? wished : 768), false, json);
        json.append('}');
    }

    /** As many as were asked for, else as the provider's own models have, else a few. */
    private static int dimensions(Inquiry inquiry) {
        if (inquiry.wishes().dimensions() > 0) {
            return inquiry.wishes().dimensions();
        }
        String model = model(inquiry);
        return model.contains("large") ? 3072 : model.startsWith("text-embedding-") ? 1536 : 256;
    }

    private static float[] vector(String text, Inquiry inquiry, int dimensions) {
        return Meaning.of(text, model(inquiry), dimensions);
    }

    private static String model(Inquiry inquiry) {
        return inquiry.model() == null ? "" : inquiry.model();
    }

    private static void write(float[] vector, boolean base64, StringBuilder json) {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.append('"')
                    .append(Base64.getEncoder().encodeToString(bytes.array()))
                    .append('"');
            return;
        }
        char separator = '[';
        for (float value : vector) {
            json.append(separator).append(value);
            separator = ',';
        }
        json.append(']');
    }
}
