package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, by which header, and that no client's key ever reaches a provider. */
final class CredentialsTest {

    private static final String ONE = "{ id: one, value: key-of-one-0123456789 }";
    private static final String TWO = "{ id: two, value: key-of-two-0123456789 }";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        gateway = TestGateway.start(configuration(ONE + ", " + TWO));
        client = new RawClient(gateway.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }

    private String configuration(String keys) {
        return TestGateway.routing(upstream.port(), "auth: { mode: keys, keys: [ " + keys + " ] }\n");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer key-of-one-0123456789,one",
        "authorization: bearer  key-of-two-0123456789,two",
        "X-Api-Key: key-of-one-0123456789,one",
        "X-Goog-Api-Key: key-of-two-0123456789,two"
    })
    void letsAKeyInByEachOfItsHeaders(String line, String id) throws IOException {
        Answer answer = client.send(Chat.post(line + "\r\n", Chat.unary("m"))).answer();

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(gateway.settled(1).get(0).request().clientKey()).isEqualTo(id);
        assertThat(upstream.requests().get(0).head().toLowerCase(Locale.ROOT))
                .contains("authorization: bearer sk-upstream\r\n")
                .doesNotContain("key-of-", "x-api-key", "x-goog-api-key");
    }

    @ParameterizedTest
    @CsvSource({
        "?key=key-of-one-0123456789,/v1/chat/completions",
        "?a=b&key=key-of-one-0123456789&c=d,/v1/chat/completions?a=b&c=d",
        "?key=key-of-one-0123456789&c,/v1/chat/completions?c"
    })
    void letsAKeyInByTheQueryAndTakesItOut(String query, String forwarded) throws IOException {
        client.send(RawClient.post("/v1/chat/completions" + query, Chat.unary("m")));

        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(upstream.requests().get(0).head()).startsWith("POST " + forwarded + " HTTP/1.1\r\n");
    }

    @Test
    void tellsNothingAboutWhyAKeyIsRefused() throws IOException {
        Stream<String> wrong = Stream.of(
                "",
                "Authorization: Bearer key-of-three-0123456789\r\n",
                "Authorization: Bearer key-of-one-012345678\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: Basic a2V5LW9mLW9uZS0wMTIzNDU2Nzg5\r\n",
                "Authorization: key-of-one-0123456789\r\n",
                "X-Api-Key:\r\n",
                "X-Api-Key: KEY-OF-ONE-0123456789\r\n",
                "X-Api-Key: " + "k".repeat(8000) + "\r\n");
        String first = null;
        for (String line : wrong.toList()) {
            client.send(Chat.post("X-Request-Id: same\r\n" + line, Chat.unary("m")));
            Answer answer = client.answer();
            ErrorShape.require(answer, 401, "invalid_api_key");
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
            String all = answer.head().replaceFirst("date: .*\r\n", "") + answer.text();
            first = first == null ? all : first;
            assertThat(all).isEqualTo(first).doesNotContain("key-of");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/m"})
    void protectsTheListOfModels(String path) throws IOException {
        ErrorShape.require(client.send(RawClient.get(path)).answer(), 401, "invalid_api_key");
        client.send(RawClient.get(path + "?key=key-of-one-0123456789"));

        assertThat(client.answer().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void leavesHealthOpen(String path) throws IOException {
        assertThat(client.send(RawClient.get(path)).answer().status()).isEqualTo(200);
    }

    @Test
    void refusesAKeyThatAReloadRemovedOnTheSameConnection() throws IOException {
        String request = Chat.post("Authorization: Bearer key-of-two-0123456789\r\n", Chat.unary("m"));
        assertThat(client.send(request).answer().status()).isEqualTo(200);

        gateway.reload(configuration(ONE));
        ErrorShape.require(client.send(request).answer(), 401, "invalid_api_key");

        gateway.reload(configuration(TWO));
        assertThat(client.send(request).answer().status()).isEqualTo(200);
    }

    @Test
    void letsEverybodyInInOpenMode() throws IOException {
        gateway.reload(TestGateway.routing(upstream.port(), "auth: { mode: open }\n"));
        client.send(Chat.post("Authorization: Bearer whatever\r\n", Chat.unary("m")));

        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(upstream.requests().get(0).head()).doesNotContain("whatever");
    }
}
