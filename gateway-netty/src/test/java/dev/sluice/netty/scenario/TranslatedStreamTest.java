package dev.sluice.netty.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are translated as they flow: when what is said, and how they end. */
final class TranslatedStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> EVENTS = Tongue.ANTHROPIC.events();
    private static final String ALL = String.join("", EVENTS);
    private static final String UNENDED = String.join("", EVENTS.subList(0, EVENTS.size() - 1));
    private static final String SAID = "data: \"begin\"\n\ndata: \"Grüße\"\n\ndata: \", Welt\"\n\ndata: end\n\n";
    private static final String OVERLOADED = Tongue.ANTHROPIC.errorEvent(529, "overloaded_error");
    private static final String ARRAY = RawClient.post("/v1beta/models/m:streamGenerateContent", Tongue.CONTENTS);

    private static String whole(String events) {
        return Said.STREAM + Said.chunk(events) + Said.LAST;
    }

    private static Answer ask(Interpreted stage) throws IOException {
        return stage.send(Chat.post(Chat.stream("m")));
    }

    private static ExchangeRecord settled(Interpreted stage) {
        return stage.gateway().settled(1).get(0);
    }

    /** The gateway's or the provider's error in the last event of a stream. */
    private static JsonNode lastError(String text) throws IOException {
        assertThat(text).endsWith("\n\n");
        String data = text.substring(text.lastIndexOf("data: ") + 6);
        return JSON.readTree(data).get("error");
    }

    @Test
    void translatesAStreamWhole() throws IOException {
        try (Interpreted stage = Interpreted.answering("", whole(ALL))) {
            Answer answer = ask(stage);

            assertThat(answer.text()).isEqualTo(SAID);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.head())
                    .containsOnlyOnce("content-type: text/event-stream\r\n")
                    .contains("cache-control: no-cache\r\n", "x-accel-buffering: no\r\n");
            assertThat(settled(stage).usage().input()).isEqualTo(9);
            assertThat(settled(stage).usage().output()).isEqualTo(3);
            assertThat(settled(stage).result().failure()).isNull();
            assertThat(JSON.readTree(stage.seen().body()).get("stream").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void tellsTheSameWhereverTheStreamIsCutInTwo() throws IOException {
        byte[] bytes = ALL.getBytes(UTF_8);
        try (Interpreted stage = Interpreted.with("", connection -> {
                    for (int cut = 1; connection.readRequest(); cut++) {
                        connection.send(Said.STREAM);
                        connection.send(chunk(bytes, 0, cut));
                        connection.send(chunk(bytes, cut, bytes.length));
                        connection.send(Said.LAST);
                    }
                });
                RawClient client = new RawClient(stage.gateway().port())) {
            for (int cut = 1; cut < bytes.length; cut++) {
                Answer answer = client.send(Chat.post(Chat.stream("m"))).answer();
                assertThat(answer.text()).as("cut at %d", cut).isEqualTo(SAID);
            }
        }
    }

    private static byte[] chunk(byte[] bytes, int from, int to) {
        byte[] head = (Integer.toHexString(to - from) + "\r\n").getBytes(UTF_8);
        byte[] chunk = new byte[head.length + to - from + 2];
        System.arraycopy(head, 0, chunk, 0, head.length);
        System.arraycopy(bytes, from, chunk, head.length, to - from);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    @Test
    void tellsTheSameByteByByte() throws IOException {
        byte[] bytes = ALL.getBytes(UTF_8);
        try (Interpreted stage = Interpreted.with("", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM);
            for (int i = 0; i < bytes.length; i++) {
                connection.send(chunk(bytes, i, i + 1));
            }
            connection.send(Said.LAST);
        })) {
            assertThat(ask(stage).text()).isEqualTo(SAID);
        }
    }

    @Test
    void letsNoEventWaitForTheNext() throws IOException {
        Script step = connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + Said.chunk(String.join("", EVENTS.subList(0, 4))));
            connection.awaitProceed();
            connection.send(Said.chunk(EVENTS.get(4)));
            connection.awaitProceed();
            connection.send(Said.chunk(String.join("", EVENTS.subList(5, EVENTS.size()))));
            connection.awaitProceed();
            connection.send(Said.LAST);
        };
        try (Interpreted stage = Interpreted.with("", step);
                RawClient client = new RawClient(stage.gateway().port())) {
            client.send(Chat.post(Chat.stream("m")));

            assertThat(new String(client.until("e\"\n\n"), UTF_8)).contains("data: \"begin\"\n\n");
            stage.claude().proceed();
            client.until("Welt\"\n\n");
            stage.claude().proceed();
            client.until("data: end\n\n");
            stage.claude().proceed();
            client.until("0\r\n\r\n");
        }
    }

    @Test
    void holdsWhatComesBeforeTheFirstOutputAndTriesElsewhereInstead() throws IOException {
        String early = String.join("", EVENTS.subList(0, 3)) + OVERLOADED;
        try (Interpreted stage = Interpreted.answering(Interpreted.RESILIENCE, whole(early))) {
            assertThat(stage.send(Chat.post(Chat.stream("both"))).text()).isEqualTo("{\"from\":\"gpt\"}");
            assertThat(stage.claude().requests()).hasSize(2);
        }
    }

    @Test
    void answersWithAnErrorWhereNothingWasSaidBefore() throws IOException {
        String early = String.join("", EVENTS.subList(0, 2)) + OVERLOADED;
        try (Interpreted stage = Interpreted.answering("", whole(early))) {
            Answer answer = ask(stage);

            assertThat(answer.status()).isEqualTo(529);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            JsonNode error = JSON.readTree(answer.body()).get("error");
            assertThat(error.get("type").asText()).isEqualTo("server_error");
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_STREAM_ERROR);
        }
    }

    @Test
    void tellsAnErrorInTheMiddleInTheClientsWords() throws IOException {
        String middle = String.join("", EVENTS.subList(0, 4)) + OVERLOADED;
        try (Interpreted stage = Interpreted.answering("", whole(middle))) {
            Answer answer = ask(stage);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .startsWith("data: \"begin\"\n\ndata: \"Grüße\"\n\n")
                    .doesNotContain("end\n");
            assertThat(lastError(answer.text()).get("type").asText()).isEqualTo("server_error");
            assertThat(lastError(answer.text()).get("message").asText()).isEqualTo("No.");
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_STREAM_ERROR);
        }
    }

    @Test
    void hidesAnErrorInTheMiddleThatQuotesTheGatewaysKey() throws IOException {
        String middle = String.join("", EVENTS.subList(0, 4)) + OVERLOADED.replace("No.", "sk-anthropic");
        try (Interpreted stage = Interpreted.answering("", whole(middle))) {
            Answer answer = ask(stage);

            assertThat(answer.text()).doesNotContain("sk-anthropic");
            assertThat(lastError(answer.text()).get("code").asText()).isEqualTo("upstream_stream_error");
        }
    }

    @Test
    void endsWithAnErrorWhereTheProviderDidNotSayTheEnd() throws IOException {
        try (Interpreted stage = Interpreted.answering("", whole(UNENDED))) {
            Answer answer = ask(stage);

            assertThat(answer.text())
                    .startsWith(SAID.replace("data: end\n\n", ""))
                    .doesNotContain("data: end");
            assertThat(lastError(answer.text()).get("code").asText()).isEqualTo("upstream_cut");
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_CUT);
            assertThat(stage.gateway().records().attempts().get(0).failure()).isEqualTo(Code.UPSTREAM_CUT);
        }
    }

    @Test
    void endsWithAnErrorWhereTheConnectionEndsInTheMiddle() throws IOException {
        try (Interpreted stage = Interpreted.with("", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + Said.chunk(UNENDED + "event: message_st"));
            connection.awaitProceed();
        })) {
            try (RawClient client = new RawClient(stage.gateway().port())) {
                client.send(Chat.post(Chat.stream("m")));
                client.until("Welt");
                stage.claude().proceed();
                assertThat(new String(client.until("0\r\n\r\n"), UTF_8)).contains("upstream_cut");
                assertThat(client.ended()).isTrue();
            }
        }
    }

    @Test
    void isWholeThoughItsConnectionEndsBadlyBehindTheLastEvent() throws IOException {
        try (Interpreted stage = Interpreted.with("", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + Said.chunk(ALL));
        })) {
            Answer answer = ask(stage);

            assertThat(answer.text()).isEqualTo(SAID);
            assertThat(answer.complete()).isTrue();
            assertThat(settled(stage).result().failure()).isNull();
        }
    }

    @Test
    void endsWithAnErrorWhereAnEventMakesNoSense() throws IOException {
        String middle = String.join("", EVENTS.subList(0, 4)) + "data: {\"type\":\n\n" + EVENTS.get(4);
        try (Interpreted stage = Interpreted.answering("", whole(middle))) {
            Answer answer = ask(stage);

            // All came in one read: nothing had been said, and so it is an answer of its own.
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_malformed");
        }
        try (Interpreted stage = Interpreted.with("", connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + Said.chunk(String.join("", EVENTS.subList(0, 4))));
            connection.awaitProceed();
            connection.send(Said.chunk("data: {\"type\":\n\n" + EVENTS.get(4)));
            connection.awaitProceed();
        })) {
            try (RawClient client = new RawClient(stage.gateway().port())) {
                client.send(Chat.post(Chat.stream("m")));
                client.until("e\"\n\n");
                stage.claude().proceed();
                String rest = new String(client.until("0\r\n\r\n"), UTF_8);
                assertThat(rest).contains("upstream_malformed").doesNotContain("Welt");
            }
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 0\r\n\r\n"
            })
    void takesWhatIsNoStreamForAFailureOfTheProvider(String said) throws IOException {
        try (Interpreted stage = Interpreted.answering("", said)) {
            assertThat(ask(stage).status()).isEqualTo(502);
        }
    }

    @Test
    void givesAClientOfGeminiTheArrayThatItAskedFor() throws IOException {
        try (Interpreted stage = Interpreted.answering("", whole(ALL))) {
            Answer answer = stage.send(ARRAY);

            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(JSON.readTree(answer.body()).toString()).isEqualTo("[\"begin\",\"Grüße\",\", Welt\"]");
            assertThat(stage.send(Tongue.GEMINI.askForStream("m")).text()).isEqualTo(SAID);
        }
    }

    @Test
    void endsAnArrayThatBrokeOffWithAnError() throws IOException {
        try (Interpreted stage = Interpreted.answering("", whole(UNENDED))) {
            Answer answer = stage.send(ARRAY);

            assertThat(answer.complete()).isTrue();
            JsonNode told = JSON.readTree(answer.body());
            assertThat(told).hasSize(4);
            assertThat(told.get(2).asText()).isEqualTo(", Welt");
            assertThat(told.get(3).at("/error/details/0/reason").asText()).isEqualTo("UPSTREAM_CUT");
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_CUT);
        }
    }

    @Test
    void endsAnArrayWithTheErrorThatTheProviderReports() throws IOException {
        try (Interpreted stage = Interpreted.answering("", whole(UNENDED + OVERLOADED))) {
            Answer answer = stage.send(ARRAY);

            assertThat(answer.complete()).isTrue();
            JsonNode told = JSON.readTree(answer.body());
            assertThat(told).hasSize(4);
            assertThat(told.get(3).at("/error/status").asText()).isEqualTo("UNAVAILABLE");
            assertThat(settled(stage).result().failure()).isEqualTo(Code.UPSTREAM_STREAM_ERROR);
        }
    }

    @Test
    void waitsForAClientThatIsSlow() throws IOException {
        String delta = EVENTS.get(3).replace("Grüße", "x".repeat(50_000));
        int count = 400;
        try (Interpreted stage = Interpreted.with("", connection -> {
                    connection.readRequest();
                    connection.send(Said.STREAM + Said.chunk(EVENTS.get(0)));
                    for (int i = 0; i < count; i++) {
                        connection.send(Said.chunk(delta));
                    }
                    connection.send(Said.chunk(EVENTS.get(EVENTS.size() - 1)) + Said.LAST);
                });
                RawClient client = RawClient.narrow(stage.gateway().port())) {
            client.send(Chat.post(Chat.stream("m")));
            TestGateway.await(() -> stage.gateway().records().upstreamPauses() > 0);

            String text = client.answer().text();

            assertThat(text).hasSize("data: \"begin\"\n\n".length() + count * 50_010 + "data: end\n\n".length());
            assertThat(text).endsWith("data: end\n\n");
        }
    }

    @Test
    void takesTheFirstOfTwoAttemptsThatSpeaks() throws IOException {
        String hedged = "resilience: { hedge: { enabled: true, at: p50, share: 1 }, breaker: { failures: 50 } }\n";
        try (Interpreted stage = Interpreted.with(hedged, connection -> {
            while (connection.readRequest()) {
                if (connection.number() == 3) {
                    connection.awaitProceed();
                }
                connection.send(whole(ALL));
            }
        })) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(stage).text()).isEqualTo(SAID);
            }
        }
    }
}
