package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyState;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes back through {@code /proxy}: answers as they are, unless it is the group's own key that failed. */
final class ProxyAnswersTest {

    private static final String PATH = "/proxy/g/v1/files";
    private static final String TWO_KEYS = "keys: [ { name: a, value: sk-key-a }, { name: b, value: sk-key-b } ]";
    private static final String RETRYING =
            "resilience: { attempts: 3, backoff: { initial: 1ms, factor: 1, max: 1ms, jitter: 0 } }\n";

    @Test
    void passesHeadersButThoseOfTheConnectionAndTheSite() throws IOException {
        String response = "HTTP/1.1 206 Partial\r\nContent-Type: audio/mpeg\r\nContent-Range: bytes 0-1/9\r\n"
                + "Connection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n"
                + "Set-Cookie: a=b\r\nAlt-Svc: h3\r\nStrict-Transport-Security: max-age=1\r\nX-Request-Id: theirs\r\n"
                + "Content-Encoding: br\r\nETag: \"1\"\r\nX-RateLimit-Remaining-Requests: 7\r\n"
                + "Link: <a>\r\nLink: <b>\r\nContent-Length: 2\r\n\r\n\1\2";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(response))) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.head().replaceAll("x-request-id: [0-9a-f]{32}\r\n", ""))
                    .isEqualTo("HTTP/1.1 206 Partial Content\r\nContent-Type: audio/mpeg\r\n"
                            + "Content-Range: bytes 0-1/9\r\nContent-Encoding: br\r\nETag: \"1\"\r\n"
                            + "X-RateLimit-Remaining-Requests: 7\r\nLink: <a>\r\nLink: <b>\r\ncontent-length: 2\r\n"
                            + "x-sluice-provider: g\r\nx-sluice-attempts: 1\r\n\r\n");
            assertThat(answer.body()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '204 No Content', ''",
        "DELETE, '204 No Content', ''",
        "GET, '304 Not Modified', 'etag: x\r\n'",
        "GET, '304 Not Modified', 'content-length: 7\r\n'",
        "HEAD, '200 OK', 'content-length: 12345\r\n'",
        "HEAD, '200 OK', 'transfer-encoding: chunked\r\n'",
        "HEAD, '404 Not Found', 'content-length: 9\r\n'"
    })
    void passesAnswersWithoutABody(String method, String status, String lines) throws IOException {
        String response = "HTTP/1.1 " + status + "\r\n" + lines + "\r\n";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(response));
                RawClient client = group.client()) {
            String request = method + " " + PATH + " HTTP/1.1\r\nHost: gateway\r\n\r\n";
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(request).head())
                        .startsWith("HTTP/1.1 " + status + "\r\n")
                        .contains(lines.startsWith("transfer") || status.startsWith("304") ? "" : lines)
                        .doesNotContain("connection: close");
            }
            // Nothing stands behind the heads.
            assertThat(client.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
            assertThat(group.upstream().connections()).isEqualTo(1);
            assertThat(group.gateway().settled(2).get(0).sizes().responseBody()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) throws IOException {
        String response = "HTTP/1.1 " + status + " Moved\r\nLocation: https://files.example/1?sig=x\r\n"
                + "Content-Length: 5\r\n\r\nmoved";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(response))) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("location")).isEqualTo("https://files.example/1?sig=x");
            assertThat(answer.text()).isEqualTo("moved");
        }
    }

    @Test
    void passesAnUnknownStreamEventByEventAndByteForByte() throws IOException {
        List<String> parts =
                List.of(": hi\r\n\r\n", "data: {\"usage\":{\"prompt", "_tokens\":5}}\n\n", "data: [DONE]\n\n\n");
        try (OneGroup group = OneGroup.with("", "", connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n");
                    for (String part : parts) {
                        connection.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
                        connection.awaitProceed();
                    }
                    connection.send("0\r\n\r\n");
                });
                RawClient client = group.client()) {
            client.send(RawClient.post("/proxy/g/v1/threads/1/runs", "{\"stream\":true}"));
            StringBuilder seen = new StringBuilder();
            for (String part : parts) {
                seen.append(new String(client.until(part), StandardCharsets.UTF_8));
                group.upstream().proceed();
            }
            seen.append(new String(client.until("0\r\n\r\n"), StandardCharsets.UTF_8));

            StringBuilder expected = new StringBuilder();
            parts.forEach(part -> expected.append(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n"));
            assertThat(seen.substring(seen.indexOf("\r\n\r\n") + 4)).isEqualTo(expected + "0\r\n\r\n");
            assertThat(group.seen().text()).isEqualTo("{\"stream\":true}");
            assertThat(group.gateway().settled(1).get(0).usage().reported()).isFalse();
        }
    }

    @Test
    void breaksOffWhatItsUpstreamBreaksOff() throws IOException {
        try (OneGroup group = OneGroup.with("", "", connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n8\r\ndata: 1\n\r\n");
                });
                RawClient client = group.client()) {
            Answer answer = client.send(RawClient.get(PATH)).answer();

            assertThat(answer.complete()).isFalse();
            assertThat(answer.text()).isEqualTo("data: 1\n");
            assertThat(group.gateway().settled(1).get(0).result().success()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"401,ACTIVE", "403,ACTIVE", "429,COOLING"})
    void takesTheNextKeyWhereOneIsRefused(int status, KeyState after) throws IOException {
        String error = "{\"error\":{\"message\":\"sk-key-a is refused\"}}";
        try (OneGroup group = OneGroup.with(TWO_KEYS, RETRYING, connection -> {
            while (connection.readRequest()) {
                connection.send(
                        connection.lastHead().contains("sk-key-b")
                                ? OneGroup.OK
                                : "HTTP/1.1 " + status + " No\r\nretry-after: 60\r\ncontent-length: " + error.length()
                                        + "\r\n\r\n" + error);
            }
        })) {
            Answer answer = group.send(RawClient.post(PATH, "{\"purpose\":\"batch\"}"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head() + answer.text()).doesNotContain("sk-key");
            assertThat(group.upstream().requests())
                    .hasSize(2)
                    .extracting(Request::text)
                    .containsOnly("{\"purpose\":\"batch\"}");
            assertThat(group.key("a")).isEqualTo(after);
            assertThat(group.key("b")).isEqualTo(KeyState.ACTIVE);
        }
    }

    @Test
    void tellsNobodyWhichKeyWasRefused() throws IOException {
        String error = "{\"error\":{\"message\":\"Incorrect API key provided: sk-key-a, sk-key-b\"}}";
        String refusal = "HTTP/1.1 401 No\r\nwww-authenticate: Bearer realm=\"sk-key-a\"\r\ncontent-length: "
                + error.length() + "\r\n\r\n" + error;
        try (OneGroup group =
                OneGroup.with(TWO_KEYS + "\nblacklist_threshold: 1", RETRYING, OneGroup.always(refusal))) {
            Answer answer = group.send(RawClient.get(PATH));

            ErrorShape.require(answer, 503, "upstream_key_rejected");
            assertThat(answer.head() + answer.text()).doesNotContain("sk-key");
            assertThat(group.upstream().requests()).hasSize(2);
            ErrorShape.require(group.send(RawClient.get(PATH)), 503, "no_usable_keys");
            assertThat(group.upstream().requests()).hasSize(2);
        }
    }

    @Test
    void triesAgainWhatFailedOnTheWay() throws IOException {
        try (OneGroup group = OneGroup.with("", RETRYING, connection -> {
            connection.readRequest();
            if (connection.number() < 3) {
                connection.send("HTTP/1.1 502 Bad\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            } else {
                connection.send(OneGroup.OK);
            }
        })) {
            Answer answer = group.send(RawClient.get(PATH));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 402, 404, 405, 409, 410, 418, 422, 451, 500, 503, 599})
    void relaysErrorsOfAnyKind(int status) throws IOException {
        String response = "HTTP/1.1 " + status + " X\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nwhat";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(response))) {
            Answer answer = group.send(RawClient.get(PATH));

            if (status == 402) {
                ErrorShape.require(answer, 503, "upstream_quota_exhausted");
            } else {
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.text()).isEqualTo("what");
                assertThat(answer.header("content-type")).isEqualTo("text/plain");
            }
        }
    }
}
