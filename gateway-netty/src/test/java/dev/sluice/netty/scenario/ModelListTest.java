package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.label.Labels;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of models: the gateway's own, and those of groups, which know what they call their models. */
final class ModelListTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = "{\"object\":\"list\",\"more\":1,\"data\":["
            + "{\"id\":\"real\",\"object\":\"model\",\"created\":5,\"owned_by\":\"them\"},"
            + "{\"id\":\"alias\",\"x\":null}]}";
    private static final String REDIRECTS = "model_redirects: { alias: real, zeta: real, m: real }";
    private static final String STRICT = REDIRECTS + "\nmodel_redirect_strict: true";
    private static final String PATH = "/proxy/g/v1/models";

    private static String response(String headers, String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + headers + "\r\n" + body;
    }

    private static String sized(String body) {
        return response("content-length: " + body.length() + "\r\n", body);
    }

    private static List<String> ids(Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.complete()).isTrue();
        List<String> ids = new ArrayList<>();
        for (JsonNode model : JSON.readTree(answer.body()).path("data")) {
            ids.add(model.path("id").asText());
        }
        return ids;
    }

    @Test
    void listsTheConfiguredModelsAndNothingElse() throws IOException {
        String models =
                "models: [ { name: m, targets: [ { provider: g } ] }, { name: org/b, targets: [ { provider: g } ] },"
                        + " { name: a, targets: [ { provider: g, model: m } ] } ]\n";
        try (OneGroup group = OneGroup.with("model_redirects: { extra: real }", models);
                RawClient client = group.client()) {
            assertThat(ids(client.send(RawClient.get("/v1/models")).answer())).containsExactly("m", "org/b", "a");
            for (String path : List.of("/v1/models/org/b", "/v1/models/org%2Fb")) {
                Answer one = client.send(RawClient.get(path)).answer();
                assertThat(JSON.readTree(one.body()).path("id").asText()).isEqualTo("org/b");
            }
            for (String unknown : List.of("extra", "g/m", "g", "real")) {
                Answer none =
                        client.send(RawClient.get("/v1/models/" + unknown)).answer();
                ErrorShape.require(none, 404, "model_not_found");
            }
            assertThat(group.upstream().connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, PATH + "?limit=5"})
    void listsTheModelsOfAStrictGroup(String target) throws IOException {
        try (OneGroup group = OneGroup.with(STRICT, "")) {
            Answer answer = group.send(RawClient.get(target));

            assertThat(ids(answer)).containsExactly("alias", "m", "zeta");
            assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
            assertThat(group.upstream().connections()).isZero();
            var record = group.gateway().settled(1).get(0);
            assertThat(record.request().endpoint()).isEqualTo(Endpoint.PROXY);
            assertThat(record.route().group()).isEqualTo(group.provider().label());
            assertThat(record.route().provider()).isEqualTo(Labels.UNKNOWN);
        }
    }

    @Test
    void answersAQuestionForTheHeadOfAStrictListItself() throws IOException {
        try (OneGroup group = OneGroup.with(STRICT, "");
                RawClient client = group.client()) {
            int length = client.send(RawClient.get(PATH)).answer().body().length;
            client.send("HEAD " + PATH + " HTTP/1.1\r\nHost: gateway\r\n\r\n");

            assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("content-length: " + length + "\r\n");
            assertThat(ids(client.send(RawClient.get(PATH)).answer())).hasSize(3);
            assertThat(group.upstream().connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void completesTheListOfItsProvider(String version) throws IOException {
        String half = LIST.substring(0, 100);
        String rest = LIST.substring(100);
        String chunked = Integer.toHexString(100) + "\r\n" + half + "\r\n" + Integer.toHexString(rest.length()) + "\r\n"
                + rest + "\r\n0\r\n\r\n";
        for (String response : List.of(sized(LIST), response("transfer-encoding: chunked\r\n", chunked))) {
            try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(response))) {
                Answer answer = group.send(RawClient.get(PATH + "?a=1").replace("HTTP/1.1", version));

                assertThat(ids(answer)).containsExactly("real", "alias", "m", "zeta");
                assertThat(JSON.readTree(answer.body()).path("more").asInt()).isEqualTo(1);
                assertThat(JSON.readTree(answer.body())
                                .path("data")
                                .path(0)
                                .path("owned_by")
                                .asText())
                        .isEqualTo("them");
                assertThat(answer.header("content-length")).isNull();
                assertThat(answer.header("transfer-encoding")).isEqualTo(version.equals("HTTP/1.1") ? "chunked" : null);
                assertThat(group.seen().head()).startsWith("GET /v1/models?a=1 HTTP/1.1\r\n");
                assertThat(group.gateway().settled(1).get(0).sizes().responseBody())
                        .isEqualTo(answer.body().length);
            }
        }
    }

    @Test
    void asksForAListThatItCanComplete() throws IOException {
        String request = RawClient.get(PATH).replaceFirst("\r\n", "\r\nAccept-Encoding: gzip\r\nX-Mine: 1\r\n");
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(sized(LIST)))) {
            assertThat(ids(group.send(request))).hasSize(4);

            assertThat(group.seen().head())
                    .contains("accept-encoding: identity\r\n", "X-Mine: 1")
                    .doesNotContain("gzip");
        }
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(sized(LIST)))) {
            assertThat(group.send(request).text()).isEqualTo(LIST);

            assertThat(group.seen().head()).contains("Accept-Encoding: gzip\r\n");
        }
    }

    @Test
    void leavesACompressedListAsItIs() throws IOException {
        String body = "\u001f\u001b not JSON";
        String response = response("content-encoding: gzip\r\ncontent-length: " + body.length() + "\r\n", body);
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(response))) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.text()).isEqualTo(body);
            assertThat(answer.header("content-encoding")).isEqualTo("gzip");
            assertThat(answer.header("content-length")).isEqualTo("" + body.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "{\"data\":{}}", "[1,2]", "{\"data\":[", "null"})
    void leavesWhatIsNoListAsItIs(String body) throws IOException {
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(sized(body)))) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(body);
            assertThat(answer.complete()).isTrue();
        }
    }

    @Test
    void leavesAListAsItIsThatIsTooLongToBeChanged() throws IOException {
        String body = LIST.substring(0, LIST.length() - 2) + ",{\"id\":\"" + "x".repeat(2 << 20) + "\"}]}";
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(sized(body)))) {
            assertThat(group.send(RawClient.get(PATH)).text()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @CsvSource({"404,2", "500,2"})
    void leavesErrorsAsTheyAre(int status, int length) throws IOException {
        String response = "HTTP/1.1 " + status + " X\r\ncontent-length: " + length + "\r\n\r\n{}";
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(response))) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo("{}");
            assertThat(answer.header("content-length")).isEqualTo("2");
        }
    }

    @Test
    void passesOnThatTheListHasNotChanged() throws IOException {
        String response = "HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n";
        try (OneGroup group = OneGroup.with(REDIRECTS, "", OneGroup.always(response));
                RawClient client = group.client()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(RawClient.get(PATH)).head()).startsWith("HTTP/1.1 304 Not Modified\r\n");
            }
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
            assertThat(group.gateway().settled(2).get(0).sizes().responseBody()).isZero();
        }
    }

    @Test
    void joinsTheNamesOfTheMembersOfAnAggregate() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(sized(LIST))) {
            String yaml = """
                    providers:
                      - { name: a, dialect: openai, base_url: "%1$s", model_redirects: { m: real, x: y },
                          model_redirect_strict: true }
                      - { name: b, dialect: openai, base_url: "%1$s", model_redirects: { m: real, z: y },
                          model_redirect_strict: %2$s }
                      - { name: g, members: [ { provider: a }, { provider: b } ] }
                    models: [ { name: m, targets: [ { provider: g } ] } ]
                    """;
            String url = "http://127.0.0.1:" + upstream.port();
            try (TestGateway gateway = TestGateway.start(yaml.formatted(url, "true"));
                    RawClient client = new RawClient(gateway.port())) {
                assertThat(ids(client.send(RawClient.get(PATH)).answer())).containsExactly("m", "x", "z");
                assertThat(upstream.connections()).isZero();

                gateway.reload(yaml.formatted(url, "false"));
                assertThat(ids(client.send(RawClient.get(PATH)).answer()))
                        .containsExactly("real", "alias", "m", "x", "z");
            }
        }
    }
}
