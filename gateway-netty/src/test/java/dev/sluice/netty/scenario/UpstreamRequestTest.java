package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to the upstream, byte by byte. */
final class UpstreamRequestTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    @Test
    void writesTheHeadFromScratch() throws IOException {
        String json = Stage.UNARY;
        String request = "POST /v1/chat/completions?api-version=1&key=client-key&x=%2F HTTP/1.1\r\n"
                + "Host: gateway.example\r\n"
                + "Content-Type: application/json\r\n"
                + "Authorization: Bearer client-key\r\n"
                + "X-Api-Key: client-key\r\n"
                + "X-Goog-Api-Key: client-key\r\n"
                + "Cookie: a=b\r\n"
                + "Accept: text/event-stream\r\n"
                + "Accept-Encoding: gzip, br\r\n"
                + "User-Agent: tester/1\r\n"
                + "OpenAI-Organization: org\r\n"
                + "openai-project: proj\r\n"
                + "Idempotency-Key: once\r\n"
                + "traceparent: 00-1-2-3\r\n"
                + "Connection: keep-alive, OpenAI-Beta, X-Mine\r\n"
                + "OpenAI-Beta: named by Connection\r\n"
                + "Keep-Alive: 5\r\n"
                + "TE: trailers\r\n"
                + "Upgrade: h2c\r\n"
                + "Proxy-Authorization: Basic xyz\r\n"
                + "Proxy-Connection: keep-alive\r\n"
                + "X-Forwarded-For: 10.0.0.1\r\n"
                + "X-Request-Id: mine\r\n"
                + "X-Mine: named by Connection\r\n"
                + "X-Also-Mine: wanted\r\n"
                + "X-Unknown: not wanted\r\n"
                + "Content-Length: " + json.length() + "\r\n\r\n" + json;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.start(TestGateway.routing(
                        upstream.port(),
                        "server: { listen: \"127.0.0.1:0\", forward_headers: [ x-mine, X-Also-Mine ] }"));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(request).answer().status()).isEqualTo(200);

            assertThat(upstream.requests()).singleElement().satisfies(seen -> {
                assertThat(seen.head())
                        .isEqualTo("POST /v1/chat/completions?api-version=1&x=%2F HTTP/1.1\r\n"
                                + "host: 127.0.0.1:" + upstream.port() + "\r\n"
                                + "authorization: Bearer sk-upstream\r\n"
                                + "Content-Type: application/json\r\n"
                                + "Accept: text/event-stream\r\n"
                                + "User-Agent: tester/1\r\n"
                                + "OpenAI-Organization: org\r\n"
                                + "openai-project: proj\r\n"
                                + "Idempotency-Key: once\r\n"
                                + "traceparent: 00-1-2-3\r\n"
                                + "X-Also-Mine: wanted\r\n"
                                + "accept-encoding: identity\r\n"
                                + "content-length: " + json.length() + "\r\n\r\n");
                assertThat(seen.text()).isEqualTo(json);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions?key=secret, /v1/chat/completions",
        "/v1/chat/completions?key=secret&a=1, /v1/chat/completions?a=1",
        "/v1/chat/completions?a=1&key=secret&b=2, /v1/chat/completions?a=1&b=2",
        "/v1/chat/completions?a=1&key=, /v1/chat/completions?a=1",
        "/v1/chat/completions?key=one&key=two, /v1/chat/completions",
        "/v1/chat/completions?keys=1&monkey=2, /v1/chat/completions?keys=1&monkey=2",
        "/v1/chat/completions?KEY=1&%6bey=2&a=1, /v1/chat/completions?a=1",
    })
    void takesTheClientsKeyOutOfTheQuery(String target, String expected) throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            client.send(RawClient.post(target, Stage.UNARY)).answer();

            assertThat(upstream.requests().get(0).head()).startsWith("POST " + expected + " HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"alias\",\"messages\":[{\"content\":\"model\\\":\\\"alias\"}],"
                        + "\"metadata\":{\"model\":\"alias\"}}",
                "  {  \"messages\" : [ 1 , 2.50 , -0e+1 ] ,\r\n\t\"temperature\": 1.0, \"model\"  :  \"alias\"  }  ",
                "{\"a\":\"Gr\u00fc\u00dfe \\u00e9 \\/ \uD83D\uDE00\",\"model\":\"alias\",\"model2\":\"alias\"}",
            })
    void changesNothingOfTheBodyButTheModelsName(String json) throws IOException {
        int model = json.lastIndexOf("\"model\"", json.indexOf("\"alias\""));
        int value = json.indexOf("\"alias\"", model);
        Request seen = sent("/v1/chat/completions", json);

        assertThat(seen.text()).isEqualTo(json.substring(0, value) + "\"m\"" + json.substring(value + 7));
        assertThat(length(seen)).isEqualTo(seen.body().length);
    }

    @Test
    void changesNothingWhereTheNameIsTheProviders() throws IOException {
        String json = " {\"model\":\"m\", \"messages\":[] , \"x\":1e400}\n";
        assertThat(sent("/v1/chat/completions", json).text()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\",\"stream\":true,\"n\":1}"
                        + "|{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"n\":1}",
                "{\"stream\":true,\"model\":\"alias\"}"
                        + "|{\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{}}"
                        + "|{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"m\",\"stream_options\":{\"include_usage\":false},\"stream\":true}"
                        + "|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "{\"model\":\"m\",\"stream_options\":null,\"stream\":true}"
                        + "|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
                        + "|{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"m\",\"stream\":false}|{\"model\":\"m\",\"stream\":false}",
            })
    void asksForTheUsageOfAStream(String json, String expected) throws IOException {
        Request seen = sent("/v1/chat/completions", json);

        assertThat(seen.text()).isEqualTo(expected);
        assertThat(length(seen)).isEqualTo(seen.body().length);
    }

    @Test
    void splicesALongBodyThatArrivesInPieces() throws IOException {
        String json =
                "{\"input\":\"" + "x".repeat(100_000) + "\",\"model\":\"alias\",\"more\":\"" + "y".repeat(9000) + "\"}";
        String request = RawClient.post("/v1/embeddings", json);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            for (int from = 0; from < request.length(); from += 997) {
                client.send(request.substring(from, Math.min(request.length(), from + 997)));
            }
            client.answer();

            assertThat(upstream.requests().get(0).text()).isEqualTo(json.replace("alias", "m"));
        }
    }

    @Test
    void sendsAChunkedBodyWithItsLength() throws IOException {
        String json = "{\"model\":\"alias\",\"messages\":[]}";
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            chunks.append("1;ext=1\r\n").append(json.charAt(i)).append("\r\n");
        }
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n" + chunks + "0\r\nX-T: 1\r\n\r\n");
            client.answer();

            Request seen = upstream.requests().get(0);
            assertThat(seen.head())
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .doesNotContainIgnoringCase("x-t");
            assertThat(seen.text()).isEqualTo(json.replace("alias", "m"));
        }
    }

    @Test
    void renamesTheModelOfAForm() throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\nRIFF\0\1alias --b\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nalias\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nalias\r\n--b--\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + form.length() + "\r\n\r\n"
                    + form);
            assertThat(client.answer().status()).isEqualTo(200);

            Request seen = upstream.requests().get(0);
            assertThat(seen.head()).contains("Content-Type: multipart/form-data; boundary=b\r\n");
            assertThat(seen.text()).isEqualTo(form.replace("\r\n\r\nalias\r\n--b\r\n", "\r\n\r\nm\r\n--b\r\n"));
            assertThat(length(seen)).isEqualTo(seen.body().length);
        }
    }

    @Test
    void takesTheProvidersKeysInTurn() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.start("""
                        providers:
                          - name: up
                            dialect: openai
                            base_url: "http://127.0.0.1:%d/base"
                            keys: [ { name: a, value: sk-a }, { name: b, value: sk-b } ]
                        models: [ { name: m, targets: [ { provider: up } ] } ]
                        """.formatted(upstream.port()));
                RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 4; i++) {
                client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();
            }
            List<String> keys = upstream.requests().stream()
                    .map(request -> request.head().replaceAll("(?s).*authorization: Bearer (\\S+).*", "$1"))
                    .toList();
            assertThat(keys).containsOnly("sk-a", "sk-b").hasSize(4);
            assertThat(keys.get(0)).isNotEqualTo(keys.get(1)).isEqualTo(keys.get(2));
            assertThat(upstream.requests())
                    .allSatisfy(request ->
                            assertThat(request.head()).startsWith("POST /base/v1/chat/completions HTTP/1.1\r\n"));
        }
    }

    private static Request sent(String path, String json) throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.inFrontOf(upstream.port());
                RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(RawClient.post(path, json)).answer().status())
                    .isEqualTo(200);
            return upstream.requests().get(0);
        }
    }

    private static int length(Request request) {
        return Integer.parseInt(request.head().replaceAll("(?s).*content-length: (\\d+)\r\n.*", "$1"));
    }
}
