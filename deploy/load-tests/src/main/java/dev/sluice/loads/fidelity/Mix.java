package dev.sluice.loads.fidelity;

import dev.sluice.loads.fidelity.Ask.Kind;
import dev.sluice.loads.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The mix of requests: each is drawn from the seed and its number alone, so that any one can be asked again. Bodies of
 * requests and answers are log-uniform from 100 bytes to 256 KB; one in 1,000 requests has 8 MB of one or the other;
 * one in 50 comes with a fault. Thread-safe.
 */
final class Mix {

    private static final int SMALLEST = 100;
    private static final int LARGEST = 256 * 1024;
    private static final int HUGE = 8 * 1024 * 1024;
    private static final int MOST_TOKENS = 400;
    private static final String[] PIECES = {
        "lorem ipsum dolor ",
        "a \\\"quoted\\\" word ",
        "été, Straße, 東京 ",
        "line\\nbreak ",
        "\\u00e9\\ud83d\\ude00 ",
        "😀 ",
        "{}[],: "
    };

    private final long seed;
    private final String model;
    private final String embeddingModel;

    Mix(long seed, String model, String embeddingModel) {
        this.seed = seed;
        this.model = model;
        this.embeddingModel = embeddingModel;
    }

    /** The request with this number. */
    Ask ask(int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        Kind kind = kind(random);
        int requestBytes = logUniform(random);
        int answerBytes = logUniform(random);
        if (number % 1000 == 999) {
            if (kind == Kind.EMBEDDING || random.nextBoolean()) {
                requestBytes = HUGE;
            } else {
                answerBytes = HUGE;
            }
        }
        int tokens = Math.max(1, Math.min(MOST_TOKENS, answerBytes / (1 + random.nextInt(64))));
        Fault fault = number % 50 == 49 ? fault(random, kind, tokens) : null;
        Map<String, String> script = kind == Kind.EMBEDDING ? Map.of() : script(tokens, answerBytes);
        String content = content(random, number, requestBytes);
        boolean shuffled = random.nextBoolean();
        Request request =
                request(kind, kind == Kind.METERED_STREAM, content, shuffled).with(script);
        Request reference =
                kind == Kind.STREAM ? request(kind, true, content, shuffled).with(script) : request;
        return new Ask(number, kind, request, reference, fault);
    }

    private static Kind kind(SplittableRandom random) {
        int percent = random.nextInt(100);
        if (percent < 50) {
            return Kind.UNARY;
        }
        if (percent < 85) {
            return Kind.STREAM;
        }
        return percent < 95 ? Kind.METERED_STREAM : Kind.EMBEDDING;
    }

    private static @Nullable Fault fault(SplittableRandom random, Kind kind, int tokens) {
        return kind.streams() ? Fault.ofStream(random, tokens) : Fault.ofUnary(random);
    }

    private static int logUniform(SplittableRandom random) {
        double exponent = random.nextDouble() * Math.log((double) LARGEST / SMALLEST);
        return (int) (SMALLEST * Math.exp(exponent));
    }

    private static Map<String, String> script(int tokens, int bytes) {
        return Map.of(
                "x-sim-tokens", Integer.toString(tokens), "x-sim-bytes", Integer.toString(Math.max(tokens, bytes)));
    }

    /** Text that is JSON-escaped already, with what JSON and UTF-8 have to offer, about as long as wanted. */
    private static String content(SplittableRandom random, int number, int bytes) {
        StringBuilder text = new StringBuilder(bytes + 32).append(number).append(' ');
        while (text.length() < bytes - 100) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** The members in the usual order, or in any: the model may stand last. */
    private Request request(Kind kind, boolean usage, String content, boolean shuffled) {
        Map<String, String> members = new LinkedHashMap<>();
        if (kind == Kind.EMBEDDING) {
            members.put("model", '"' + embeddingModel + '"');
            members.put("input", '"' + content + '"');
        } else {
            members.put("model", '"' + model + '"');
            members.put("messages", "[{\"role\":\"user\",\"content\":\"" + content + "\"}]");
            members.put("metadata", "{\"model\":\"nested\",\"stream\":\"no\"}");
        }
        if (kind.streams()) {
            members.put("stream", "true");
        }
        if (usage) {
            members.put("stream_options", "{\"include_usage\":true}");
        }
        List<String> names = new ArrayList<>(members.keySet());
        if (shuffled) {
            Collections.shuffle(names, new Random(content.length()));
        }
        StringBuilder body = new StringBuilder(content.length() + 256).append('{');
        for (String name : names) {
            body.append(body.length() == 1 ? "" : ", ")
                    .append('"')
                    .append(name)
                    .append("\": ")
                    .append(members.get(name));
        }
        return Request.post(kind.path(), body.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }
}
