package dev.sluice.netty.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that the gateway passes on as they are. */
final class RelayedAnswersTest {

    @ParameterizedTest
    @CsvSource({
        "400, UPSTREAM_REFUSED",
        "403, UPSTREAM_REFUSED",
        "404, UPSTREAM_REFUSED",
        "422, UPSTREAM_REFUSED",
        "429, UPSTREAM_RATE_LIMITED",
        "500, UPSTREAM_ERROR",
        "503, UPSTREAM_ERROR",
    })
    void passesAnErrorOnWithItsBytesAndHeaders(int status, Code code) throws IOException {
        String body = "{\"error\": {\"message\":\"n\u00f8 \\u0021\" }}\n";
        String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json; charset=utf-8\r\n"
                + "Retry-After: 17\r\nx-ratelimit-remaining-requests: 0\r\nopenai-processing-ms: 5\r\n";
        for (String framing : new String[] {
            "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body,
            "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.substring(0, 7)) + chunk(body.substring(7)) + "0\r\n\r\n",
            "Connection: close\r\n\r\n" + body,
        }) {
            for (String request : new String[] {Stage.UNARY, Stage.STREAM}) {
                try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(head + framing);
                })) {
                    Answer answer = stage.chat(request);

                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.complete()).isTrue();
                    assertThat(answer.text()).isEqualTo(body);
                    assertThat(answer.header("retry-after")).isEqualTo("17");
                    assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("0");
                    assertThat(answer.header("openai-processing-ms")).isEqualTo("5");
                    assertThat(answer.header("content-type")).isEqualTo("application/json; charset=utf-8");
                    assertThat(stage.gateway().settled(1).get(0).result().failure())
                            .isEqualTo(code);
                    assertThat(stage.gateway().records().attempts().get(0).failure())
                            .isEqualTo(code);
                    assertThat(stage.upstream().requests()).hasSize(1);
                }
            }
        }
    }

    @Test
    void dropsHeadersThatSpeakForTheProvidersOwnSiteOrConnection() throws IOException {
        String dropped = "Set-Cookie: session=1\r\nSet-Cookie2: a\r\nAlt-Svc: h3=\":443\"\r\n"
                + "Strict-Transport-Security: max-age=1\r\nKeep-Alive: timeout=5\r\nConnection: keep-alive, X-Hop\r\n"
                + "X-Hop: 1\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\nTrailer: x\r\nTE: trailers\r\n"
                + "X-Request-Id: theirs\r\nX-Sluice-Provider: fake\r\nX-Sluice-Attempts: 9\r\n";
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\n" + dropped + "X-Kept: a\r\nx-kept: b\r\nContent-Length: 2\r\n\r\n{}");
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.text()).isEqualTo("{}");
            assertThat(answer.head().toLowerCase(java.util.Locale.ROOT)).contains("x-kept: a\r\n", "x-kept: b\r\n");
            for (String name : new String[] {
                "set-cookie",
                "set-cookie2",
                "alt-svc",
                "strict-transport-security",
                "keep-alive",
                "connection",
                "x-hop",
                "proxy-authenticate",
                "upgrade",
                "trailer",
                "te"
            }) {
                assertThat(answer.header(name)).as(name).isNull();
            }
            assertThat(answer.header("x-request-id")).isNotEqualTo("theirs");
            assertThat(answer.header("x-sluice-provider")).isEqualTo("up");
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 1_000_000})
    void passesAnErrorOnThatIsTooLongToBeHeld(int size) throws IOException {
        String body = "e".repeat(size);
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 500 Oops\r\ncontent-type: text/plain\r\ncontent-length: " + size + "\r\n\r\n");
            connection.send(body);
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("content-length")).isEqualTo("" + size);
            assertThat(answer.text()).isEqualTo(body);
        }
    }

    @Test
    void answersForAnErrorThatBreaksOff() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 500 Oops\r\ncontent-length: 100\r\n\r\nhalf");
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("upstream_cut");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void passesAnAnswerOnThatHasNoBody(int status) throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    while (connection.readRequest()) {
                        connection.send("HTTP/1.1 " + status + " No Body\r\netag: \"x\"\r\ncontent-length: 12\r\n\r\n");
                    }
                });
                RawClient client = stage.client()) {
            for (int i = 0; i < 2; i++) {
                String head =
                        client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).head();
                assertThat(head).startsWith("HTTP/1.1 " + status).contains("etag: \"x\"");
                assertThat(head).doesNotContainIgnoringCase("transfer-encoding");
            }
            assertThat(stage.upstream().connections()).isOne();
        }
    }

    @Test
    void passesAnEmptyAnswerOn() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.UNARY);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-length")).isEqualTo("0");
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void passesEncodedBytesOnUntouched(String type) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("data: {\"usage\":{\"prompt_tokens\":1}}\n\n".repeat(100).getBytes(UTF_8));
        }
        byte[] body = zipped.toByteArray();
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: " + type
                    + "\r\ncontent-encoding: gzip\r\ncontent-length: " + body.length + "\r\n\r\n");
            connection.send(body);
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.STREAM);

            assertThat(answer.header("content-encoding")).isEqualTo("gzip");
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.complete()).isTrue();
        }
    }

    @Test
    void passesAnyBytesOn() throws IOException {
        long seed = System.nanoTime();
        byte[] body = new byte[3_000_000];
        new Random(seed).nextBytes(body);
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send(
                    "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: " + body.length + "\r\n\r\n");
            connection.send(body);
            connection.awaitClose();
        })) {
            Answer answer = stage.chat(Stage.UNARY);
            assertThat(answer.body()).as("seed %d", seed).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void passesABodyOnThatLastsUntilTheConnectionEnds(String version) throws IOException {
        try (Stage stage = Stage.with(connection -> {
                    connection.readRequest();
                    connection.send(version + " 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":");
                    connection.send("1}");
                });
                RawClient client = stage.client()) {
            for (int i = 1; i <= 2; i++) {
                Answer answer =
                        client.send(RawClient.post(Stage.CHAT, Stage.UNARY)).answer();
                assertThat(answer.text()).isEqualTo("{\"a\":1}");
                assertThat(answer.complete()).isTrue();
                assertThat(stage.upstream().connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void passesAnAnswerOnThatComesBeforeTheBodyWasSentWhole() throws IOException {
        String big = "{\"model\":\"m\",\"input\":\"" + "x".repeat(20_000_000) + "\"}";
        AtomicBoolean answered = new AtomicBoolean();
        try (Stage stage = Stage.with(connection -> {
                    // Of the first request only a little is read before it is refused, and no more behind that: the
                    // rest of it cannot have been sent when the answer comes.
                    boolean first = connection.number() == 1;
                    if (first) {
                        connection.socket().getInputStream().readNBytes(1000);
                    } else {
                        connection.readRequest();
                    }
                    connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
                    if (first) {
                        TestGateway.await(answered::get);
                    } else {
                        connection.socket().getInputStream().readAllBytes();
                    }
                });
                RawClient client = stage.client()) {
            Answer first = client.send(RawClient.post("/v1/embeddings", big)).answer();
            assertThat(first.status()).isEqualTo(413);
            assertThat(first.text()).isEqualTo("big");
            answered.set(true);

            assertThat(client.send(RawClient.post(Stage.CHAT, Stage.UNARY))
                            .answer()
                            .text())
                    .isEqualTo("big");
            assertThat(stage.upstream().connections()).isEqualTo(2);
        }
    }

    @Test
    void namesNoReasonOfTheProvidersButKeepsItsStatus() throws IOException {
        try (Stage stage = Stage.with(connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 299\r\ncontent-length: 2\r\n\r\nok".getBytes(ISO_8859_1));
            connection.awaitClose();
        })) {
            assertThat(stage.chat(Stage.UNARY).status()).isEqualTo(299);
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.getBytes(UTF_8).length) + "\r\n" + data + "\r\n";
    }
}
