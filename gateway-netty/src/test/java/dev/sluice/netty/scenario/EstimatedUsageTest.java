package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Answers whose provider does not say, or not yet, what they used. */
final class EstimatedUsageTest {

    private static final String PLAIN = "metering: { request_tokens: 0, message_tokens: 0 }\n"
            + "prices: { models: { m: { input: 1, output: 10, request: 1 } } }\n";
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String WORLD = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" world\"}}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":9}}\n\n";

    /** "Good morning" and a line end are three tokens, "Hello world" are two. */
    private static String asking(String more) {
        return "{\"model\":\"m\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"Good morning\"}]}";
    }

    private static final String STREAM = asking("\"stream\":true,");

    private static ExchangeRecord settled(Stage stage) {
        return stage.gateway().settled(1).get(0);
    }

    private static void assertEstimated(ExchangeRecord record, long input, long output) {
        assertThat(record.usage())
                .isEqualTo(Usage.tokens(input, output)
                        .but()
                        .origin(Usage.Origin.ESTIMATED)
                        .build());
        assertThat(record.cost().basis()).isEqualTo(Cost.Basis.PRICED);
        assertThat(record.cost().picoDollars()).isEqualTo(1_000_000_000_000L + input * 1_000_000 + output * 10_000_000);
    }

    @Test
    void countsWhatAStreamSaidUntilItsClientLeft() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
                    connection.readRequest();
                    connection.send(STREAM_HEAD + HELLO + WORLD);
                    connection.awaitClose();
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, STREAM));
            client.until("world\"}}]}\n\n");
            client.socket().close();

            assertEstimated(settled(stage), 3, 2);
            assertThat(settled(stage).result().failure()).isEqualTo(Code.CLIENT_GONE);
        }
    }

    @Test
    void countsWhatAStreamSaidThatIsCut() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + HELLO + WORLD);
        })) {
            stage.chat(STREAM);

            assertEstimated(settled(stage), 3, 2);
        }
    }

    @Test
    void countsAWholeStreamWhoseProviderIsSilentAboutIt() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + HELLO + WORLD + "data: [DONE]\n\n");
        })) {
            stage.chat(STREAM);

            assertEstimated(settled(stage), 3, 2);
            assertThat(settled(stage).result().success()).isTrue();
        }
    }

    @Test
    void countsAUnaryAnswerWhoseProviderIsSilentAboutIt() throws IOException {
        String body = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello world\"}}]}";
        try (Stage stage = Stage.with(PLAIN, connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length()
                    + "\r\n\r\n" + body);
        })) {
            stage.chat(asking(""));

            assertEstimated(settled(stage), 3, 2);
        }
    }

    @Test
    void countsThePromptThatAProviderHadWhenTheClientLeft() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, asking("")));
            await().until(() -> stage.upstream().requests().size() == 1);
            client.socket().close();

            assertEstimated(settled(stage), 3, 0);
        }
    }

    @Test
    void countsThePromptThatAProviderHadWhenTheClientsDeadlinePassed() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
                    connection.readRequest();
                    connection.awaitClose();
                });
                RawClient client = stage.client()) {
            String request = RawClient.post(Stage.CHAT, asking(""));
            client.send(request.replaceFirst("\r\n\r\n", "\r\nx-request-deadline-ms: 2000\r\n\r\n"));

            assertThat(client.answer().status()).isEqualTo(504);
            assertEstimated(settled(stage), 3, 0);
        }
    }

    @Test
    void takesWhatIsReportedAndBelievesAZero() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + HELLO + WORLD + USAGE + "data: [DONE]\n\n");
        })) {
            stage.chat(STREAM);

            assertThat(settled(stage).usage()).isEqualTo(Usage.tokens(0, 9));
        }
    }

    @Test
    void countsNothingOfWhatFailedBeforeItsFirstOutput() throws IOException {
        try (Stage stage = Stage.with(PLAIN, connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + "data: {\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}\n\n");
        })) {
            stage.chat(STREAM);

            assertThat(settled(stage).usage()).isEqualTo(Usage.NONE);
            assertThat(settled(stage).cost()).isEqualTo(Cost.NONE);
        }
    }

    @Test
    void countsNothingOfARefusalWhoseClientLeavesBeforeItIsTriedAgain() throws IOException {
        String busy = "{\"error\":{\"message\":\"busy\"}}";
        try (Stage stage = Stage.with(
                        PLAIN + "resilience: { attempts: 2, backoff: { initial: 1m, max: 1m } }\n", connection -> {
                            connection.readRequest();
                            connection.send("HTTP/1.1 500 Oops\r\ncontent-type: application/json\r\ncontent-length: "
                                    + busy.length() + "\r\n\r\n" + busy);
                            connection.awaitClose();
                        });
                RawClient client = stage.client()) {
            client.send(RawClient.post(Stage.CHAT, STREAM));
            await().until(() -> !stage.gateway().records().attempts().isEmpty());
            client.socket().close();

            assertThat(settled(stage).usage()).isEqualTo(Usage.NONE);
        }
    }

    @Test
    void countsTheAttemptThatReportedSomethingBeforeAnotherOneAnswered() throws IOException {
        String error = "data: {\"error\":{\"code\":\"server_error\",\"message\":\"x\"},"
                + "\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":0}}\n\n";
        try (TwoProviders both = TwoProviders.start(connection -> {
            while (connection.readRequest()) {
                connection.send(STREAM_HEAD + error);
                return;
            }
        })) {
            both.ask(STREAM);

            assertThat(both.gateway().settled(1)).hasSize(1);
            assertThat(both.gateway().records().wasted()).contains(Usage.tokens(4, 0));
        }
    }

    @Test
    void tellsWhatIsYetToBeCountedBeforeItStops() throws IOException {
        ScriptedUpstream.Script script = connection -> {
            connection.readRequest();
            connection.send(STREAM_HEAD + HELLO + WORLD);
        };
        Stage stage = Stage.with(PLAIN, script);
        int times = 20;
        for (int i = 0; i < times; i++) {
            stage.chat(STREAM);
        }

        stage.close();

        assertThat(stage.gateway().records().exchanges())
                .hasSize(times)
                .allSatisfy(each -> assertEstimated(each, 3, 2));
    }
}
