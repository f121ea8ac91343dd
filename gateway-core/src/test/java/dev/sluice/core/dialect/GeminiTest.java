package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Gemini gemini = new Gemini();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}",
                "{\"model\":\"models/x\",\"stream\":true,\"contents\":[]}"
            })
    void touchesNoBody(String body) {
        RequestPeek peek = new RequestPeek();
        assertThat(peek.feed(ByteBuffer.wrap(Parts.utf8(body))) && peek.finish())
                .isTrue();

        assertThat(gemini.edits(peek, Endpoint.GENERATE_CONTENT, "other")).isEmpty();
        assertThat(gemini.hidesUsage(peek, Endpoint.STREAM_GENERATE_CONTENT)).isFalse();
        assertThat(gemini.streams(peek, Endpoint.STREAM_GENERATE_CONTENT)).isTrue();
        assertThat(gemini.streams(peek, Endpoint.GENERATE_CONTENT)).isFalse();
    }

    @Test
    void authenticatesWithItsOwnHeader() {
        assertThat(gemini.protocol()).isEqualTo(Protocol.GEMINI);
        assertThat(gemini.credential(new Secret("AIza-1"))).isEqualTo(new Dialect.Header("x-goog-api-key", "AIza-1"));
        assertThat(gemini.standing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_JSON, INVALID_ARGUMENT",
        "BODY_TOO_LARGE, INVALID_ARGUMENT",
        "INVALID_API_KEY, UNAUTHENTICATED",
        "GROUP_NOT_ALLOWED, PERMISSION_DENIED",
        "MODEL_NOT_FOUND, NOT_FOUND",
        "METHOD_NOT_ALLOWED, UNIMPLEMENTED",
        "REQUEST_TIMEOUT, DEADLINE_EXCEEDED",
        "CLIENT_GONE, CANCELLED",
        "UPSTREAM_RATE_LIMITED, RESOURCE_EXHAUSTED",
        "INTERNAL, INTERNAL",
        "UPSTREAM_CUT, UNAVAILABLE",
        "POOL_EXHAUSTED, UNAVAILABLE",
        "STALL_TIMEOUT, DEADLINE_EXCEEDED",
    })
    void rendersAFailureAsBodyAndAsEvent(Failure.Code code, String status) throws IOException {
        Failure failure = new Failure(code, "It \"broke\"\nü", "model", 3);

        JsonNode body = JSON.readTree(gemini.errorBody(failure, "req-\"1\""));
        byte[] errorBody = gemini.errorBody(failure, "req-\"1\"");
        String event =
                new String(gemini.errorEvent(errorBody, Endpoint.STREAM_GENERATE_CONTENT), StandardCharsets.UTF_8);

        JsonNode error = body.get("error");
        assertThat(body).hasSize(1);
        assertThat(error.get("code").intValue()).isEqualTo(code.status());
        assertThat(error.get("message").asText()).isEqualTo("It \"broke\"\nü");
        assertThat(error.get("status").asText()).isEqualTo(status);
        assertThat(error.at("/details/0/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
        assertThat(error.at("/details/0/reason").asText()).isEqualToIgnoringCase(code.code());
        assertThat(error.at("/details/0/metadata/requestId").asText()).isEqualTo("req-\"1\"");
        assertThat(error.at("/details/1/@type").asText()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
        assertThat(error.at("/details/1/retryDelay").asText()).isEqualTo("3s");
        assertThat(event).startsWith("data: {").endsWith("}\n\n");
        assertThat(event.strip()).doesNotContain("\n");
        assertThat(JSON.readTree(event.substring(6))).isEqualTo(body);
    }

    @Test
    void saysNothingOfATimeThatIsNotKnown() throws IOException {
        byte[] body = gemini.errorBody(Failure.of(Failure.Code.NOT_FOUND, "No such path."), "r");

        assertThat(JSON.readTree(body).at("/error/details")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Failure.Code.class)
    void readsItsOwnErrors(Failure.Code code) {
        byte[] body = gemini.errorBody(new Failure(code, "m", null, 4), "r");

        UpstreamError error = gemini.readError(body, 0, body.length);

        assertThat(error.code()).isEqualTo(Integer.toString(code.status()));
        assertThat(error.message()).isEqualTo("m");
        assertThat(error.type()).isNotEmpty();
        assertThat(error.details()).isEqualToIgnoringCase(code.code());
        assertThat(error.retryDelay()).isEqualTo("4s");
    }

    @Test
    void listsModels() throws IOException {
        JsonNode list = JSON.readTree(gemini.modelList(List.of("gemini", "a \"b\"")));

        assertThat(list).hasSize(1);
        assertThat(list.get("models")).hasSize(2);
        assertThat(list.at("/models/0")).isEqualTo(JSON.readTree(gemini.model("gemini")));
        assertThat(list.at("/models/1"))
                .isEqualTo(JSON.readTree("{\"name\":\"models/a \\\"b\\\"\",\"displayName\":\"a \\\"b\\\"\","
                        + "\"supportedGenerationMethods\":[\"generateContent\",\"streamGenerateContent\","
                        + "\"countTokens\",\"embedContent\"]}"));
        assertThat(JSON.readTree(gemini.modelList(List.of())).get("models")).isEmpty();
    }

    @Test
    void addsTheNamesThatAProvidersListDoesNotHave() throws IOException {
        String list = "{\"models\":[{\"name\":\"models/b\",\"x\":1},{\"name\":\"tunedModels/c\"}],\"y\":2}";

        JsonNode completed = JSON.readTree(completed(list, "a", "b", "tunedModels/c"));

        assertThat(completed.get("models")).hasSize(3);
        assertThat(completed.at("/models/0/x").asInt()).isEqualTo(1);
        assertThat(completed.at("/models/2")).isEqualTo(JSON.readTree(gemini.model("a")));
        assertThat(completed.get("y").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{\"models\":{}}", "{\"models\":[],\"nextPageToken\":\"more\"}"})
    void leavesAloneWhatIsNoWholeList(String list) {
        assertThat(completed(list, "a")).isEqualTo(list);
    }

    private String completed(String list, String... names) {
        return new String(
                gemini.completedModelList(Parts.utf8(list), new TreeSet<>(Set.of(names))), StandardCharsets.UTF_8);
    }

    @Test
    void probesWithTheSmallestRequest() throws IOException {
        Dialect.Probe probe = gemini.probe("gemini-2.5");

        assertThat(probe.path()).isEqualTo("/v1beta/models/gemini-2.5:generateContent");
        assertThat(JSON.readTree(probe.body()))
                .isEqualTo(JSON.readTree("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}],"
                        + "\"generationConfig\":{\"maxOutputTokens\":1}}"));
        assertThat(gemini.probe("a b/c?+").path()).isEqualTo("/v1beta/models/a%20b%2Fc%3F%2B:generateContent");
    }
}
