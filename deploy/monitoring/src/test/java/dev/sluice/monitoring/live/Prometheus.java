package dev.sluice.monitoring.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Prometheus that scrapes the gateway every second, each vocabulary as a job of its own, with all rules scaled down.
 */
final class Prometheus implements AutoCloseable {

    private static final List<String> JOBS =
            List.of("sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Spawned process;
    private final URI url;

    private Prometheus(Spawned process, URI url) {
        this.process = process;
        this.url = url;
    }

    static Prometheus start(Path scratch, Path rules, String target) throws IOException {
        Path configuration = scratch.resolve("prometheus.yml");
        Files.writeString(configuration, configuration(rules, target));
        Spawned process = Spawned.start(
                scratch.resolve("prometheus.log"),
                scratch,
                Map.of(),
                List.of(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + scratch.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:0"));
        String address = process.says("\"Listening on\".* address=(\\S+)\\s").group(1);
        process.says("Server is ready to receive web requests");
        return new Prometheus(process, URI.create("http://" + address));
    }

    private static String configuration(Path rules, String target) {
        StringBuilder text = new StringBuilder("""
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: [ "%s/*.yaml" ]
                scrape_configs:
                """.formatted(rules));
        for (String job : JOBS) {
            text.append("""
                      - job_name: %1$s
                        metrics_path: /metrics/%1$s
                        authorization: { credentials: %2$s }
                        static_configs: [ { targets: [ "%3$s" ] } ]
                    """.formatted(job, Gateway.TOKEN, target));
        }
        return text.toString();
    }

    /** What an expression comes to now; throws when Prometheus has something against it. */
    List<Double> ask(String expression) {
        JsonNode result = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        List<Double> values = new ArrayList<>();
        for (JsonNode sample : result.path("result")) {
            String value = sample.path("value").path(1).asText();
            values.add(Double.parseDouble(value.replace("Inf", "Infinity")));
        }
        return values;
    }

    /** All rules, with their health. */
    List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }

    private JsonNode get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).build();
            JsonNode answer =
                    json.readTree(client.send(request, BodyHandlers.ofString()).body());
            if (!answer.path("status").asText().equals("success")) {
                throw new AssertionError(path + ": " + answer);
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
