package dev.sluice.netty.boot;

import dev.sluice.core.config.Verdict;
import dev.sluice.core.secret.PasswordHash;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.Script;
import dev.sluice.netty.simulate.SimulatedProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A gateway in front of three simulated providers, one of which fails now and then, with a little traffic of clients.
 */
final class LiveSite implements AutoCloseable {

    static final String ADMIN_PASSWORD = "rule-me";
    static final String SCRAPE_PASSWORD = "look-only";

    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final int CLIENTS = 8;
    private static final List<String> MODELS = List.of("gpt-4o", "gpt-4o", "gpt-4o-mini", "claude-sonnet");

    final Assembly gateway;
    private final List<SimulatedProvider> providers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final AtomicBoolean over = new AtomicBoolean();

    LiveSite(Path folder) throws IOException {
        providers = List.of(
                simulated("delay=180ms+interval=12ms+tokens=60+jitter=0.4+slow-share=0.05+slow-first=900ms"),
                simulated("delay=120ms+interval=10ms+tokens=40+jitter=0.3+fail-every=4+status=500"),
                simulated("delay=300ms+interval=15ms+tokens=80+jitter=0.4+fault=cut+fail-every=9"));
        Path file = Files.writeString(folder.resolve("gateway.yaml"), configuration());
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), null);
    }

    private static SimulatedProvider simulated(String script) {
        return SimulatedProvider.start(Options.loopback().withScript(Script.DEFAULT.with(script)));
    }

    private static String hash(String password) {
        return PasswordHash.create(password.toCharArray()).encoded();
    }

    private String configuration() {
        return """
                server: { listen: "127.0.0.1:0", event_loops: 2, drain_timeout: 1s }
                admin:
                  listen: "127.0.0.1:0"
                  users:
                    - { name: root, role: admin, password_hash: "%s" }
                    - { name: prometheus, role: scrape, password_hash: "%s" }
                log: { access: none }
                store: { kind: memory, encryption_key: "%s" }
                tenants:
                  - { id: acme, tier: professional }
                  - { id: globex, tier: starter, limits: { requests_per_minute: 30 } }
                auth:
                  mode: keys
                  keys:
                    - { id: ci, value: client-key-1, tenant: acme }
                    - { id: web, value: client-key-2, tenant: globex }
                providers:
                  - name: openai
                    dialect: openai
                    base_url: "%s"
                    keys:
                      - { name: team-a, value: sk-aaaaaaaaaaaa0001 }
                      - { name: team-b, value: sk-bbbbbbbbbbbb0002 }
                      - { name: team-c, value: sk-cccccccccccc0003 }
                  - { name: azure, dialect: openai, base_url: "%s", keys: [ { name: first, value: sk-zzzzzzzz0001 } ] }
                  - name: anthropic
                    dialect: anthropic
                    base_url: "%s"
                    keys: [ { name: main, value: sk-ant-aaaaaaaa0001 } ]
                models:
                  - { name: gpt-4o, targets: [ { provider: openai }, { provider: azure } ] }
                  - { name: gpt-4o-mini, strategy: round_robin, targets: [ { provider: openai }, { provider: azure } ] }
                  - { name: claude-sonnet, targets: [ { provider: anthropic } ] }
                cache: { exact: { enabled: true } }
                resilience: { attempts: 1, max_attempts: 2 }
                prices:
                  models:
                    gpt-4o: { input: 2.5, output: 10 }
                    gpt-4o-mini: { input: 0.15, output: 0.6 }
                    claude-sonnet: { input: 3, output: 15 }
                """.formatted(
                        hash(ADMIN_PASSWORD),
                        hash(SCRAPE_PASSWORD),
                        "00112233445566778899aabbccddeeff".repeat(2),
                        providers.get(0).url(),
                        providers.get(1).url(),
                        providers.get(2).url());
    }

    /** Clients that ask one thing after the other until the site is closed; the providers' pace is theirs. */
    void traffic() {
        for (int client = 0; client < CLIENTS; client++) {
            Random random = new Random(SEED + client);
            clients.execute(() -> {
                while (!over.get()) {
                    ask(random);
                }
            });
        }
    }

    private void ask(Random random) {
        String model = random.nextInt(50) == 0 ? "unheard-of" : MODELS.get(random.nextInt(MODELS.size()));
        String key = random.nextInt(8) == 0 ? "client-key-2" : "client-key-1";
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.dataUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(
                        """
                        {"model":"%s","stream":%s,"max_tokens":100,"messages":[{"role":"user","content":"%s"}]}
                        """.formatted(model, random.nextBoolean(), "hello ".repeat(1 + random.nextInt(500)))))
                .build();
        try {
            http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            over.set(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            over.set(true);
        }
    }

    /** The state of a key, as the API tells it. */
    String keyState(String provider, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(gateway.adminUrl() + "/api/v1/providers/" + provider + "/keys/" + key))
                .header("Authorization", basic("root", ADMIN_PASSWORD))
                .build();
        String body = http.send(request, BodyHandlers.ofString()).body();
        return body.replaceAll(".*\"state\":\"([a-z]+)\".*", "$1");
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        over.set(true);
        gateway.close();
        clients.shutdownNow();
        try {
            clients.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        providers.forEach(SimulatedProvider::close);
    }
}
