package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.Dialect.Probe;
import dev.sluice.netty.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure OpenAI: other paths, a header of its own for the key, a version in the query. */
final class AzureTest {

    private static final String DATED = "azure: { api_version: \"2024-10-21\" }\n";
    private static final String MODELS = """
            models:
              - { name: m, targets: [ { provider: g, model: "my?deployment/1" } ] }
              - { name: own, targets: [ { provider: g } ] }
            """;

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, /openai/deployments/my%3Fdeployment%2F1/chat/completions?api-version=2024-10-21",
        "/v1/completions, /openai/deployments/my%3Fdeployment%2F1/completions?api-version=2024-10-21",
        "/v1/embeddings, /openai/deployments/my%3Fdeployment%2F1/embeddings?api-version=2024-10-21",
        "/v1/images/generations, /openai/deployments/my%3Fdeployment%2F1/images/generations?api-version=2024-10-21",
        "/v1/audio/speech, /openai/deployments/my%3Fdeployment%2F1/audio/speech?api-version=2024-10-21",
        "/v1/responses, /openai/responses?api-version=2024-10-21",
        "/v1/embeddings?a=1&key=x, /openai/deployments/my%3Fdeployment%2F1/embeddings?a=1&api-version=2024-10-21",
        "/v1/responses?api-version=1&b&api-versions=2, /openai/responses?b&api-versions=2&api-version=2024-10-21",
        "/v1/responses?api-version, /openai/responses?api-version=2024-10-21",
    })
    void sendsToTheDeploymentsPath(String asked, String sent) throws IOException {
        try (OneGroup stage = OneGroup.with(DATED, MODELS)) {
            stage.send(RawClient.post(asked, "{ \"x\":1, \"model\": \"m\" }"));

            assertThat(stage.seen().head())
                    .startsWith("POST " + sent + " HTTP/1.1\r\n")
                    .contains("\r\napi-key: sk-upstream\r\n")
                    .doesNotContain("authorization");
            assertThat(stage.seen().text()).isEqualTo("{ \"x\":1, \"model\": \"my?deployment/1\" }");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "azure: {}, /v1/chat/completions, /openai/v1/chat/completions",
        "azure: {}, /v1/chat/completions?api-version=x, /openai/v1/chat/completions?api-version=x",
        "azure: { api_version: preview }, /v1/responses, /openai/v1/responses?api-version=preview",
        "azure: { api_version: latest }, /v1/embeddings, /openai/v1/embeddings?api-version=latest",
    })
    void sendsToTheOnePathThatServesAll(String azure, String asked, String sent) throws IOException {
        try (OneGroup stage = OneGroup.with(azure + "\n", MODELS)) {
            stage.send(RawClient.post(asked, "{\"model\":\"own\"}"));

            assertThat(stage.seen().head()).startsWith("POST " + sent + " HTTP/1.1\r\n");
            assertThat(stage.seen().text()).isEqualTo("{\"model\":\"own\"}");
        }
    }

    @Test
    void sendsFormsToTheDeploymentToo() throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nown\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--b--\r\n";
        try (OneGroup stage = OneGroup.with(DATED, MODELS)) {
            stage.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: gateway\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + form.length() + "\r\n\r\n"
                    + form);

            assertThat(stage.seen().head())
                    .startsWith(
                            "POST /openai/deployments/own/audio/transcriptions?api-version=2024-10-21 HTTP/1.1\r\n");
            assertThat(stage.seen().text()).isEqualTo(form);
        }
    }

    @Test
    void passesThroughWhatIsPostedToAzuresOwnPathsWithItsKeyOnly() throws IOException {
        String path = "/openai/files?api-version=2025-01-01";
        try (OneGroup stage = OneGroup.with(DATED, MODELS)) {
            stage.send("GET /proxy/g" + path + " HTTP/1.1\r\nHost: gateway\r\nApi-Key: the-clients\r\n\r\n");

            assertThat(stage.seen().head())
                    .startsWith("GET " + path + " HTTP/1.1\r\n")
                    .containsOnlyOnce("api-key:")
                    .contains("\r\napi-key: sk-upstream\r\n");
        }
    }

    @Test
    void readsTheModelEndpointsOfAGroupThatIsCalledByName() throws IOException {
        try (OneGroup stage = OneGroup.with(DATED, MODELS)) {
            stage.send(RawClient.post("/proxy/g/v1/chat/completions", "{\"model\":\"any\"}"));

            assertThat(stage.seen().head())
                    .startsWith("POST /openai/deployments/any/chat/completions?api-version=2024-10-21 HTTP/1.1\r\n");
        }
    }

    @Test
    void probesKeysWhereTheDeploymentIs() throws IOException {
        try (OneGroup stage = OneGroup.with(DATED, MODELS)) {
            Probe probe = stage.provider().dialect().probe("my?deployment/1");

            assertThat(probe.path())
                    .isEqualTo("/openai/deployments/my%3Fdeployment%2F1/chat/completions?api-version=2024-10-21");
        }
    }
}
