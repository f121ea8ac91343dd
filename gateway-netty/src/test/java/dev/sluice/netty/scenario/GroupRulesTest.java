package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a group changes in requests on their way: members of JSON bodies, header lines, names of models. */
final class GroupRulesTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String OVERRIDES = "param_overrides: { temperature: 0, stop: [ \"a\", \"b\" ] }";
    private static final String MISSING = "\"temperature\":0,\"stop\":[\"a\",\"b\"]";

    private static String typed(String type, String path, String body) {
        return RawClient.post(path, body).replace("application/json", type);
    }

    private static String with(String headers, String request) {
        return request.replaceFirst("\r\n", "\r\n" + Matcher.quoteReplacement(headers));
    }

    private static void requireLength(Request seen) {
        assertThat(seen.head()).containsIgnoringCase("content-length: " + seen.body().length + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\"}|{" + MISSING + ",\"model\":\"m\"}",
                "{\"temperature\":1.5,\"model\":\"m\"}|{\"stop\":[\"a\",\"b\"],\"temperature\":0,\"model\":\"m\"}",
                "{\"model\":\"m\", \"stop\" : null , \"temperature\":{\"x\":[1]}}"
                        + "|{\"model\":\"m\", \"stop\" : [\"a\",\"b\"] , \"temperature\":0}",
                "{\"model\":\"m\",\"x\":{\"temperature\":1}}|{" + MISSING
                        + ",\"model\":\"m\",\"x\":{\"temperature\":1}}",
                "{\"model\":\"m\",\"temperature\":1,\"temperature\":2}"
                        + "|{\"stop\":[\"a\",\"b\"],\"model\":\"m\",\"temperature\":0,\"temperature\":0}",
            })
    void putsItsParametersIntoTheBodiesOfModels(String body, String changed) throws IOException {
        try (OneGroup group = OneGroup.with(OVERRIDES, "")) {
            assertThat(group.send(RawClient.post(CHAT, body)).status()).isEqualTo(200);
            assertThat(group.send(RawClient.post("/proxy/g" + CHAT, body)).status())
                    .isEqualTo(200);

            assertThat(group.upstream().requests()).hasSize(2).allSatisfy(seen -> {
                assertThat(seen.text()).isEqualTo(changed);
                requireLength(seen);
            });
        }
    }

    @Test
    void changesModelUsageAndParametersTogether() throws IOException {
        try (OneGroup group = OneGroup.with(OVERRIDES + "\nmodel_redirects: { m: real }", "")) {
            group.send(RawClient.post(CHAT, "{\"stream\":true,\"temperature\":1,\"model\":\"m\",\"x\":1}"));

            assertThat(group.seen().text())
                    .isEqualTo("{\"stop\":[\"a\",\"b\"],\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                            + "\"temperature\":0,\"model\":\"real\",\"x\":1}");
            requireLength(group.seen());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|application/json|{}|{" + MISSING + "}",
                "PUT|Application/JSON; charset=utf-8|{\"stop\":1}|{\"temperature\":0,\"stop\":[\"a\",\"b\"]}",
                "POST|application/json|[{\"stop\":1}]|[{\"stop\":1}]",
                "POST|application/json|{\"stop\":1|{\"stop\":1",
                "POST|application/json|not json|not json",
                "POST|application/jsonl|{\"stop\":1}|{\"stop\":1}",
                "POST|text/plain|{\"stop\":1}|{\"stop\":1}",
            })
    void putsItsParametersIntoOtherJsonToo(String method, String type, String body, String changed) throws IOException {
        try (OneGroup group = OneGroup.with(OVERRIDES, "")) {
            String request = typed(type, "/proxy/g/v1/batches", body).replaceFirst("POST", method);
            assertThat(group.send(request).status()).isEqualTo(200);

            assertThat(group.seen().text()).isEqualTo(changed);
            requireLength(group.seen());
        }
    }

    @Test
    void changesNothingThatItCannotRead() throws IOException {
        String body = "{\"stop\":1}";
        try (OneGroup group = OneGroup.with(OVERRIDES, "")) {
            String request = with("Content-Encoding: gzip\r\n", RawClient.post("/proxy/g/v1/batches", body));
            assertThat(group.send(request).status()).isEqualTo(200);

            assertThat(group.seen().text()).isEqualTo(body);
        }
    }

    @Test
    void changesALongJsonBodyWhole() throws IOException {
        String server = TestGateway.serving("replay_limit: 1KiB");
        String body = "{\"text\":\"" + "x".repeat(100_000) + "\",\"stop\":1}";
        try (OneGroup group = OneGroup.with(OVERRIDES, server)) {
            assertThat(group.send(RawClient.post("/proxy/g/v1/batches", body)).status())
                    .isEqualTo(200);

            assertThat(group.seen().text())
                    .isEqualTo(
                            "{\"temperature\":0," + body.substring(1).replace("\"stop\":1", "\"stop\":[\"a\",\"b\"]"));
            requireLength(group.seen());
        }
    }

    @Test
    void setsAndRemovesHeaders() throws IOException {
        String rules = """
                header_rules:
                  - { set: X-Group, value: "is ${GROUP_NAME}" }
                  - { set: x-client, value: "${CLIENT_IP}" }
                  - { set: X-Key, value: "<${API_KEY}>" }
                  - { set: x-s, value: "${TIMESTAMP_S}" }
                  - { set: x-ms, value: "${TIMESTAMP_MS}" }
                  - { set: User-Agent, value: sluice }
                  - { remove: Cookie }
                  - { set: X-Twice, value: once }""";
        String headers =
                "User-Agent: mine\r\nCOOKIE: a=b\r\nX-Twice: 1\r\nx-twice: 2\r\nX-Group: mine\r\nX-Other: 1\r\n";
        try (OneGroup group = OneGroup.with(rules, "")) {
            group.send(with(headers, RawClient.post("/proxy/g/v1/files", "{}")));

            assertThat(group.seen()
                            .head()
                            .replaceAll("x-s: \\d{10}\r\n", "x-s: S\r\n")
                            .replaceAll("x-ms: \\d{13}\r\n", "x-ms: MS\r\n"))
                    .isEqualTo("POST /v1/files HTTP/1.1\r\nhost: 127.0.0.1:"
                            + group.upstream().port() + "\r\n"
                            + "authorization: Bearer sk-upstream\r\n"
                            + "X-Other: 1\r\n"
                            + "Content-Type: application/json\r\n"
                            + "x-group: is g\r\n"
                            + "x-client: 127.0.0.1\r\n"
                            + "x-key: <sk-upstream>\r\n"
                            + "x-s: S\r\n"
                            + "x-ms: MS\r\n"
                            + "user-agent: sluice\r\n"
                            + "x-twice: once\r\n"
                            + "content-length: 2\r\n\r\n");
            group.send(with(headers, RawClient.post(CHAT, Chat.unary("m"))));
            assertThat(group.upstream().requests().get(1).head())
                    .contains("x-group: is g\r\n", "user-agent: sluice\r\n", "x-twice: once\r\n")
                    .doesNotContainIgnoringCase("cookie")
                    .doesNotContain("mine", "X-Other");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ set: authorization, value: \"Token ${API_KEY}\" }|authorization: Token sk-upstream",
                "{ set: Authorization, value: fixed }|authorization: fixed",
                "{ set: x-api-key, value: \"${API_KEY}\" }|x-api-key: sk-upstream"
            })
    void letsRulesDecideAboutTheKeysHeader(String rule, String line) throws IOException {
        try (OneGroup group = OneGroup.with("header_rules: [ " + rule + " ]", "")) {
            String client = "Authorization: Bearer mine\r\nX-Api-Key: mine\r\n";
            group.send(with(client, RawClient.post(CHAT, Chat.unary("m"))));
            group.send(with(client, RawClient.get("/proxy/g/v1/files")));

            assertThat(group.upstream().requests()).hasSize(2).allSatisfy(seen -> {
                assertThat(seen.head()).contains(line + "\r\n").doesNotContain("mine");
                assertThat(seen.head().split("(?i)\r\nauthorization:", -1)).hasSize(2);
            });
        }
    }

    @Test
    void removesTheKeysHeader() throws IOException {
        try (OneGroup group = OneGroup.with("header_rules: [ { remove: authorization } ]", "")) {
            group.send(RawClient.post(CHAT, Chat.unary("m")));

            assertThat(group.seen().head())
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContain("sk-upstream");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|X-Forwarded-For: 1.2.3.4|127.0.0.1",
                "[ 10.0.0.0/8 ]|X-Forwarded-For: 1.2.3.4|127.0.0.1",
                "[ 127.0.0.0/8 ]|X-Other: 1|127.0.0.1",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: 1.2.3.4|1.2.3.4",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: 6.6.6.6, 1.2.3.4|1.2.3.4",
                "[ 127.0.0.0/8, 10.0.0.0/8 ]|X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.9,127.0.0.2|1.2.3.4",
                "[ 127.0.0.0/8, 10.0.0.0/8 ]|X-Forwarded-For: 10.0.0.8, 10.0.0.9|10.0.0.8",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: 6.6.6.6&X-Other: 1&x-forwarded-for: 1.2.3.4|1.2.3.4",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: 1.2.3.4&x-forwarded-for: 127.0.0.3, 127.0.0.2|1.2.3.4",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: 2001:db8::1|2001:db8::1",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: evil${API_KEY}|127.0.0.1",
                "[ 127.0.0.0/8 ]|X-Forwarded-For: |127.0.0.1"
            })
    void tellsTheClientsAddressFromTrustedProxiesOnly(String trusted, String header, String address)
            throws IOException {
        String rule = "header_rules: [ { set: x-client, value: \"${CLIENT_IP}\" } ]";
        String lines = header.replace("&", "\r\n") + "\r\n";
        try (OneGroup group = OneGroup.with(rule, TestGateway.serving("trusted_proxies: " + trusted))) {
            assertThat(group.send(with(lines, RawClient.post(CHAT, Chat.unary("m"))))
                            .status())
                    .isEqualTo(200);

            assertThat(group.seen().head()).contains("x-client: " + address + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/proxy/g" + CHAT})
    void renamesModels(String path) throws IOException {
        try (OneGroup group = OneGroup.with("model_redirects: { m: real/one, real: never }", "")) {
            Answer answer = group.send(RawClient.post(path, Chat.unary("m")));

            assertThat(group.seen().text()).isEqualTo(Chat.unary("real/one"));
            assertThat(answer.header("x-sluice-model")).isEqualTo("real/one");
        }
    }

    @Test
    void leavesOtherModelsAloneOrRefusesThem() throws IOException {
        String redirects = "model_redirects: { m: real }";
        try (OneGroup group = OneGroup.with(redirects, "")) {
            assertThat(group.send(RawClient.post("/proxy/g" + CHAT, Chat.unary("x")))
                            .status())
                    .isEqualTo(200);
            assertThat(group.seen().text()).isEqualTo(Chat.unary("x"));

            int port = group.upstream().port();
            group.gateway().reload(OneGroup.configuration(port, redirects + "\nmodel_redirect_strict: true", ""));
            for (String model : new String[] {"x", "real", "M"}) {
                Answer refused = group.send(RawClient.post("/proxy/g" + CHAT, Chat.unary(model)));
                ErrorShape.require(refused, 400, "model_not_allowed");
                assertThat(refused.text()).contains("\"param\":\"model\"");
            }
            ErrorShape.require(group.send(RawClient.post(CHAT, Chat.unary("g/x"))), 404, "model_not_found");
            assertThat(group.upstream().requests()).hasSize(1);
            assertThat(group.send(RawClient.post("/proxy/g" + CHAT, Chat.unary("m")))
                            .status())
                    .isEqualTo(200);
            assertThat(group.send(RawClient.post(CHAT, Chat.unary("g/m"))).status())
                    .isEqualTo(200);
            assertThat(group.send(RawClient.get("/proxy/g/v1/files")).status()).isEqualTo(200);
        }
    }
}
