package dev.sluice.loads;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What the scenarios have in common: the settings, all system properties with defaults that fit {@code ./gateway demo},
 * and the requests. Load beyond loopback has to be asked for.
 */
final class Load {

    private Load() {}

    static int users() {
        return bounded("users", 20, 20_000);
    }

    static int seconds() {
        return bounded("seconds", 30, 3600);
    }

    /** Tokens that each stream is asked for. */
    static int maxTokens() {
        return bounded("maxTokens", 50, 100_000);
    }

    static HttpProtocolBuilder gateway() {
        String baseUrl = System.getProperty("baseUrl", "http://127.0.0.1:8080");
        requireLoopback(baseUrl);
        return http.baseUrl(baseUrl)
                .authorizationHeader("Bearer " + System.getProperty("apiKey", "sk-load-tests"))
                .contentTypeHeader("application/json")
                .userAgentHeader("sluice-load-tests")
                .shareConnections();
    }

    /** A unary completion, whose answer has to have the shape of one. */
    static HttpRequestActionBuilder unary(String name) {
        return http(name)
                .post("/v1/chat/completions")
                .body(StringBody(body(model(), "")))
                .check(
                        status().is(200),
                        jsonPath("$.choices[0].message.content").exists());
    }

    /** A streamed completion, which has to end with the terminal event. */
    static HttpRequestActionBuilder stream(String name) {
        return http(name)
                .post("/v1/chat/completions")
                .header("accept", "text/event-stream")
                .body(StringBody(body(model(), ",\"stream\":true,\"max_tokens\":" + maxTokens())))
                .check(status().is(200), substring("data: [DONE]").exists());
    }

    /** A stream from a model that is scripted to fail: an error, or a stream that is not passed off as whole. */
    static HttpRequestActionBuilder faulty(String name, String model) {
        return http(name)
                .post("/v1/chat/completions")
                .header("accept", "text/event-stream")
                .body(StringBody(body(model, ",\"stream\":true")))
                .check(
                        status().in(200, 429, 500, 502, 503, 504),
                        substring("[DONE]").notExists());
    }

    /** Models that are scripted to fail, as {@code gateway.yaml} has them; empty: no faults. */
    static List<String> faultyModels() {
        String models =
                System.getProperty("faultModels", "faulty-status,faulty-close,faulty-cut,faulty-garbage,faulty-reset");
        return models.isBlank() ? List.of() : List.of(models.split(","));
    }

    private static String model() {
        return System.getProperty("model", "gpt-4o");
    }

    private static String body(String model, String more) {
        return "{\"model\":\"" + model + "\"" + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me about sluices.\"}]}";
    }

    private static int bounded(String name, int otherwise, int most) {
        int value = Integer.getInteger(name, otherwise);
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is from 1 to " + most + ", not " + value);
        }
        return value;
    }

    private static void requireLoopback(String baseUrl) {
        String host = URI.create(baseUrl).getHost();
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !Boolean.getBoolean("beyondLoopback")) {
                throw new IllegalArgumentException(host + " is not loopback: say -DbeyondLoopback=true if you mean it");
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("baseUrl names no host that is known: " + baseUrl, e);
        }
    }
}
