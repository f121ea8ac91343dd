package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first vector of an answer to a request for embeddings, in any dialect: the first array of numbers under
 * {@code embedding} or {@code values}. Without a tree. Stateless.
 */
public final class EmbeddingReader {

    /** More numbers than any model gives. */
    public static final int MOST_DIMENSIONS = 16_384;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_DIMENSIONS = 256;

    private EmbeddingReader() {}

    /** The vector as it came; null where there is none, or one that is not finite, or too long. */
    public static float @Nullable [] read(byte[] answer) {
        try (JsonParser parser = JSON.createParser(answer)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY && isVector(parser.currentName())) {
                    return numbers(parser);
                }
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isVector(@Nullable String name) {
        return "embedding".equals(name) || "values".equals(name);
    }

    private static float @Nullable [] numbers(JsonParser parser) throws IOException {
        float[] numbers = new float[USUAL_DIMENSIONS];
        int size = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null || !token.isNumeric() || size == MOST_DIMENSIONS) {
                return null;
            }
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            numbers[size] = parser.getFloatValue();
            if (!Float.isFinite(numbers[size])) {
                return null;
            }
            size++;
        }
        return size == 0 ? null : Arrays.copyOf(numbers, size);
    }
}
