package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that go on asking whatever becomes of the gateways: unary answers, streams, streams of several seconds, and
 * streams that they leave. What each asks is drawn from the seed and its own number. Thread-safe.
 */
final class Callers implements AutoCloseable {

    /** A key of theirs. */
    record Key(String id, String value) {}

    private static final Pattern INPUT = Pattern.compile("\"prompt_tokens\":(\\d+)");
    private static final Pattern OUTPUT = Pattern.compile("\"completion_tokens\":(\\d+)");
    private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");
    private static final Duration NOBODY_THERE = Duration.ofMillis(100);

    private final List<Node> nodes;
    private final List<Key> keys;
    private final long seed;
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, Integer> outcomes = new ConcurrentHashMap<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads;
    private volatile boolean stopped;

    Callers(List<Node> nodes, List<Key> keys, int count, long seed) {
        this.nodes = nodes;
        this.keys = keys;
        this.seed = seed;
        this.threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            running.add(threads.submit(() -> {
                call(number);
                return null;
            }));
        }
    }

    /** Nobody asks any more; waits for what is under way, and fails with what a client failed with. */
    void stop() throws InterruptedException, ExecutionException, TimeoutException {
        stopped = true;
        for (Future<?> caller : running) {
            caller.get(2, TimeUnit.MINUTES);
        }
    }

    /** The exchanges that clients know of. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** The requests that were turned away with 503. */
    List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** How many answers there were, by status and ending. */
    Map<String, Integer> outcomes() {
        return Map.copyOf(outcomes);
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }

    private void call(int number) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        try (Connection connection = nodes.get(number % nodes.size()).connection()) {
            while (!stopped) {
                Pulse.rest(Duration.ofMillis(random.nextInt(20)));
                Key key = keys.get(random.nextInt(keys.size()));
                try {
                    note(key, ask(connection, key, random));
                } catch (IOException e) {
                    outcomes.merge("nobody there", 1, Integer::sum);
                    Pulse.rest(NOBODY_THERE);
                }
            }
        }
    }

    private static Answer ask(Connection connection, Key key, SplittableRandom random) throws IOException {
        int kind = random.nextInt(100);
        int tokens = 1 + random.nextInt(60);
        if (kind < 45) {
            return connection.exchange(request(key, "", tokens).with("x-sim-delay", random.nextInt(60) + "ms"));
        }
        String streamed = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
        if (kind < 50) {
            return connection.exchange(request(key, streamed, 40).with("x-sim-interval", "250ms"));
        }
        Request stream = request(key, streamed, tokens).with("x-sim-interval", 1 + random.nextInt(5) + "ms");
        return kind < 85
                ? connection.exchange(stream)
                : connection.leave(stream, 1L + random.nextInt(tokens * 200), random.nextInt(200));
    }

    private static Request request(Key key, String streamed, int tokens) {
        return Request.post(
                        "/v1/chat/completions",
                        "{\"model\":\"gpt-4o\",\"max_tokens\":100" + streamed
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Where does the river go?\"}]}")
                .with(Map.of("authorization", "Bearer " + key.value(), "x-sim-tokens", Integer.toString(tokens)));
    }

    private void note(Key key, Answer answer) {
        outcomes.merge(answer.status() + " " + answer.ending(), 1, Integer::sum);
        if (answer.status() == 503) {
            Matcher code = CODE.matcher(answer.text());
            refused.add(new Refused(code.find() ? code.group(1) : "", System.nanoTime()));
        }
        if (answer.status() == 200) {
            String text = answer.text();
            long output = answer.complete() ? last(OUTPUT, text) : -1;
            boolean whole = output >= 0;
            seen.add(new Seen(
                    answer.head().field("x-request-id").orElse(""),
                    key.id(),
                    whole,
                    whole ? last(INPUT, text) : 0,
                    whole ? output : 0));
        }
    }

    /** -1 where there is none. */
    private static long last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        long last = -1;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }
}
