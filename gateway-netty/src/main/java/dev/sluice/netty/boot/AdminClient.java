package dev.sluice.netty.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The management API of a running gateway, as commands use it. The password or token comes from the environment, never
 * from the command line, where others see it.
 */
final class AdminClient {

    static final String PASSWORD = "SLUICE_ADMIN_PASSWORD";
    static final String TOKEN = "SLUICE_ADMIN_TOKEN";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MOST = Duration.ofSeconds(30);

    @Option(
            names = "--admin-url",
            defaultValue = "http://127.0.0.1:9464",
            paramLabel = "URL",
            description = "The gateway's admin port. Default: ${DEFAULT-VALUE}")
    private String url = "http://127.0.0.1:9464";

    @Option(
            names = "--login",
            defaultValue = "admin",
            paramLabel = "NAME",
            description = "A user of admin.users with the role admin, whose password is in the environment variable "
                    + PASSWORD + "; or a token is in " + TOKEN + ". Default: ${DEFAULT-VALUE}")
    private String login = "admin";

    /** Null: it comes from the environment. */
    private @Nullable String password;

    /** A client of a gateway whose password is known. */
    static AdminClient of(String url, String login, String password) {
        AdminClient client = new AdminClient();
        client.url = url;
        client.login = login;
        client.password = password;
        return client;
    }

    /** What is said to whoever gave the command. */
    static final class Failed extends Exception {

        private static final long serialVersionUID = 1;

        Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A part of a command that may fail. */
    @FunctionalInterface
    interface Step {
        void take() throws Failed;
    }

    /** Takes a step, and says why where it fails: the command's exit code. */
    static int run(Step step) {
        try {
            step.take();
            return 0;
        } catch (Failed e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** Asks, and gives what was answered; an error of the API is {@link Failed}, in its own words. */
    JsonNode ask(String method, String path, @Nullable JsonNode body) throws Failed {
        return ask(method, path, body == null ? null : body.toString());
    }

    /** Makes something of what JSON says. */
    void make(String path, String json) throws Failed {
        ask("POST", path, json);
    }

    private JsonNode ask(String method, String path, @Nullable String body) throws Failed {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                    .timeout(MOST)
                    .header("Authorization", authorization(System.getenv()))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            var answer = HttpClient.newBuilder().connectTimeout(MOST).build().send(request, BodyHandlers.ofString());
            JsonNode json = JSON.readTree(answer.body());
            if (answer.statusCode() >= 300) {
                String field = json.at("/error/field").asText();
                throw new Failed(
                        (field.isEmpty() ? "" : field + ": ")
                                + json.at("/error/message").asText() + " ("
                                + json.at("/error/code").asText() + ")",
                        null);
            }
            return json;
        } catch (IllegalArgumentException e) {
            throw new Failed("--admin-url must be a URL such as http://127.0.0.1:9464", e);
        } catch (JsonProcessingException e) {
            throw new Failed(url + " is no admin port of a gateway", e);
        } catch (IOException e) {
            throw new Failed(url + " cannot be reached: is the gateway running? (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted", e);
        }
    }

    private String authorization(Map<String, String> environment) throws Failed {
        String token = environment.get(TOKEN);
        if (token != null && password == null) {
            return "Bearer " + token;
        }
        String given = password == null ? environment.get(PASSWORD) : password;
        if (given == null) {
            throw new Failed("put the password of " + login + " into the environment variable " + PASSWORD, null);
        }
        byte[] credentials = (login + ":" + given).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }
}
