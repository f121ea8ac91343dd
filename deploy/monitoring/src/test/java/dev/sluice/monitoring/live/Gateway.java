package dev.sluice.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** The gateway and its simulated provider, started by the launcher as a user would. */
final class Gateway implements AutoCloseable {

    static final String TOKEN = "monitoring-live";

    private final Spawned provider;
    private final Spawned gateway;
    private final URI data;
    private final URI admin;

    private Gateway(Spawned provider, Spawned gateway, URI data, URI admin) {
        this.provider = provider;
        this.gateway = gateway;
        this.data = data;
        this.admin = admin;
    }

    static Gateway start(Path repository, Path scratch) throws IOException {
        Path launcher = repository.resolve("gateway");
        Spawned provider = Spawned.start(
                scratch.resolve("provider.log"),
                repository,
                Map.of(),
                List.of(
                        launcher.toString(),
                        "simulate",
                        "--listen",
                        "127.0.0.1:0",
                        "--delay",
                        "20ms",
                        "--interval",
                        "2ms",
                        "--key",
                        "revoked=sk-revoked:revoked",
                        "--key",
                        "gone=sk-gone:revoked",
                        "--key",
                        "limited=sk-limited:limited=1/2s"));
        String url = provider.says("(http://127\\.0\\.0\\.1:\\d+)/v1").group(1);
        for (String file : List.of("gateway.yaml", "prices.json")) {
            Files.copy(Path.of("src/test/resources/live").resolve(file), scratch.resolve(file));
        }
        Map<String, String> places = Map.of(
                "LIVE_LISTEN",
                "127.0.0.1:0",
                "LIVE_ADMIN",
                "127.0.0.1:0",
                "LIVE_STORE",
                scratch.toString(),
                "LIVE_PROVIDER",
                url);
        Spawned gateway = Spawned.start(
                scratch.resolve("gateway.log"),
                repository,
                places,
                List.of(
                        launcher.toString(),
                        "run",
                        "--config",
                        scratch.resolve("gateway.yaml").toString()));
        Matcher said = gateway.says("listens on (\\S+), admin port on (\\S+)\\s");
        return new Gateway(provider, gateway, URI.create(said.group(1)), URI.create(said.group(2)));
    }

    URI data() {
        return data;
    }

    /** Host and port, for Prometheus. */
    String adminAuthority() {
        return admin.getAuthority();
    }

    /** Changes an account; once a gateway. */
    void post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(admin.resolve(path))
                .header("authorization", "Bearer " + TOKEN)
                .header("content-type", "application/json")
                .header("idempotency-key", "live")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    @Override
    public void close() {
        gateway.close();
        provider.close();
    }
}
