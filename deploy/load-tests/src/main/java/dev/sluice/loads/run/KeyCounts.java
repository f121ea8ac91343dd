package dev.sluice.loads.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the simulated provider counted of the requests with one key.
 *
 * @param abandoned of them the client went first
 * @param statuses how many heads left, by status; zeros are left out
 */
public record KeyCounts(long requests, long answered, long abandoned, Map<Integer, Long> statuses) {

    /** Nothing yet. */
    public static final KeyCounts NONE = new KeyCounts(0, 0, 0, Map.of());

    public KeyCounts {
        statuses = new TreeMap<>(statuses);
        statuses.values().removeIf(count -> count == 0);
    }

    /** The counts of every key on the provider's page, by the keys' names. */
    static Map<String, KeyCounts> parse(String page) throws IOException {
        Map<String, KeyCounts> keys = new TreeMap<>();
        JsonNode shown = new ObjectMapper().readTree(page).path("keys");
        shown.properties().forEach(key -> keys.put(key.getKey(), of(key.getValue())));
        return keys;
    }

    private static KeyCounts of(JsonNode shown) {
        Map<Integer, Long> statuses = new TreeMap<>();
        shown.path("statuses")
                .properties()
                .forEach(status -> statuses.put(
                        Integer.valueOf(status.getKey()), status.getValue().asLong()));
        return new KeyCounts(
                shown.path("requests").asLong(),
                shown.path("answered").asLong(),
                shown.path("abandoned").asLong(),
                statuses);
    }

    /** What was counted between two looks, by the keys' names. */
    public static Map<String, KeyCounts> between(Map<String, KeyCounts> before, Map<String, KeyCounts> after) {
        Map<String, KeyCounts> difference = new TreeMap<>();
        after.forEach((key, counts) -> difference.put(key, counts.since(before.getOrDefault(key, NONE))));
        return difference;
    }

    private KeyCounts since(KeyCounts before) {
        Map<Integer, Long> left = new TreeMap<>(statuses);
        before.statuses().forEach((status, count) -> left.merge(status, -count, Long::sum));
        return new KeyCounts(
                requests - before.requests(), answered - before.answered(), abandoned - before.abandoned(), left);
    }

    /** How many heads left with this status. */
    public long status(int status) {
        return statuses.getOrDefault(status, 0L);
    }
}
