package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.request.Endpoint;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand pairs of requests with the same last turn that must not share an answer: each differs in one thing. And
 * each request once more, written otherwise, which must.
 */
final class AdversarialPairsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAIRS = 10_000;
    private static final List<String> WORDS = List.of(
            "a", "ab", "b", "\"", "\\", "{}", "[]", "\u00e9", "\uD83D\uDE00", "user", "null", "1", ":", "\n", "");

    private final long seed = Long.getLong("seed", 20_260_101);
    private final Random random = new Random(seed);
    private final Asking asking = new Asking();

    /** In what the two of a pair differ. */
    private enum Difference {
        TENANT,
        ROLE,
        ENDPOINT,
        MODEL,
        SYSTEM_PROMPT,
        HISTORY,
        ORDER_OF_TURNS,
        ROLE_OF_A_TURN,
        BORDER_BETWEEN_TURNS,
        TOOLS,
        SAMPLING,
        RESPONSE_FORMAT,
        STREAM,
        UNKNOWN_MEMBER,
        TYPE_OF_A_VALUE,
        NAME_OF_THE_SPEAKER
    }

    /** A request and who makes it. */
    private record Ask(Endpoint endpoint, Asker asker, ObjectNode body) {}

    @Test
    void neverShareAnAnswerAcrossADifferenceAndAlwaysWithinNone() {
        Map<Difference, Integer> hits = new EnumMap<>(Difference.class);
        Set<Digest> partitions = new HashSet<>();
        int inside = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Difference difference = Difference.values()[pair % Difference.values().length];
            Ask one = ask();
            Ask other = different(one, difference);
            CacheKey mine = key(one);
            CacheKey theirs = key(other);
            if (mine.exact().equals(theirs.exact()) || mine.partition().equals(theirs.partition())) {
                hits.merge(difference, 1, Integer::sum);
            }
            inside += key(one).equals(mine) && key(other).equals(theirs) ? 1 : 0;
            partitions.add(mine.partition());
        }
        assertThat(hits).as("seed " + seed).isEmpty();
        assertThat(inside).as("seed " + seed).isEqualTo(PAIRS);
        assertThat(partitions.size()).as("that not all are alike").isGreaterThan(PAIRS / 2);
    }

    private CacheKey key(Ask ask) {
        return asking.key(ask.endpoint(), ask.asker(), Rewriter.write(ask.body(), random));
    }

    private Ask ask() {
        ObjectNode body = JSON.createObjectNode().put("model", words()).put("temperature", random.nextInt(3));
        ArrayNode messages = body.putArray("messages");
        turn(messages, "system", words());
        for (int i = random.nextInt(4); i >= 0; i--) {
            turn(messages, "user", words() + i);
            turn(messages, "assistant", words() + i);
        }
        turn(messages, "user", words());
        body.putArray("tools").addObject().put("name", words());
        Asker asker = new Asker("tenant:" + random.nextInt(5), "t", "role" + random.nextInt(3), "k");
        return new Ask(random.nextBoolean() ? Endpoint.CHAT_COMPLETIONS : Endpoint.MESSAGES, asker, body);
    }

    private static void turn(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    private Ask different(Ask ask, Difference difference) {
        Asker who = ask.asker();
        return switch (difference) {
            case TENANT -> new Ask(ask.endpoint(), new Asker(who.owner() + "x", "t", who.role(), "k"), ask.body());
            case ROLE -> new Ask(ask.endpoint(), new Asker(who.owner(), "t", who.role() + "x", "k"), ask.body());
            case ENDPOINT ->
                new Ask(
                        ask.endpoint() == Endpoint.MESSAGES ? Endpoint.CHAT_COMPLETIONS : Endpoint.MESSAGES,
                        who,
                        ask.body());
            default -> {
                ObjectNode body = ask.body().deepCopy();
                change(body, difference);
                yield new Ask(ask.endpoint(), who, body);
            }
        };
    }

    private void change(ObjectNode body, Difference difference) {
        ArrayNode messages = (ArrayNode) body.get("messages");
        switch (difference) {
            case MODEL -> body.put("model", body.get("model").textValue() + "x");
            case SYSTEM_PROMPT -> append(messages.get(0));
            case HISTORY -> append(messages.get(1 + random.nextInt(messages.size() - 2)));
            case ORDER_OF_TURNS -> messages.insert(1, messages.remove(2));
            case ROLE_OF_A_TURN -> ((ObjectNode) messages.get(1)).put("role", "developer");
            case BORDER_BETWEEN_TURNS -> {
                // The last letter of one turn becomes the first of the next.
                ObjectNode one = (ObjectNode) messages.get(1);
                ObjectNode next = (ObjectNode) messages.get(2);
                String words = one.get("content").textValue();
                int at = words.length() - 1;
                one.put("content", words.substring(0, at));
                next.put("content", words.charAt(at) + next.get("content").textValue());
            }
            case TOOLS -> ((ObjectNode) body.get("tools").get(0)).put("strict", random.nextBoolean());
            case SAMPLING ->
                body.put(
                        List.of("top_p", "seed", "max_tokens", "n", "temperature")
                                .get(random.nextInt(5)),
                        7);
            case RESPONSE_FORMAT -> body.putObject("response_format").put("type", "json_object");
            case STREAM -> body.put("stream", random.nextBoolean());
            case UNKNOWN_MEMBER -> body.put("x" + words(), words());
            case TYPE_OF_A_VALUE ->
                body.put("temperature", String.valueOf(body.get("temperature").intValue()));
            case NAME_OF_THE_SPEAKER -> ((ObjectNode) messages.get(messages.size() - 1)).put("name", words());
            default -> throw new AssertionError(difference);
        }
    }

    private static void append(JsonNode turn) {
        ((ObjectNode) turn).put("content", turn.get("content").textValue() + "x");
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            words.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words.toString();
    }
}
