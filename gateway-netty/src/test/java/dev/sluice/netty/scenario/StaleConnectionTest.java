package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Pooled connections that the provider closes while the gateway writes to them, and ones that it closes later. */
final class StaleConnectionTest {

    private static final String ONCE = "attempts: 1, max_attempts: 1, retry_on: []";

    /** The first connection answers one request; of the second it reads all, and closes after so long. */
    private static Script closing(int millis) {
        return connection -> {
            connection.readRequest();
            connection.send(TwoProviders.GOOD);
            if (connection.number() == 1 && connection.readRequest() && !connection.awaitMillis(millis)) {
                throw new IOException("the gateway did not wait for the answer");
            }
        };
    }

    /** The answer to the second of two requests on one connection, and so on one event loop. */
    private static Timed second(TwoProviders both) throws IOException {
        try (RawClient client = new RawClient(both.gateway().port())) {
            assertThat(client.send(Chat.post(Chat.unary("alone"))).answer().status())
                    .isEqualTo(200);
            return Timed.of(() -> client.send(Chat.post(Chat.unary("alone"))).answer());
        }
    }

    /** An answer, and how long it took. */
    record Timed(Answer answer, long nanos) {

        static Timed of(Callable<Answer> asking) throws IOException {
            try {
                long before = System.nanoTime();
                Answer answer = asking.call();
                return new Timed(answer, System.nanoTime() - before);
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether the provider had the request for so short a time that its connection must count as stale. */
        boolean isQuick() {
            return nanos < TimeUnit.MILLISECONDS.toNanos(250);
        }
    }

    @Test
    void writesAgainWhatWasClosedAtOnceAndCountsNoAttempt() {
        // A machine that was too busy to close it at once tells nothing.
        await().until(StaleConnectionTest::writesAgain);
    }

    private static boolean writesAgain() throws IOException {
        try (TwoProviders both = TwoProviders.start(closing(1), ONCE, "")) {
            Timed second = second(both);
            if (second.isQuick()) {
                assertThat(second.answer().status()).isEqualTo(200);
                assertThat(both.a().requests()).hasSize(3);
                assertThat(both.gateway().records().attempts()).hasSize(2);
                assertThat(both.gateway().records().staleConnections()).isEqualTo(1);
            }
            return second.isQuick();
        }
    }

    @Test
    void failsWhatAProviderHadForAWhileAndLeavesTheRestToTheRules() throws IOException {
        try (TwoProviders both = TwoProviders.start(closing(400), ONCE, "")) {
            assertThat(second(both).answer().status()).isEqualTo(502);

            assertThat(both.a().requests()).hasSize(2);
            assertThat(both.gateway().records().attempts())
                    .extracting(AttemptRecord::failure)
                    .containsExactly(null, Code.UPSTREAM_CLOSED);
            assertThat(both.gateway().records().staleConnections()).isZero();
        }
    }
}
