package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is said in OpenAI's words, and costs neither a provider nor the connection. */
final class RefusalsTest {

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        gateway = TestGateway.inFrontOf(upstream.port());
        client = new RawClient(gateway.port());
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(upstream.requests()).isEmpty();
        assertThat(client.send(RawClient.get("/healthz")).answer().status())
                .as("the connection goes on")
                .isEqualTo(200);
        client.close();
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\",}|13",
                "{\"model\":\"m\"}x|13",
                "{\"model\":\"m\"|12",
                "[1,2|0",
                "nul|0",
                "{\"model\":m}|9",
                "{'model':'m'}|1",
                "{\"a\":01,\"model\":\"m\"}|6"
            })
    void saysWhereJsonIsMalformed(String json, int offset) throws IOException {
        Answer answer = client.send(Chat.post(json)).answer();

        assertThat(ErrorShape.require(answer, 400, "invalid_json")).contains("at byte " + offset);
    }

    @Test
    void refusesAnEmptyBody() throws IOException {
        ErrorShape.require(client.send(Chat.post("")).answer(), 400, "invalid_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"messages\":[{\"model\":\"m\"}]}"})
    void refusesABodyThatNamesNoModel(String json) throws IOException {
        Answer answer = client.send(Chat.post(json)).answer();

        ErrorShape.require(answer, 400, "missing_model");
        assertThat(answer.text()).contains("\"param\":\"model\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":7}", "{\"model\":null}", "{\"model\":\"\"}", "{\"model\":\"m\",\"stream\":1}"})
    void refusesMembersOfTheWrongKind(String json) throws IOException {
        Answer answer = client.send(Chat.post(json)).answer();

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("\"code\":\"");
    }

    @Test
    void refusesAModelThatIsNotConfigured() throws IOException {
        Answer answer = client.send(Chat.post(Chat.unary("gpt-99"))).answer();

        assertThat(ErrorShape.require(answer, 404, "model_not_found")).contains("gpt-99");
        ErrorShape.require(client.send(RawClient.get("/v1/models/gpt-99")).answer(), 404, "model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/chat", "/v1/chat/completions/", "/V1/models", "/metrics", "/-/reload"})
    void servesNoOtherPath(String path) throws IOException {
        ErrorShape.require(client.send(RawClient.get(path)).answer(), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/chat/completions,POST",
        "PUT,/v1/embeddings,POST",
        "DELETE,/v1/models,'GET, HEAD'",
        "POST,/healthz,'GET, HEAD'",
        "PATCH,/v1/models/m,'GET, HEAD'"
    })
    void namesTheMethodsThatAreAllowed(String method, String path, String allowed) throws IOException {
        client.send(method + " " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\n\r\n{}");
        Answer answer = client.answer();

        ErrorShape.require(answer, 405, "method_not_allowed");
        assertThat(answer.header("allow")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                "Content-Type: text/plain\r\n",
                "Content-Type: application/jsonx\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                ""
            })
    void takesUncompressedJsonOnly(String headers) throws IOException {
        client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\n" + headers + "Content-Length: 13\r\n\r\n"
                + "{\"model\":\"m\"}");

        ErrorShape.require(client.answer(), 415, "unsupported_media_type");
    }

    @Test
    void wantsAFormWithABoundaryWhereFormsAreTaken() throws IOException {
        client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: gateway\r\nContent-Type: multipart/form-data\r\n"
                + "Content-Length: 13\r\n\r\n{\"model\":\"m\"}");

        ErrorShape.require(client.answer(), 415, "unsupported_media_type");
    }
}
