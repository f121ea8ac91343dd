package dev.sluice.netty.simulate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * {@code POST /v1/embeddings}: a vector of length 1 for each input, the same wherever that input stands; as numbers, or
 * as base64 of little-endian 32-bit floats.
 */
final class EmbeddingsShape {

    static final int MAX_DIMENSIONS = 4096;
    static final int MAX_INPUTS = 2048;

    private EmbeddingsShape() {}

    static Pieces of(Inquiry inquiry, Payload payload) {
        int inputs = inquiry.items().size();
        StringBuilder json = new StringBuilder(256 + inputs * 64);
        json.append("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < inputs; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i);
            json.append(",\"embedding\":");
            write(
                    vector(inquiry.contentOf(i), dimensions(inquiry)),
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
    static Pieces gemini(Inquiry inquiry) {
        StringBuilder json = new StringBuilder(1 << 14).append("{\"embedding\":");
        geminiVector(inquiry.content(), inquiry, json);
        return Whole.of(json.append('}').toString());
    }

    /** {@code POST /v1beta/models/{model}:batchEmbedContents}: a vector for each request, without usage. */
    static Pieces geminiBatch(Inquiry inquiry) {
        int inputs = inquiry.items().size();
        StringBuilder json = new StringBuilder(1 << 14).append("{\"embeddings\":[");
        for (int i = 0; i < inputs; i++) {
            json.append(i == 0 ? "" : ",");
            geminiVector(inquiry.contentOf(i), inquiry, json);
        }
        return Whole.of(json.append("]}").toString());
    }

    private static void geminiVector(long content, Inquiry inquiry, StringBuilder json) {
        int wished = inquiry.wishes().dimensions();
        json.append("{\"values\":");
        write(vector(content, wished > 0 ? wished : 768), false, json);
        json.append('}');
    }

    private static int dimensions(Inquiry inquiry) {
        String model = inquiry.model();
        if (inquiry.wishes().dimensions() > 0) {
            return inquiry.wishes().dimensions();
        }
        return model != null && model.contains("large") ? 3072 : 1536;
    }

    private static float[] vector(long content, int dimensions) {
        double[] raw = new double[dimensions];
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            raw[i] = 2 * Fingerprint.unit(content + i) - 1;
            squares += raw[i] * raw[i];
        }
        double norm = Math.sqrt(squares);
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (raw[i] / norm);
        }
        return vector;
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
