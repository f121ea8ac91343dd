package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.scenario.Malformations.Case;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is ambiguous or malformed is answered, the connection closed, and nothing of it ever reaches a provider. */
final class FramingTest {

    private static final String SMUGGLED = RawClient.post("/v1/chat/completions", Malformations.BODY);

    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.answering(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        gateway = TestGateway.inFrontOf(upstream.port());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    static Stream<Case> malformed() {
        return Stream.of(Malformations.framing(), Malformations.lines()).flatMap(List::stream);
    }

    static Stream<Case> oddities() {
        return Malformations.oddities().stream();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsMalformedAndForwardsNothing(Case request) throws IOException {
        int before = upstream.requests().size();
        try (RawClient client = new RawClient(gateway.port())) {
            client.send((request.bytes() + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1));

            ErrorShape.requireLast(client, request.status(), code(request.status()));
        }
        // Whatever were forwarded by that connection would be there before this one is answered.
        try (RawClient other = new RawClient(gateway.port())) {
            assertThat(other.send(RawClient.get("/healthz")).answer().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void takesWhatIsOnlyOdd(Case request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send(request.bytes().getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.answer().status()).isEqualTo(request.status());

            client.send(RawClient.get("/healthz"));
            assertThat(client.answer().status()).as("the connection goes on").isEqualTo(200);
        }
    }

    @Test
    void ignoresTheBodyOfARequestThatNeedsNone() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("GET /healthz HTTP/1.1\r\nHost: gateway\r\nContent-Length: 5\r\n\r\nhello"
                    + RawClient.get("/nowhere"));

            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(404);
        }
    }

    @Test
    void forwardsAChunkedUploadWithALengthAndWithoutItsTrailers() throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: Chunked\r\nTrailer: X-Checksum\r\n\r\n"
                    + "6;name=\"a;b\"\r\n{\"mode\r\n7 ;x=y\r\nl\":\"m\"}\r\n000\r\nX-Checksum: abc\r\n\r\n");
            Answer answer = client.answer();

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        ScriptedUpstream.Request forwarded =
                upstream.requests().get(upstream.requests().size() - 1);
        assertThat(forwarded.text()).isEqualTo(Malformations.BODY);
        assertThat(forwarded.head().toLowerCase(java.util.Locale.ROOT))
                .contains("content-length: 13\r\n")
                .doesNotContain("transfer-encoding", "trailer", "x-checksum");
    }

    @Test
    void forwardsAnUploadThatArrivesByteByByteOnce() throws IOException {
        int before = upstream.requests().size();
        try (RawClient client = new RawClient(gateway.port())) {
            for (byte each : SMUGGLED.getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {each});
            }
            assertThat(client.answer().text()).isEqualTo("{}");
        }
        assertThat(upstream.requests()).hasSize(before + 1);
        assertThat(upstream.requests().get(before).text()).isEqualTo(Malformations.BODY);
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "bad_request";
            case 414 -> "uri_too_long";
            case 431 -> "headers_too_large";
            case 501 -> "not_implemented";
            case 505 -> "version_not_supported";
            default -> throw new IllegalArgumentException("no code for " + status);
        };
    }
}
