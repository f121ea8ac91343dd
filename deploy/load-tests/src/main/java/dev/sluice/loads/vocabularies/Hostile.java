package dev.sluice.loads.vocabularies;

import dev.sluice.loads.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Requests with names that nobody knows, each another one, drawn from the seed and their number. Thread-safe. */
final class Hostile {

    private static final String[] PIECES = {
        "gpt-4o",
        "\\\"",
        "\\n",
        "\\\\",
        "{le=\\\"1\\\"}",
        "étranger",
        "東京",
        "😀",
        "other",
        "unknown",
        "__name__",
        "'; --",
        "../",
        "%00",
        " "
    };
    private static final int LONGEST = 2_000;

    private final long seed;

    Hostile(long seed) {
        this.seed = seed;
    }

    /** A model's name, in one of the places where a model is named. */
    Request model(int number) {
        SplittableRandom random = random(number);
        String name = name(random, number);
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return switch (number % 5) {
            case 0 -> Request.post("/v1/messages", "{\"max_tokens\":9,\"model\":\"" + name + "\"," + messages);
            case 1 ->
                Request.post(
                        "/v1beta/models/" + escaped(name) + ":generateContent",
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]}");
            // These go to the provider, which knows all models.
            case 2 ->
                Request.post("/v1/chat/completions", "{\"model\":\"alpha/" + plain(random, number) + "\"," + messages);
            case 3 ->
                Request.post(
                        "/proxy/alpha/v1/chat/completions", "{\"model\":\"" + plain(random, number) + "\"," + messages);
            default -> Request.post("/v1/chat/completions", "{\"model\":\"" + name + "\"," + messages);
        };
    }

    /** A path; one in three goes to a group. */
    Request path(int number) {
        SplittableRandom random = random(~number);
        String path = (number % 3 == 0 ? "/proxy/alpha/v1/" : "/") + escaped(name(random, number));
        return Request.get(path);
    }

    /** A key, for a request that would be good. */
    String key(int number) {
        return "sk-" + plain(random(-number), number);
    }

    /** As it stands in JSON. */
    private static String name(SplittableRandom random, int number) {
        StringBuilder name = new StringBuilder("h").append(number);
        int length = random.nextInt(8) == 0 ? LONGEST : 40;
        while (name.length() < length) {
            name.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return name.toString();
    }

    private static String plain(SplittableRandom random, int number) {
        return "h" + number + "-" + Long.toString(random.nextLong() >>> 1, 36);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            boolean same = each >= '0' && each <= '9' || each >= 'a' && each <= 'z' || each == '-';
            escaped.append(same ? String.valueOf((char) each) : String.format("%%%02X", each));
        }
        return escaped.toString();
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed * 1_000_003 + number);
    }
}
