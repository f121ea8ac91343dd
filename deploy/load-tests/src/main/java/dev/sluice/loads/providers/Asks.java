package dev.sluice.loads.providers;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Events;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A few dozen requests and the provider's own answer to each, asked of it without a key before the proof begins. Which
 * of them a request is follows from the seed and its number alone. Immutable.
 */
final class Asks {

    /** What is asked for. */
    enum Kind {
        /** One part unary, one part streams whose client wants the usage, one part streams whose client does not. */
        MIXED,
        STREAMS
    }

    /**
     * A request and its right answer.
     *
     * @param request without the client's key
     */
    record Ask(Request request, byte[] right) {

        boolean isAnsweredBy(Answer answer) {
            return answer.status() == 200 && answer.complete() && Arrays.equals(answer.body(), right);
        }
    }

    private static final int SHAPES = 48;
    private static final int MOST_TOKENS = 40;

    private final List<Ask> shapes = new ArrayList<>();
    private final long seed;

    private Asks(long seed) {
        this.seed = seed;
    }

    /** Draws the requests, and asks the provider for the answers. */
    static Asks of(Kind kind, String model, long seed, Provider provider) throws IOException {
        Asks asks = new Asks(seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection connection = provider.connection()) {
            for (int i = 0; i < SHAPES; i++) {
                boolean stream = kind == Kind.STREAMS || random.nextInt(2) == 0;
                boolean usage = stream && random.nextInt(2) == 0;
                String tokens = Integer.toString(1 + random.nextInt(MOST_TOKENS));
                Request request = request(model, i, stream, usage).with("x-sim-tokens", tokens);
                // The gateway asks for the usage of every stream; without it the other events differ, too.
                Request reference = request(model, i, stream, stream).with("x-sim-tokens", tokens);
                byte[] whole = whole(connection.exchange(reference));
                asks.shapes.add(new Ask(request, stream && !usage ? Events.withoutUsage(whole) : whole));
            }
        }
        return asks;
    }

    /** The request with this number. */
    Ask ask(int number) {
        return shapes.get(new SplittableRandom(seed * 1_000_003 + number).nextInt(shapes.size()));
    }

    private static byte[] whole(Answer answer) throws IOException {
        if (answer.status() != 200 || !answer.complete()) {
            throw new IOException("the provider answered " + answer.status() + ": " + answer.text());
        }
        return answer.body();
    }

    private static Request request(String model, int shape, boolean stream, boolean usage) {
        String body = "{\"model\":\"" + model + '"'
                + (stream ? ",\"stream\":true" : "")
                + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "")
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"question " + shape + "\"}]}";
        return Request.post("/v1/chat/completions", body.getBytes(StandardCharsets.UTF_8));
    }
}
