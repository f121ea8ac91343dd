package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same target again: when, how often, and what the client gets where that does not help. */
@Execution(ExecutionMode.CONCURRENT)
final class RetryTest {

    private static final String BUSY = Said.error("server_error", "busy");

    /** Pauses as short as can be, and everything else as it is by default. */
    private static final String AT_ONCE = "backoff: { initial: 1ms, factor: 1, max: 10s, jitter: 0 }";

    private static final String ONE_LOOP = TestGateway.serving("event_loops: 1");

    /** Answers the n-th request, from 1, with the n-th of these, and then with the last one for good. */
    private static Script saying(String... answers) {
        AtomicInteger served = new AtomicInteger();
        return connection -> {
            while (connection.readRequest()) {
                connection.send(answers[Math.min(served.getAndIncrement(), answers.length - 1)]);
            }
        };
    }

    private static List<String> words(TwoProviders both) {
        List<String> words = new ArrayList<>();
        for (ScriptedUpstream.Request request : both.a().requests()) {
            words.add(request.text().replaceAll(".*\"content\":\"(.*?)\".*", "$1"));
        }
        return words;
    }

    @Test
    void asksAgainUntilThereIsAnAnswer() throws IOException {
        try (TwoProviders both = TwoProviders.start(
                saying(Said.status(503, "", BUSY), Said.status(500, "", BUSY), Said.ok("{}")), AT_ONCE, "")) {
            Answer answer = both.ask(Chat.unary("m"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("3");
            assertThat(answer.header("x-sluice-provider")).isEqualTo("a");
            assertThat(both.gateway().settled(1).get(0).result().success()).isTrue();
            assertThat(both.gateway().records().retries())
                    .containsExactly(RetryReason.SERVER_ERROR, RetryReason.SERVER_ERROR);
            assertThat(both.gateway().records().failovers()).isEmpty();
            assertThat(both.b().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"8s, ''", "1ms, 'retry-after-ms: 8000\r\n'"})
    void leavesTheProviderAloneUntilItsPauseIsOver(String backoff, String asked) throws IOException {
        // Requests that come in the meantime are served; the one that waits is not sent before them.
        String waiting = "attempts: 2, backoff: { initial: " + backoff + ", factor: 1, max: 10s, jitter: 0 }";
        try (TwoProviders both = TwoProviders.start(saying(Said.status(503, asked, BUSY), Said.ok("{}")), waiting, "");
                RawClient patient = both.begin(Chat.asking("m", "patient"))) {
            both.awaitAtA(1);
            TestGateway.await(() -> both.gateway().records().attempts().size() == 1);
            for (int i = 0; i < 2; i++) {
                assertThat(both.ask(Chat.asking("alone", "other")).status()).isEqualTo(200);
            }

            assertThat(patient.answer().status()).isEqualTo(200);
            assertThat(words(both)).containsExactly("patient", "other", "other", "patient");
        }
    }

    @Test
    void takesNoPauseForTheGatewaysOwnShare() throws IOException {
        String slow = "backoff: { initial: 300ms, factor: 2, max: 5s, jitter: 0 }";
        try (TwoProviders both = TwoProviders.start(
                saying(Said.status(503, "", BUSY), Said.status(503, "", BUSY), Said.ok("{}")), slow, "")) {
            assertThat(both.ask(Chat.unary("m")).header("x-sluice-attempts")).isEqualTo("3");

            ExchangeRecord record = both.gateway().settled(1).get(0);

            ExchangeRecord.Timing timing = record.timing();
            assertThat(timing.pauseNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(300 + 600));
            assertThat(record.overheadNanos())
                    .isLessThanOrEqualTo(timing.durationNanos() - timing.upstreamNanos() - timing.pauseNanos());
        }
    }

    @Test
    void asksAgainWhereTheProviderWantsItThoughItRefusedTheRequest() throws IOException {
        String refusal = Said.error("invalid_request_error", "try_again");
        try (TwoProviders both = TwoProviders.start(
                saying(Said.status(400, "x-should-retry: true\r\n", refusal), Said.ok("{}")), AT_ONCE, "")) {
            assertThat(both.ask(Chat.unary("m")).status()).isEqualTo(200);
            assertThat(both.a().requests()).hasSize(2);
        }
    }

    @Test
    void asksAnotherAtOnceWhereTheProviderDoesNotWantToBeAskedAgain() throws IOException {
        String slow = "backoff: { initial: 60s, factor: 1, max: 60s, jitter: 0 }";
        try (TwoProviders both =
                TwoProviders.start(saying(Said.status(500, "x-should-retry: false\r\n", BUSY)), slow, "")) {
            assertThat(both.ask(Chat.unary("m")).header("x-sluice-provider")).isEqualTo("b");
            assertThat(both.a().requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 6, 1, 1", "4, 6, 4, 1", "6, 6, 6, 0", "3, 3, 3, 0", "1, 1, 1, 0"})
    void keepsToTheMostAttempts(int ofTarget, int ofRequest, int atA, int atB) throws IOException {
        String bounds =
                AT_ONCE + ", attempts: " + ofTarget + ", max_attempts: " + ofRequest + ", breaker: { failures: 1000 }";
        try (TwoProviders both = TwoProviders.start(saying(Said.status(503, "", BUSY)), bounds, "")) {
            Answer answer = both.ask(Chat.unary("m"));

            assertThat(both.a().requests()).hasSize(atA);
            assertThat(both.b().requests()).hasSize(atB);
            assertThat(answer.status()).isEqualTo(atB > 0 ? 200 : 503);
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("" + (atA + atB));
        }
    }

    @Test
    void relaysTheLastAnswerThoughItsConnectionHasServedOthersSince() throws IOException {
        String first = Said.status(503, "retry-after-ms: 8000\r\nx-of: first\r\n", Said.error("server_error", "first"));
        String other = Said.status(200, "x-of: other\r\nx-padding: " + "p".repeat(500) + "\r\n", "[1,2,3]");
        try (TwoProviders both = TwoProviders.start(saying(first, other), AT_ONCE, ONE_LOOP);
                RawClient patient = both.begin(Chat.unary("alone"))) {
            TestGateway.await(() -> both.gateway().records().attempts().size() == 1);
            for (int i = 0; i < 3; i++) {
                assertThat(both.ask(Chat.unary("alone")).text()).isEqualTo("[1,2,3]");
            }
            both.provider("a").keys().keys().forEach(both.provider("a").keys()::disable);
            // What they used is counted elsewhere, which may take its time.
            both.gateway().settled(3);

            Answer answer = patient.answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("x-of")).isEqualTo("first");
            assertThat(answer.header("x-padding")).isNull();
            assertThat(answer.text()).isEqualTo(Said.error("server_error", "first"));
            assertThat(both.a().connections()).isOne();
            assertThat(both.gateway().settled(4).get(3).result().failure()).isEqualTo(Code.UPSTREAM_ERROR);
        }
    }

    @Test
    void holdsNoMoreOfALongErrorThanItMayAndRelaysItWholeAllTheSame() throws IOException {
        String error = "{\"error\":\"" + "e".repeat(4_000_000) + "\"}";
        try (TwoProviders both =
                        TwoProviders.start(saying(Said.status(503, "retry-after-ms: 1000\r\n", error)), AT_ONCE, "");
                RawClient patient = both.begin(Chat.unary("alone"))) {
            TestGateway.await(() -> both.target("alone").vitals().inFlight().get() == 0
                    && !both.a().requests().isEmpty());
            both.provider("a").keys().keys().forEach(both.provider("a").keys()::disable);

            Answer answer = patient.answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).isEqualTo(error);
            assertThat(both.gateway().records().upstreamPauses()).isPositive();
        }
    }

    @Test
    void dropsALongErrorWhenTheNextAttemptIsAnswered() throws IOException {
        String error = "{\"error\":\"" + "e".repeat(4_000_000) + "\"}";
        try (TwoProviders both = TwoProviders.start(saying(Said.status(503, "", error), Said.ok("{}")), AT_ONCE, "")) {
            Answer answer = both.ask(Chat.unary("alone"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{}");
            assertThat(both.a().connections()).isEqualTo(2);
        }
    }

    @Test
    void repeatsNothingMoreWhenTheBudgetIsSpent() throws IOException {
        try (TwoProviders both = TwoProviders.start(
                saying(Said.status(503, "", BUSY)), AT_ONCE + ", retry_budget: 0, breaker: { failures: 1000 }", "")) {
            int requests = 12;
            for (int i = 0; i < requests; i++) {
                assertThat(both.ask(Chat.unary("alone")).status()).isEqualTo(503);
            }

            assertThat(both.a().requests()).hasSize(requests + RetryBudget.FREE);
            assertThat(both.ask(Chat.unary("m")).header("x-sluice-attempts")).isEqualTo("2");
        }
    }

    @Test
    void sendsNothingMoreForAClientThatLeavesInAPause() throws IOException {
        String busy = Said.status(503, "retry-after-ms: 8000\r\n", BUSY);
        try (TwoProviders both = TwoProviders.start(saying(busy, busy, Said.ok("{}")), AT_ONCE, "")) {
            try (RawClient leaving = both.begin(Chat.asking("m", "leaving"))) {
                TestGateway.await(() -> both.gateway().records().attempts().size() == 1);
                leaving.socket().setSoLinger(true, 0);
            }
            ExchangeRecord left = both.gateway().settled(1).get(0);
            assertThat(left.result().failure()).isEqualTo(Code.CLIENT_GONE);
            assertThat(left.timing().pauseNanos()).isBetween(1L, TimeUnit.SECONDS.toNanos(8));

            // This one waits as long, and began later: the pause of the other one is over before.
            assertThat(both.ask(Chat.asking("m", "staying")).status()).isEqualTo(200);

            assertThat(words(both)).containsExactly("leaving", "staying", "staying");
            assertThat(both.target("m").vitals().inFlight()).hasValue(0);
            // A body is held until its exchange is settled, of which the client knows nothing.
            TestGateway.await(() -> both.gateway().server().state().bodyMemoryUsed() == 0);
        }
    }

    @Test
    void takesAStaleConnectionForNoFailure() {
        // A machine that was too busy to close it at once tells nothing.
        Awaitility.await().until(RetryTest::staleIsNoFailure);
    }

    private static boolean staleIsNoFailure() throws IOException {
        try (TwoProviders both = TwoProviders.start(
                connection -> {
                    connection.readRequest();
                    connection.send(Said.ok("{}"));
                    if (connection.number() == 1) {
                        connection.readRequest();
                    }
                },
                AT_ONCE,
                ONE_LOOP)) {
            both.ask(Chat.unary("m"));

            StaleConnectionTest.Timed second = StaleConnectionTest.Timed.of(() -> both.ask(Chat.unary("m")));

            if (second.isQuick()) {
                assertThat(second.answer().status()).isEqualTo(200);
                assertThat(second.answer().header("x-sluice-attempts")).isEqualTo("1");
                assertThat(both.a().requests()).hasSize(3);
                assertThat(both.gateway().records().retries()).isEmpty();
                assertThat(both.provider("a").keys().keys())
                        .extracting(ProviderKey::failures)
                        .containsOnly(0);
            }
            return second.isQuick();
        }
    }

    @Test
    void doesNotBeginAPauseThatItsDeadlineEnds() throws IOException {
        String slow = "backoff: { initial: 50s, factor: 1, max: 60s, jitter: 0 }";
        try (TwoProviders both = TwoProviders.start(saying(Said.status(503, "", BUSY)), slow, "");
                RawClient client = new RawClient(both.gateway().port())) {
            String hurry = "x-request-deadline-ms: 40000\r\n";

            Answer alone = client.send(Chat.post(hurry, Chat.unary("alone"))).answer();
            Answer other = client.send(Chat.post(hurry, Chat.unary("m"))).answer();

            assertThat(alone.status()).isEqualTo(503);
            assertThat(alone.text()).isEqualTo(BUSY);
            assertThat(other.header("x-sluice-provider")).isEqualTo("b");
            assertThat(both.gateway().records().retries()).isEmpty();
        }
    }

    @Test
    void endsAllAttemptsWithTheDeadlineOfTheRequest() throws IOException {
        try (TwoProviders both = TwoProviders.start(
                        connection -> {
                            connection.readRequest();
                            if (connection.number() == 1) {
                                connection.send(Said.status(503, "retry-after-ms: 50\r\nconnection: close\r\n", BUSY));
                            } else {
                                connection.awaitEnd();
                            }
                        },
                        AT_ONCE,
                        "");
                RawClient client = new RawClient(both.gateway().port())) {
            Answer answer = client.send(Chat.post("x-request-deadline-ms: 8000\r\n", Chat.unary("m")))
                    .answer();

            assertThat(answer.status()).isEqualTo(504);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("deadline_exceeded");
            // The provider may come to read what it was sent only when nobody waits for it any longer.
            both.awaitAtA(2);
            assertThat(both.a().requests()).hasSize(2);
            assertThat(both.b().requests()).isEmpty();
            assertThat(both.target("m").vitals().inFlight()).hasValue(0);
        }
    }
}
