package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header lines that the gateway adds, and those that it keeps to itself, on both sides. */
final class AnswerHeadersTest {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: theirs\r\n"
            + "X-Request-Id: theirs\r\nSet-Cookie: a=b\r\nAlt-Svc: h3\r\nStrict-Transport-Security: max-age=1\r\n"
            + "Connection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-Sluice-Provider: forged\r\n"
            + "OpenAI-Processing-Ms: 12\r\nContent-Length: 2\r\n\r\n{}";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(ANSWER);
        gateway = TestGateway.inFrontOf(upstream.port());
        client = new RawClient(gateway.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }

    private Answer chat(String headers) throws IOException {
        return client.send(Chat.post(headers, Chat.unary("alias"))).answer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0c8b-11_2.3/4:5", "~!#$%&'()*+,-./:;<=>?@[]^_`{|}"})
    void echoesASaneRequestId(String id) throws IOException {
        assertThat(chat("X-Request-Id: " + id + "\r\n").header("x-request-id")).isEqualTo(id);
        assertThat(gateway.settled(1).get(0).request().requestId()).isEqualTo(id);
        assertThat(gateway.settled(1).get(0).request().id()).matches("[0-9a-f]{32}");
    }

    @Test
    void echoesARequestIdOfUpTo128Characters() throws IOException {
        String id = "i".repeat(128);

        assertThat(chat("X-Request-Id: " + id + "\r\n").header("x-request-id")).isEqualTo(id);
        assertThat(chat("X-Request-Id: " + id + "i\r\n").header("x-request-id")).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "a\"b", "a\\b", "caf\u00e9", "a\u0085Set-Cookie: a=b", "a%0d%0a b"})
    void makesAnIdOfItsOwnForAnyOther(String id) throws IOException {
        client.send(Chat.post("X-Request-Id: " + id + "\r\n", Chat.unary("m"))
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(answer.header("set-cookie")).isNull();
    }

    @Test
    void makesUniqueIds() throws IOException {
        Set<String> ids = new HashSet<>();
        client.send(RawClient.get("/healthz").repeat(500));
        for (int i = 0; i < 500; i++) {
            ids.add(client.answer().header("x-request-id"));
        }
        assertThat(ids).hasSize(500);
    }

    @Test
    void namesTheTarget() throws IOException {
        Answer answer = chat("");

        assertThat(answer.header("x-sluice-provider")).isEqualTo("up");
        assertThat(answer.header("x-sluice-model")).isEqualTo("m");
        assertThat(answer.header("x-sluice-attempts")).isEqualTo("1");
    }

    @Test
    void doesNotNameTheTargetWhenToldNotTo() throws IOException {
        gateway.reload(TestGateway.routing(upstream.port(), TestGateway.serving("sluice_headers: false")));

        assertThat(chat("").head().toLowerCase(Locale.ROOT)).doesNotContain("x-sluice-");
    }

    @Test
    void passesOnWhatIsMeantForTheClientOnly() throws IOException {
        Answer answer = chat("X-Request-Id: mine\r\n");

        assertThat(answer.head().toLowerCase(Locale.ROOT))
                .contains("server: theirs\r\n", "openai-processing-ms: 12\r\n", "x-request-id: mine\r\n")
                .doesNotContain("x-request-id: theirs", "set-cookie", "alt-svc", "strict-transport", "forged")
                .doesNotContain("x-hop", "keep-alive", "connection:");
    }

    @Test
    void forwardsOnlyWhatIsOnItsList() throws IOException {
        chat("Connection: X-Mine, traceparent\r\nX-Mine: 1\r\nTraceparent: 00-1\r\nCookie: a=b\r\nTE: trailers\r\n"
                + "Proxy-Authorization: Basic x\r\nAccept-Encoding: gzip\r\nX-Forwarded-For: 1.2.3.4\r\n"
                + "OpenAI-Organization: org\r\nUser-Agent: tests\r\nIdempotency-Key: once\r\nUpgrade: h2c\r\n");

        assertThat(upstream.requests().get(0).head().toLowerCase(Locale.ROOT))
                .contains("openai-organization: org\r\n", "user-agent: tests\r\n", "idempotency-key: once\r\n")
                .contains("accept-encoding: identity\r\n", "host: 127.0.0.1:" + upstream.port() + "\r\n")
                .doesNotContain("x-mine", "traceparent", "cookie", "te:", "proxy-", "gzip", "x-forwarded", "upgrade")
                .doesNotContain("connection");
    }

    @Test
    void forwardsWhatTheConfigurationAdds() throws IOException {
        gateway.reload(TestGateway.routing(upstream.port(), TestGateway.serving("forward_headers: [ X-Team ]")));
        chat("x-team: blue\r\nX-Teams: red\r\n");

        assertThat(upstream.requests().get(0).head())
                .containsIgnoringCase("x-team: blue\r\n")
                .doesNotContain("red");
    }
}
