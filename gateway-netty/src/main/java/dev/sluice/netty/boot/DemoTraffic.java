package dev.sluice.netty.boot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Requests of the demo's users, so that there is something to see: few at a time, and for an hour at the most. What
 * becomes of them is shown by the gateway. One thread of its own, which does not keep the process alive.
 */
final class DemoTraffic {

    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_UNDER_WAY = 64;

    private final HttpClient client;
    private final String url;
    private final Random random = new Random();
    private final Semaphore places = new Semaphore(MOST_UNDER_WAY);
    private final List<DemoAsk> asks = DemoAsk.all();

    private DemoTraffic(HttpClient client, String url) {
        this.client = client;
        this.url = url;
    }

    static void start(String url, int perSecond) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "demo-traffic");
            made.setDaemon(true);
            return made;
        });
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        DemoTraffic traffic = new DemoTraffic(client, url);
        long micros = TimeUnit.SECONDS.toMicros(1) / perSecond;
        thread.scheduleAtFixedRate(traffic::ask, 0, micros, TimeUnit.MICROSECONDS);
        thread.schedule(thread::shutdownNow, MOST.toSeconds(), TimeUnit.SECONDS);
    }

    /** Sends one request, unless as many are under way as may be. */
    private void ask() {
        if (places.tryAcquire()) {
            DemoAsk ask = asks.get(random.nextInt(asks.size()));
            client.sendAsync(request(ask), BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> places.release());
        }
    }

    private HttpRequest request(DemoAsk ask) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + ask.path())).timeout(PATIENCE);
        if (!ask.key().isEmpty()) {
            request.header("Authorization", "Bearer " + ask.key());
        }
        String body = ask.body(random);
        return body.isEmpty()
                ? request.GET().build()
                : request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
    }
}
