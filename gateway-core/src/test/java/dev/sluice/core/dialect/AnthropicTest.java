package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.RandomJson;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Anthropic anthropic = new Anthropic();

    private static RequestPeek peek(String body) {
        RequestPeek peek = new RequestPeek();
        assertThat(peek.feed(ByteBuffer.wrap(Parts.utf8(body))) && peek.finish())
                .as(body)
                .isTrue();
        return peek;
    }

    @Test
    void editsNothingButTheModel() throws IOException {
        Random random = new Random(31);
        RandomJson json = new RandomJson(random);
        for (int round = 0; round < 500; round++) {
            String body = "{\"messages\":" + json.value(3) + "," + json.space() + "\"model\"" + json.space() + ":"
                    + json.space() + "\"a\"" + json.space() + ",\"max_tokens\":1,\"stream\":true}";
            String upstream = random.nextBoolean() ? "b" : "an \"odd\" \\ name, ü";
            ObjectNode expected = (ObjectNode) JSON.readTree(body);

            byte[] edited = Parts.apply(Parts.utf8(body), anthropic.edits(peek(body), Endpoint.MESSAGES, upstream));

            assertThat(JSON.readTree(edited)).as(body).isEqualTo(expected.put("model", upstream));
            assertThat(edited.length - upstream.length()).isGreaterThanOrEqualTo(body.length() - 1);
        }
    }

    @Test
    void leavesARequestAloneThatNeedsNothing() {
        RequestPeek peek = peek("{\"model\":\"m\",\"stream\":true,\"max_tokens\":9}");

        assertThat(anthropic.edits(peek, Endpoint.MESSAGES, "m")).isEmpty();
        assertThat(anthropic.edits(peek("{}"), Endpoint.MESSAGES, "m")).isEmpty();
        assertThat(anthropic.hidesUsage(peek, Endpoint.MESSAGES)).isFalse();
        assertThat(anthropic.streams(peek, Endpoint.MESSAGES)).isTrue();
        assertThat(anthropic.streams(peek("{\"stream\":false}"), Endpoint.MESSAGES))
                .isFalse();
        assertThat(peek.maxTokens()).isEqualTo(9);
    }

    @Test
    void authenticatesWithItsOwnHeaders() {
        assertThat(anthropic.protocol()).isEqualTo(Protocol.ANTHROPIC);
        assertThat(anthropic.credential(new Secret("sk-ant-1"))).isEqualTo(new Dialect.Header("x-api-key", "sk-ant-1"));
        assertThat(anthropic.standing()).containsExactly(new Dialect.Header("anthropic-version", "2023-06-01"));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_JSON, invalid_request_error",
        "METHOD_NOT_ALLOWED, invalid_request_error",
        "INVALID_API_KEY, authentication_error",
        "GROUP_NOT_ALLOWED, permission_error",
        "MODEL_NOT_FOUND, not_found_error",
        "REQUEST_TIMEOUT, timeout_error",
        "BODY_TOO_LARGE, request_too_large",
        "UPSTREAM_RATE_LIMITED, rate_limit_error",
        "INTERNAL, api_error",
        "UPSTREAM_CUT, api_error",
        "POOL_EXHAUSTED, overloaded_error",
        "STALL_TIMEOUT, timeout_error",
    })
    void rendersAFailureAsBodyAndAsEvent(Failure.Code code, String type) throws IOException {
        Failure failure = new Failure(code, "It \"broke\"\nü", "model", 3);

        JsonNode body = JSON.readTree(anthropic.errorBody(failure, "req-\"1\""));
        byte[] errorBody = anthropic.errorBody(failure, "req-\"1\"");
        String event = new String(anthropic.errorEvent(errorBody, Endpoint.MESSAGES), StandardCharsets.UTF_8);

        assertThat(body.get("type").asText()).isEqualTo("error");
        assertThat(body.get("request_id").asText()).isEqualTo("req-\"1\"");
        assertThat(body.at("/error/type").asText()).isEqualTo(type);
        assertThat(body.at("/error/message").asText()).isEqualTo("It \"broke\"\nü");
        assertThat(body.at("/error/code").asText()).isEqualTo(code.code());
        assertThat(event).startsWith("event: error\ndata: {").endsWith("}\n\n");
        assertThat(event.strip().lines()).hasSize(2);
        assertThat(JSON.readTree(event.substring(event.indexOf('{')))).isEqualTo(body);
    }

    @ParameterizedTest
    @EnumSource(Failure.Code.class)
    void readsItsOwnErrors(Failure.Code code) {
        byte[] body = anthropic.errorBody(Failure.of(code, "m"), "r");

        UpstreamError error = anthropic.readError(body, 0, body.length);

        assertThat(error.code()).isEqualTo(code.code());
        assertThat(error.message()).isEqualTo("m");
        assertThat(error.type()).isNotEmpty();
    }

    @Test
    void listsModels() throws IOException {
        JsonNode list = JSON.readTree(anthropic.modelList(List.of("claude", "a \"b\"")));

        assertThat(list.get("data")).hasSize(2);
        assertThat(list.at("/data/0")).isEqualTo(JSON.readTree(anthropic.model("claude")));
        assertThat(list.at("/data/1"))
                .isEqualTo(JSON.readTree("{\"type\":\"model\",\"id\":\"a \\\"b\\\"\",\"display_name\":\"a \\\"b\\\"\","
                        + "\"created_at\":\"1970-01-01T00:00:00Z\",\"lifecycle\":\"active\"}"));
        assertThat(list.get("has_more").asBoolean()).isFalse();
        assertThat(list.get("first_id").asText()).isEqualTo("claude");
        assertThat(list.get("last_id").asText()).isEqualTo("a \"b\"");
        assertThat(JSON.readTree(anthropic.modelList(List.of())))
                .isEqualTo(JSON.readTree("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}"));
    }

    @Test
    void addsTheNamesThatAProvidersListDoesNotHave() throws IOException {
        String list = "{\"data\":[{\"type\":\"model\",\"id\":\"b\",\"x\":1}],\"has_more\":false,"
                + "\"first_id\":\"b\",\"last_id\":\"b\",\"y\":2}";

        JsonNode completed = JSON.readTree(completed(list, "a", "b"));

        assertThat(completed.at("/data/0/x").asInt()).isEqualTo(1);
        assertThat(completed.at("/data/1")).isEqualTo(JSON.readTree(anthropic.model("a")));
        assertThat(completed.get("data")).hasSize(2);
        assertThat(completed.get("first_id").asText()).isEqualTo("b");
        assertThat(completed.get("last_id").asText()).isEqualTo("a");
        assertThat(completed.get("y").asInt()).isEqualTo(2);
        assertThat(JSON.readTree(completed(list, "b"))).isEqualTo(JSON.readTree(list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{\"data\":{}}", "{\"data\":[],\"has_more\":true,\"last_id\":\"b\"}"})
    void leavesAloneWhatIsNoWholeList(String list) {
        assertThat(completed(list, "a")).isEqualTo(list);
    }

    private String completed(String list, String... names) {
        return new String(
                anthropic.completedModelList(Parts.utf8(list), new TreeSet<>(Set.of(names))), StandardCharsets.UTF_8);
    }

    @Test
    void probesWithTheSmallestMessage() throws IOException {
        Dialect.Probe probe = anthropic.probe("claude");

        assertThat(probe.path()).isEqualTo("/v1/messages");
        assertThat(JSON.readTree(probe.body()))
                .isEqualTo(JSON.readTree("{\"model\":\"claude\",\"max_tokens\":1,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"));
    }
}
