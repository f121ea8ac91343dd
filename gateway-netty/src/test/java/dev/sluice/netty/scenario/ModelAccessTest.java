package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client keys that may use some models only: what they are refused, and what they see. */
final class ModelAccessTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ScriptedUpstream upstream = ScriptedUpstream.start(OneGroup.always(OneGroup.OK));
    private final TestGateway gateway = TestGateway.start("""
            providers:
              - { name: o, dialect: openai, base_url: "http://127.0.0.1:%1$d", model_redirects: { x: y, gpt-z: z, w: w }, model_redirect_strict: true, proxy_keys: [ groups-own ] }
              - { name: a, dialect: anthropic, base_url: "http://127.0.0.1:%1$d" }
              - { name: g, dialect: gemini, base_url: "http://127.0.0.1:%1$d" }
            models:
              - { name: gpt-1, targets: [ { provider: o, model: x } ] }
              - { name: gpt-2, targets: [ { provider: o, model: x } ] }
              - { name: secret, targets: [ { provider: o, model: x } ] }
              - { name: claude, targets: [ { provider: a } ] }
              - { name: claude-secret, targets: [ { provider: a } ] }
              - { name: gem, targets: [ { provider: g } ] }
              - { name: gem-secret, targets: [ { provider: g } ] }
            auth:
              mode: keys
              keys:
                - { id: some, value: some, proxy: [ o ], models: [ "gpt-*", claude, gem, o/x ] }
                - { id: all, value: all, proxy: [ o ] }
                - { id: stars, value: stars, proxy: [ o ], models: [ "x", "*" ] }
            """.formatted(upstream.port()));

    @AfterEach
    void close() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-1", "gpt-2", "o/x"})
    void servesWhatTheKeyMayUse(String model) throws IOException {
        assertThat(send("some", chat("/v1/chat/completions", model)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "o/w", "gp", "unknown", "GPT-1"})
    void refusesAnyOtherWhetherOrNotThereIsOne(String model) throws IOException {
        ErrorShape.require(send("some", chat("/v1/chat/completions", model)), 403, "model_not_allowed_for_key");
        ErrorShape.require(send("some", chat("/v1/responses", model)), 403, "model_not_allowed_for_key");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void refusesInTheCallersDialect() throws IOException {
        Answer claude = send("some", chat("/v1/messages", "claude-secret"));
        Answer gemini = send("some", RawClient.post("/v1beta/models/gem-secret:generateContent", "{}"));

        assertThat(claude.status()).isEqualTo(403);
        assertThat(Tongue.ANTHROPIC.code(JSON.readTree(claude.body()))).isEqualTo("model_not_allowed_for_key");
        assertThat(gemini.status()).isEqualTo(403);
        assertThat(Tongue.GEMINI.code(JSON.readTree(gemini.body()))).isEqualToIgnoringCase("model_not_allowed_for_key");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void holdsForTheGroupsModelsToo() throws IOException {
        assertThat(send("some", chat("/proxy/o/v1/chat/completions", "x")).status())
                .isEqualTo(200);
        assertThat(send("some", chat("/proxy/o/v1/chat/completions", "gpt-z")).status())
                .isEqualTo(200);
        ErrorShape.require(send("some", chat("/proxy/o/v1/chat/completions", "w")), 403, "model_not_allowed_for_key");
        assertThat(send("all", chat("/proxy/o/v1/chat/completions", "w")).status())
                .isEqualTo(200);
        assertThat(listed("some", "/proxy/o/v1/models", "", "data", "id")).containsExactly("gpt-z", "x");
        assertThat(listed("all", "/proxy/o/v1/models", "", "data", "id")).containsExactly("gpt-z", "w", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proxy/o/v1/messages",
                "/proxy/o/v1beta/models/x:generateContent",
                "/proxy/o/v1/batches",
                "/proxy/o/v2/chat/completions",
                "/proxy/o/openai/deployments/x/chat/completions"
            })
    void doesNotLetARestrictedKeySendAGroupWhatNobodyReads(String path) throws IOException {
        ErrorShape.require(send("some", chat(path, "x")), 403, "model_not_allowed_for_key");
        assertThat(upstream.requests()).isEmpty();

        assertThat(send("all", chat(path, "x")).status()).isEqualTo(200);
        assertThat(send("stars", chat(path, "x")).status()).isEqualTo(200);
        assertThat(send("groups-own", chat(path, "x")).status()).isEqualTo(200);
    }

    @Test
    void letsARestrictedKeyAskAGroupForWhatHasNoBody() throws IOException {
        assertThat(send("some", get("/proxy/o/v1/batches", "")).status()).isEqualTo(200);
        ErrorShape.require(send("some", RawClient.post("/proxy/o/v1/messages", "")), 403, "model_not_allowed_for_key");
    }

    @Test
    void listsOnlyWhatTheKeyMayUseInTheCallersDialect() throws IOException {
        String version = "anthropic-version: 2023-06-01\r\n";

        assertThat(listed("some", "/v1/models", "", "data", "id")).containsExactly("gpt-1", "gpt-2", "claude", "gem");
        assertThat(listed("some", "/v1/models", version, "data", "id"))
                .containsExactly("gpt-1", "gpt-2", "claude", "gem");
        JsonNode page = JSON.readTree(send("some", get("/v1/models", version)).body());
        assertThat(page.path("first_id").asText()).isEqualTo("gpt-1");
        assertThat(page.path("last_id").asText()).isEqualTo("gem");
        assertThat(page.path("has_more").isBoolean()).isTrue();
        assertThat(page.path("has_more").asBoolean()).isFalse();
        assertThat(listed("some", "/v1beta/models", "", "models", "name"))
                .containsExactly("models/gpt-1", "models/gpt-2", "models/claude", "models/gem");
        assertThat(listed("all", "/v1/models", "", "data", "id")).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/gpt-1, 200",
        "/v1/models/secret, 404",
        "/v1/models/unknown, 404",
        "/v1beta/models/gem, 200",
        "/v1beta/models/gem-secret, 404"
    })
    void tellsOfOneModelOnlyToWhoMayUseIt(String path, int status) throws IOException {
        assertThat(send("some", get(path, "")).status()).isEqualTo(status);
        assertThat(send("some", get(path, "anthropic-version: 2023-06-01\r\n")).status())
                .isEqualTo(status);
    }

    private List<String> listed(String key, String path, String headers, String list, String name) throws IOException {
        List<String> names = new ArrayList<>();
        JSON.readTree(send(key, get(path, headers)).body())
                .path(list)
                .forEach(model -> names.add(model.path(name).asText()));
        return names;
    }

    private static String get(String path, String headers) {
        return RawClient.get(path).replaceFirst("\r\n", "\r\n" + headers);
    }

    private static String chat(String path, String model) {
        return RawClient.post(path, "{\"model\":\"" + model + "\",\"messages\":[]}");
    }

    private Answer send(String key, String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request.replaceFirst("\r\n", "\r\nx-api-key: " + key + "\r\n"))
                    .answer();
        }
    }
}
