package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import java.io.IOException;
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
    private static Answer second(TwoProviders both) throws IOException {
        try (RawClient client = new RawClient(both.gateway().port())) {
            assertThat(client.send(Chat.post(Chat.unary("alone"))).answer().status())
                    .isEqualTo(200);
            return client.send(Chat.post(Chat.unary("alone"))).answer();
        }
    }

    @Test
    void writesAgainWhatWasClosedAtOnceAndCountsNoAttempt() throws IOException {
        try (TwoProviders both = TwoProviders.start(closing(1), ONCE, "")) {
            assertThat(second(both).status()).isEqualTo(200);

            assertThat(both.a().requests()).hasSize(3);
            assertThat(both.gateway().records().attempts()).hasSize(2);
            assertThat(both.gateway().records().staleConnections()).isEqualTo(1);
        }
    }

    @Test
    void failsWhatAProviderHadForAWhileAndLeavesTheRestToTheRules() throws IOException {
        try (TwoProviders both = TwoProviders.start(closing(400), ONCE, "")) {
            assertThat(second(both).status()).isEqualTo(502);

            assertThat(both.a().requests()).hasSize(2);
            assertThat(both.gateway().records().attempts())
                    .extracting(AttemptRecord::failure)
                    .containsExactly(null, Code.UPSTREAM_CLOSED);
            assertThat(both.gateway().records().staleConnections()).isZero();
        }
    }
}
