package dev.sluice.monitoring.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Twenty requests a second, over and over those of the phase. What is answered is the gateway's to count. */
final class Traffic implements AutoCloseable {

    /** What is found in no cache: each time another. */
    private static final String NEWS = "What is the square root of NUMBER";

    /**
     * A request: whose key, for which model.
     *
     * @param question with {@code NUMBER} for what is different each time
     */
    record Ask(String key, String model, String question) {

        Ask(String key, String model) {
            this(key, model, "Write code for me");
        }
    }

    /** Nothing that could go wrong. */
    static final List<Ask> FAIR = List.of(new Ask("sk-acme", "gpt-4o"), new Ask("sk-acme", "small"));

    /** Something for every family, with a fault of each kind. */
    static final List<Ask> MIXED = mixed();

    /** Every other request fails over. */
    static final List<Ask> STORM = List.of(new Ask("sk-acme", "storm"), new Ask("sk-acme", "gpt-4o"));

    /** One key asks for more than it may. */
    static final List<Ask> SPIKE = List.of(new Ask("sk-beta", "gpt-4o"));

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<List<Ask>> phase = new AtomicReference<>(FAIR);
    private final URI gateway;
    private int sent;

    Traffic(URI gateway) {
        this.gateway = gateway;
    }

    private static List<Ask> mixed() {
        List<Ask> asks = new ArrayList<>();
        for (String model : List.of(
                "gpt-4o",
                "small",
                "pooled",
                "pooled",
                "refused",
                "slow",
                "failing",
                "broken",
                "storm",
                "thinking",
                "by-cost",
                "by-latency",
                "by-turns",
                "by-weight",
                "by-subject",
                "unknown")) {
            asks.add(new Ask("sk-acme", model));
        }
        for (String key : List.of("sk-beta", "sk-poor", "sk-spent", "sk-nobody")) {
            asks.add(new Ask(key, "gpt-4o"));
        }
        asks.add(new Ask("sk-acme", "cached", "What is the capital of France?"));
        asks.add(new Ask("sk-acme", "cached", "Tell me the capital of France"));
        asks.add(new Ask("sk-curious", "news", NEWS));
        return List.copyOf(asks);
    }

    void start() {
        ticks.scheduleAtFixedRate(this::ask, 0, 50, TimeUnit.MILLISECONDS);
    }

    void change(List<Ask> next) {
        phase.set(next);
    }

    private void ask() {
        List<Ask> asks = phase.get();
        Ask ask = asks.get(sent % asks.size());
        // Each model is asked for a whole answer and for a stream in turn.
        boolean streamed = sent / asks.size() % 2 == 0;
        sent++;
        String question = ask.question().replace("NUMBER", Integer.toString(sent));
        String body = "{\"model\":\"" + ask.model() + "\",\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        send(ask.key(), "/v1/chat/completions", body);
        if (sent % 20 == 0) {
            send(ask.key(), "/proxy/steady/v1/chat/completions", body.replace(ask.model(), "gpt-4o"));
        }
    }

    private void send(String key, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        client.sendAsync(request, BodyHandlers.discarding());
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }
}
