package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.GoldenFiles;
import dev.sluice.netty.testing.GoldenFiles.Format;
import dev.sluice.netty.testing.GoldenFiles.Pair;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What providers of every format say that went wrong, as clients of every other format are told it: status and body, or
 * the last event of a stream.
 */
final class TranslatedErrorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SECONDS = Pattern.compile("(\"created(?:_at)?\":)(\\d{10})");
    private static final AtomicReference<String> SAID = new AtomicReference<>("");

    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(SAID.get());
            }
        });
        gateway = TestGateway.start("""
                providers:
                  - { name: c, dialect: openai, serves: [ chat_completions ], base_url: "http://127.0.0.1:%1$d" }
                  - { name: r, dialect: openai, serves: [ responses ], base_url: "http://127.0.0.1:%1$d" }
                  - { name: m, dialect: anthropic, base_url: "http://127.0.0.1:%1$d" }
                  - { name: g, dialect: gemini, base_url: "http://127.0.0.1:%1$d" }
                models:
                  - { name: completions, targets: [ { provider: c } ] }
                  - { name: responses, targets: [ { provider: r } ] }
                  - { name: messages, targets: [ { provider: m } ] }
                  - { name: generate, targets: [ { provider: g } ] }
                """.formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    static List<Pair> pairs() {
        return GoldenFiles.pairs();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void tellsAnErrorWithItsStatusInTheClientsWords(Pair pair) throws IOException {
        String error = GoldenFiles.given(pair.provider(), "answers", "error.json");
        int status = pair.provider() == Format.MESSAGES ? 529 : 429;

        Answer answer = ask(pair, false, Said.status(status, "retry-after: 7\r\n", error));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("retry-after")).isEqualTo("7");
        compare(pair, "error.json", whole(answer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void answersWithAStatusWhereAStreamBeginsWithAnError(Pair pair) throws IOException {
        String stream = GoldenFiles.given(pair.provider(), "streams", "error_before.sse");

        String told = whole(ask(pair, true, Said.STREAM + Said.chunk(stream) + Said.LAST));

        compare(pair, "error_before.json", told);
        assertThat(whole(ask(pair, true, chunks(stream)))).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void endsAStreamWithTheErrorInTheClientsWords(Pair pair) throws IOException {
        String stream = GoldenFiles.given(pair.provider(), "streams", "error_mid.sse");

        String told = streamed(ask(pair, true, Said.STREAM + Said.chunk(stream) + Said.LAST));

        compare(pair, "error_mid.sse", told);
        assertThat(streamed(ask(pair, true, chunks(stream)))).isEqualTo(told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void endsAStreamThatBreaksOffWithAnError(Pair pair) throws IOException {
        String stream = GoldenFiles.given(pair.provider(), "streams", "text.sse");
        List<String> events = GoldenFiles.events(stream);
        int most = pair.provider() == Format.RESPONSES ? 7 : Math.max(1, events.size() / 2);
        String begun = String.join("", events.subList(0, most));
        String half = events.get(most).substring(0, events.get(most).length() / 2);

        String between = streamed(ask(pair, true, Said.STREAM + Said.chunk(begun) + Said.LAST));

        compare(pair, "cut.sse", between);
        assertThat(streamed(ask(pair, true, Said.STREAM + Said.chunk(begun + half) + Said.LAST)))
                .as("inside an event")
                .isEqualTo(between);
    }

    private static String chunks(String stream) {
        StringBuilder chunks = new StringBuilder(Said.STREAM);
        GoldenFiles.events(stream).forEach(event -> chunks.append(Said.chunk(event)));
        return chunks + Said.LAST;
    }

    private static Answer ask(Pair pair, boolean stream, String said) throws IOException {
        SAID.set(said);
        String model = pair.provider().toString();
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request(pair.client(), model, stream)).answer();
        }
    }

    private static String request(Format client, String model, boolean stream) {
        return switch (client) {
            case COMPLETIONS -> Chat.post(stream ? Chat.stream(model) : Chat.unary(model));
            case RESPONSES ->
                RawClient.post(
                        "/v1/responses", "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"input\":\"hi\"}");
            case MESSAGES -> stream ? Tongue.ANTHROPIC.askForStream(model) : Tongue.ANTHROPIC.ask(model);
            case GENERATE -> stream ? Tongue.GEMINI.askForStream(model) : Tongue.GEMINI.ask(model);
        };
    }

    private static String whole(Answer answer) throws IOException {
        assertThat(answer.complete()).isTrue();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        ObjectNode told = JSON.createObjectNode();
        told.put("status", answer.status());
        told.set("body", JSON.readTree(known(answer, answer.text())));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(told) + "\n";
    }

    private static String streamed(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.complete()).isTrue();
        return known(answer, answer.text());
    }

    /** With the ids and times that are another one's each time left out. */
    private static String known(Answer answer, String text) {
        long now = System.currentTimeMillis() / 1000;
        String id = Objects.requireNonNull(answer.header("x-request-id"));
        return SECONDS.matcher(text.replace(id, "ID")).replaceAll(found -> isNear(found, now) ? "$1" + "0" : "$0");
    }

    private static boolean isNear(MatchResult found, long now) {
        return Math.abs(Long.parseLong(found.group(2)) - now) < 3600;
    }

    private static void compare(Pair pair, String name, String found) {
        assertThat(found).isEqualTo(GoldenFiles.expected(pair.golden("errors/" + name), found));
    }
}
