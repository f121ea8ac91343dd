package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any documents: two have one key if, and only if, Jackson finds them equal. */
final class KeyFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Endpoint[] ENDPOINTS = {
        Endpoint.CHAT_COMPLETIONS,
        Endpoint.RESPONSES,
        Endpoint.GENERATE_CONTENT,
        Endpoint.COMPLETIONS,
        Endpoint.EMBEDDINGS
    };
    private static final String[] NAMES = {
        "messages", "contents", "input", "prompt", "role", "content", "parts", "text", "type", "a", "", "\u00e9"
    };
    private static final String[] TEXTS = {"user", "text", "input_text", "message", "model", "x", "", "\uD83D\uDE00\""};

    private final long seed = Long.getLong("seed", 4_711);
    private final Random random = new Random(seed);
    private final Asking asking = new Asking();

    @Test
    void haveOneKeyWhereTheyAreEqualOnly() throws IOException {
        for (Endpoint endpoint : ENDPOINTS) {
            Map<Digest, JsonNode> known = new HashMap<>();
            for (int round = 0; round < 4_000; round++) {
                ObjectNode body = object(0);
                String written = Rewriter.write(body, random);
                CacheKey key = asking.key(endpoint, written);
                String what = "seed " + seed + ", round " + round + ", " + written;

                assertThat(asking.key(endpoint, Rewriter.write(body, random)))
                        .as(what)
                        .isEqualTo(key);
                JsonNode before = known.putIfAbsent(key.exact(), JSON.readTree(written));
                assertThat(before == null || before.equals(body)).as(what).isTrue();
            }
        }
    }

    private ObjectNode object(int depth) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set(NAMES[random.nextInt(NAMES.length)], value(depth + 1));
        }
        return object;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 8)) {
            case 0 -> JSON.getNodeFactory().numberNode(random.nextInt(3));
            case 1 ->
                random.nextBoolean() ? JSON.nullNode() : JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2, 3 -> JSON.getNodeFactory().textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 4, 5 -> {
                var array = JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> object(depth);
        };
    }
}
