package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Long whole answers in another dialect: no event loop translates them, and much may happen meanwhile. */
final class LongTranslatedAnswerTest {

    private static final String LONG = Interpreted.ANSWER.replaceFirst("\\{", "{" + " ".repeat(300 * 1024));
    private static final String WAITING = LONG.replaceFirst("\\{", "{\"wait\":1,");
    private static final String ROOM = TestGateway.serving("max_body: 512KiB, body_memory: 512KiB, event_loops: 1");

    private final AtomicReference<String> said = new AtomicReference<>(WAITING);

    private Interpreted stage() {
        return Interpreted.with(ROOM, connection -> {
            while (connection.readRequest()) {
                connection.send(Said.ok(said.get()));
            }
        });
    }

    private static void awaitTranslation(Interpreted stage, int number) {
        await().until(() -> stage.translation().answers().size() == number);
    }

    @Test
    void servesOthersWhileALongAnswerIsTranslatedAndTellsItThen() throws IOException {
        try (Interpreted stage = stage();
                RawClient client = new RawClient(stage.gateway().port())) {
            client.send(Chat.post(Chat.unary("m")));
            awaitTranslation(stage, 1);
            said.set(Interpreted.ANSWER);
            assertThat(stage.send(Chat.post(Chat.unary("m"))).text()).contains("Grüße");
            stage.gateway().settled(1);

            stage.translation().proceed();

            assertThat(client.answer().text()).isEqualTo("{\"for\":\"m\",\"text\":\"Grüße\"}");
            assertThat(stage.translation().answers().get(0)).startsWith("translation");
            assertThat(stage.translation().answers().get(1)).startsWith("loop");
            assertThat(stage.gateway().settled(2).get(1).usage().input()).isEqualTo(9);
            said.set(LONG);
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Chat.post(Chat.unary("m"))).answer().text())
                        .contains("Grüße");
            }
        }
    }

    @Test
    void takesALongAnswerThatIsNoneForAFailureOfTheProvider() throws IOException {
        said.set("{" + " ".repeat(300 * 1024) + "}");
        try (Interpreted stage = stage()) {
            RawClient.Answer answer = stage.send(Chat.post(Chat.unary("m")));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_malformed");
        }
    }

    @Test
    void givesBackTheMemoryOfAnAnswerWhoseClientLeftMeanwhile() throws IOException {
        try (Interpreted stage = stage()) {
            try (RawClient client = new RawClient(stage.gateway().port())) {
                client.send(Chat.post(Chat.unary("m")));
                awaitTranslation(stage, 1);
            }
            assertThat(stage.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.CLIENT_GONE);
            said.set(LONG);
            assertThat(stage.send(Chat.post(Chat.unary("m"))).text()).contains("body_memory_exhausted");

            stage.translation().proceed();

            await().untilAsserted(() ->
                    assertThat(stage.send(Chat.post(Chat.unary("m"))).text()).contains("Grüße"));
        }
    }

    @Test
    void doesNotWaitForATranslationBeyondADeadline() throws IOException {
        try (Interpreted stage = stage()) {
            String request = Chat.post(Chat.unary("m")).replaceFirst("\r\n", "\r\nx-request-deadline-ms: 300\r\n");

            RawClient.Answer answer = stage.send(request);

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("deadline_exceeded");
            stage.translation().proceed();
        }
    }
}
