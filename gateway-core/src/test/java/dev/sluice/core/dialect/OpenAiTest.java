package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.RandomJson;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;
import dev.sluice.core.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenAiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] OPTIONS = {
        "null",
        "{}",
        "{ }",
        "{\"include_usage\":false}",
        "{\"include_usage\": null }",
        "{\"include_usage\":true}",
        "{\"include_obfuscation\":false}",
        "{ \"a\":{\"include_usage\":true}, \"include_usage\" : false , \"b\":[] }",
        "{\"include_obfuscation\":false,\"include_usage\":true}"
    };

    private final OpenAi openAi = new OpenAi();
    private final RequestPeek peek = new RequestPeek();

    @RepeatedTest(5)
    void editsGiveTheExpectedTreeWhereverMembersStand(RepetitionInfo repetition) throws IOException {
        long seed = 99L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            String body = request(random);
            String upstream = random.nextBoolean() ? "gpt-4o" : "an \"odd\" \\ name, ü";
            assertEdits(body, upstream, "seed " + seed + ", round " + round + ": " + body);
        }
    }

    private void assertEdits(String body, String upstream, String description) throws IOException {
        byte[] bytes = Parts.utf8(body);
        read(bytes);
        ObjectNode expected = (ObjectNode) JSON.readTree(bytes);
        expected.put("model", upstream);
        JsonNode options = expected.path("stream_options");
        boolean asks = expected.path("stream").asBoolean()
                && !options.path("include_usage").asBoolean();
        if (asks && options.isObject()) {
            ((ObjectNode) options).put("include_usage", true);
        } else if (asks) {
            expected.putObject("stream_options").put("include_usage", true);
        }

        List<Splice> splices = openAi.edits(peek, Endpoint.CHAT_COMPLETIONS, upstream);

        byte[] edited = Parts.apply(bytes, splices);
        assertThat(JSON.readTree(edited)).as(description).isEqualTo(expected);
        assertThat(openAi.hidesUsage(peek, Endpoint.CHAT_COMPLETIONS))
                .as(description)
                .isEqualTo(asks);
        int grown = splices.stream().mapToInt(Splice::delta).sum();
        assertThat(edited.length).isEqualTo(bytes.length + grown);
    }

    private static String request(Random random) {
        RandomJson json = new RandomJson(random);
        List<String> members = new ArrayList<>();
        members.add("\"model\"" + json.space() + ":" + json.space() + "\"gpt-4o\"");
        members.add("\"messages\"" + json.space() + ":" + json.value(3));
        members.add("\"metadata\":{\"model\":\"x\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        if (random.nextInt(4) > 0) {
            members.add("\"stream\":" + json.space() + (random.nextInt(4) > 0 ? "true" : "false"));
        }
        if (random.nextInt(3) > 0) {
            members.add("\"stream_options\":" + json.space() + OPTIONS[random.nextInt(OPTIONS.length)]);
        }
        Collections.shuffle(members, random);
        String separator = json.space() + "," + json.space();
        return json.space() + "{" + json.space() + String.join(separator, members) + json.space() + "}" + json.space();
    }

    @Test
    void leavesARequestAloneThatNeedsNothing() {
        read(Parts.utf8("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));
        assertThat(openAi.edits(peek, Endpoint.CHAT_COMPLETIONS, "m")).isEmpty();
        peek.reset();
        read(Parts.utf8("{\"model\":\"m\"}"));
        assertThat(openAi.edits(peek, Endpoint.CHAT_COMPLETIONS, "m")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Endpoint.class,
            names = {"RESPONSES", "EMBEDDINGS", "SPEECH", "IMAGE_GENERATIONS"})
    void asksForUsageOnlyWhereTheProviderKnowsTheOption(Endpoint endpoint) {
        read(Parts.utf8("{\"model\":\"m\",\"stream\":true}"));
        assertThat(openAi.edits(peek, endpoint, "m")).isEmpty();
        assertThat(openAi.hidesUsage(peek, endpoint)).isFalse();
        assertThat(openAi.hidesUsage(peek, Endpoint.COMPLETIONS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_JSON, invalid_request_error, invalid_json",
        "MODEL_NOT_FOUND, invalid_request_error, model_not_found",
        "INVALID_API_KEY, authentication_error, invalid_api_key",
        "TRIAL_EXPIRED, invalid_request_error, trial_expired",
        "MODEL_NOT_ALLOWED_FOR_KEY, invalid_request_error, model_not_allowed_for_key",
        "UPSTREAM_RATE_LIMITED, rate_limit_error, upstream_rate_limited",
        "POOL_EXHAUSTED, server_error, pool_exhausted",
        "UPSTREAM_CUT, upstream_error, upstream_cut",
    })
    void rendersAFailureAsBodyAndAsEvent(Failure.Code failureCode, String type, String code) throws IOException {
        Failure failure = new Failure(failureCode, "It \"broke\"\nü", "model", 3);

        JsonNode body = JSON.readTree(openAi.errorBody(failure, "req-\"1\""));
        byte[] errorBody = openAi.errorBody(failure, "req-\"1\"");
        String event = new String(openAi.errorEvent(errorBody, Endpoint.CHAT_COMPLETIONS), StandardCharsets.UTF_8);

        JsonNode error = body.get("error");
        assertThat(body).hasSize(1);
        assertThat(error.get("message").asText()).isEqualTo("It \"broke\"\nü");
        assertThat(error.get("type").asText()).isEqualTo(type);
        assertThat(error.get("param").asText()).isEqualTo("model");
        assertThat(error.get("code").asText()).isEqualTo(code);
        assertThat(error.get("request_id").asText()).isEqualTo("req-\"1\"");
        assertThat(event).startsWith("data: {").endsWith("}\n\n");
        assertThat(event.strip()).doesNotContain("\n");
        assertThat(JSON.readTree(event.substring(6))).isEqualTo(body);
    }

    @Test
    void saysThatNoParameterIsAtFault() throws IOException {
        byte[] body = openAi.errorBody(Failure.of(Failure.Code.NOT_FOUND, "No such path."), "r");
        assertThat(JSON.readTree(body).at("/error/param").isNull()).isTrue();
    }

    @Test
    void listsModels() throws IOException {
        JsonNode list = JSON.readTree(openAi.modelList(List.of("gpt-4o", "a \"b\"")));

        assertThat(list.get("object").asText()).isEqualTo("list");
        assertThat(list.get("data")).hasSize(2);
        assertThat(list.at("/data/0")).isEqualTo(JSON.readTree(openAi.model("gpt-4o")));
        assertThat(list.at("/data/1"))
                .isEqualTo(JSON.readTree(
                        "{\"id\":\"a \\\"b\\\"\",\"object\":\"model\",\"created\":0,\"owned_by\":\"sluice\"}"));
        assertThat(JSON.readTree(openAi.modelList(List.of())).get("data")).isEmpty();
    }

    @Test
    void authenticatesWithABearerToken() {
        assertThat(openAi.credential(new Secret("sk-1"))).isEqualTo(new Dialect.Header("authorization", "Bearer sk-1"));
    }

    @Test
    void isFoundByItsName() {
        Dialects dialects = new Dialects();
        assertThat(dialects.names()).containsExactly("openai", "anthropic", "gemini");
        assertThat(dialects.find("openai")).isInstanceOf(OpenAi.class);
        assertThat(dialects.find("OpenAI")).isNull();
    }

    private void read(byte[] body) {
        peek.reset();
        assertThat(peek.feed(ByteBuffer.wrap(body)) && peek.finish())
                .as(() -> String.valueOf(peek.failure()))
                .isTrue();
    }
}
