package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.price.Cost;
import dev.sluice.core.resilience.FirstTokens;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Connection;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Second attempts for streams that begin late: the one whose output comes first is the client's. */
final class HedgeTest {

    private static final int KNOWN = 20;
    private static final String ON = "hedge: { enabled: true, share: 1 }, ";
    private static final String RULES = "attempts: 3, backoff: { initial: 1ms, factor: 1, max: 1ms, jitter: 0 }, "
            + "breaker: { failures: 50 }, timeouts: { first_byte: 20s, stall: 20s }";
    private static final String BUSY = Said.status(500, "", Said.error("server_error", "busy"));
    private static final String USAGE = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5,"
            + "\"total_tokens\":12}}\n\n";

    /** What the provider does with one request. */
    @FunctionalInterface
    private interface Part {
        void run(Connection connection) throws IOException;
    }

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private long lateMillis = 60;
    private volatile int gatewayPort;

    /** A gateway that knows how fast streams begin, whose provider does this with one request after the other. */
    private TwoProviders start(String rules, Part... parts) throws IOException {
        TwoProviders both = TwoProviders.start(
                connection -> {
                    while (connection.readRequest()) {
                        parts[turn(connection)].run(connection);
                    }
                },
                rules,
                TestGateway.serving("event_loops: 1"));
        for (int i = 0; i < KNOWN; i++) {
            firstTokens(both).begun();
            firstTokens(both).arrived(TimeUnit.MILLISECONDS.toNanos(lateMillis));
        }
        gatewayPort = both.gateway().port();
        return both;
    }

    /** Which request it is; a second attempt, which has the second key, may be read before the first one is. */
    private int turn(Connection connection) {
        if (connection.lastHead().contains("sk-a2")) {
            TestGateway.await(() -> served.get() > 0);
        }
        return served.getAndIncrement();
    }

    private static FirstTokens firstTokens(TwoProviders both) {
        return both.gateway().snapshot().routes().find("only").turns().firstTokens();
    }

    private static Part saying(String answer) {
        return connection -> connection.send(answer);
    }

    private static Part sayingLater(String answer) {
        return connection -> {
            connection.awaitProceed();
            connection.send(answer);
        };
    }

    /** Says nothing, and notes that the connection is closed. */
    private void silent(Connection connection) throws IOException {
        if (connection.awaitClose()) {
            closed.incrementAndGet();
        }
    }

    private void awaitClosed(int count) {
        TestGateway.await(() -> closed.get() == count);
    }

    private static List<AttemptRecord> attempts(TwoProviders both) {
        return both.gateway().records().attempts();
    }

    private static void awaitAttempts(TwoProviders both, int ended) {
        TestGateway.await(() -> attempts(both).size() >= ended);
    }

    private static List<HedgeResult> hedges(TwoProviders both) {
        return both.gateway().records().hedges();
    }

    /** Waits until a stream that begins now would have been late long ago. */
    private static void awaitLate(TwoProviders both) {
        long late = firstTokens(both).lateAfterNanos(new Hedge(true, 0.95, 1));
        long until = System.nanoTime() + 3 * late + TimeUnit.MILLISECONDS.toNanos(100);
        TestGateway.await(() -> System.nanoTime() - until > 0);
    }

    private static void assertNothingLeft(TwoProviders both) {
        both.gateway().settled(1);
        assertThat(both.target("only").vitals().inFlight()).hasValue(0);
        assertThat(both.gateway().server().state().bodyMemoryUsed()).isZero();
        assertThat(both.b().requests()).isEmpty();
    }

    private static void assertOneAnswer(byte[] all, String text) {
        String read = new String(all, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(read.split("HTTP/1.1 ", -1)).as("heads").hasSize(2);
        assertThat(read.split("\"content\":\"", -1)).as("outputs").hasSize(2);
        assertThat(read).contains(text);
    }

    @Test
    void givesTheClientTheSecondAttemptWhereTheFirstIsLate() throws IOException {
        String answer = Said.STREAM + Said.chunk(Said.output("second") + USAGE + Said.DONE) + Said.LAST;
        try (TwoProviders both = start(ON + RULES, this::silent, saying(answer));
                RawClient client = both.begin(Chat.stream("only"))) {
            assertOneAnswer(client.until(Said.LAST), "second");

            awaitClosed(1);
            assertNothingLeft(both);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.WON);
            assertThat(attempts(both)).extracting(AttemptRecord::failure).containsExactly(Code.HEDGE_LOST, null);
            var record = both.gateway().records().exchanges().get(0);
            assertThat(record.route().attempts()).isEqualTo(2);
            assertThat(record.result().success()).isTrue();
            assertThat(record.usage().output()).isEqualTo(5);
            TestGateway.await(() -> !both.gateway().records().wasted().isEmpty());
            assertThat(both.gateway().records().wasted())
                    .as("the first one had the prompt")
                    .singleElement()
                    .satisfies(usage -> assertThat(usage.isEstimated()).isTrue())
                    .satisfies(usage -> assertThat(usage.output()).isZero());
            List<Request> requests = both.a().requests();
            assertThat(requests.get(0).head().contains("sk-a1"))
                    .as("each has its own key")
                    .isNotEqualTo(requests.get(1).head().contains("sk-a1"));
        }
    }

    @Test
    void metersWhatTheLoserHadReported() throws IOException {
        Semaphore reported = new Semaphore(0);
        Part billed = connection -> {
            connection.send(Said.STREAM + Said.chunk(Said.ROLE + USAGE));
            reported.release();
            silent(connection);
        };
        Part second = connection -> {
            reported.acquireUninterruptibly();
            // The one loop reads what is there before it reads what comes later, such as the answer behind this one.
            try (RawClient later = new RawClient(gatewayPort)) {
                assertThat(later.send(RawClient.get("/healthz")).answer().status())
                        .isEqualTo(200);
            }
            connection.send(Said.stream("second"));
        };
        try (TwoProviders both = start(ON + RULES, billed, second);
                RawClient client = both.begin(Chat.stream("only"))) {
            String read = new String(client.until(Said.LAST));

            assertThat(read).contains("second").doesNotContain("total_tokens");
            both.gateway().settled(2);
            assertNothingLeft(both);
            assertThat(both.gateway().records().wasted())
                    .singleElement()
                    .satisfies(usage -> assertThat(usage.output()).isEqualTo(5));
            assertThat(both.gateway().records().wastedCosts())
                    .containsExactly(new Cost(
                            12 * 20_000_000,
                            Cost.Basis.DEFAULT,
                            both.gateway().snapshot().prices().current().version()));
            assertThat(both.gateway().records().exchanges())
                    .anyMatch(each -> each.usage().isEstimated());
        }
    }

    @Test
    void keepsTheFirstAttemptWhereThatIsFasterAfterAll() throws IOException {
        try (TwoProviders both = start(ON + RULES, sayingLater(Said.stream("first")), this::silent);
                RawClient client = both.begin(Chat.stream("only"))) {
            both.awaitAtA(2);
            both.a().proceed();

            assertOneAnswer(client.until(Said.LAST), "first");
            awaitClosed(1);
            assertNothingLeft(both);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.LOST);
            assertThat(attempts(both)).extracting(AttemptRecord::failure).containsExactly(Code.HEDGE_LOST, null);
        }
    }

    @Test
    void waitsForTheFirstWhereTheSecondFails() throws IOException {
        try (TwoProviders both = start(ON + RULES, sayingLater(Said.stream("first")), saying(BUSY));
                RawClient client = both.begin(Chat.stream("only"))) {
            awaitAttempts(both, 1);
            both.a().proceed();

            assertOneAnswer(client.until(Said.LAST), "first");
            assertNothingLeft(both);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.LOST);
            assertThat(both.gateway().records().retries()).isEmpty();
        }
    }

    @Test
    void waitsForTheSecondWhereTheFirstFails() throws IOException {
        Part failing = connection -> {
            connection.awaitProceed();
            connection.send(BUSY);
        };
        try (TwoProviders both = start(ON + RULES, failing, sayingLater(Said.stream("second")));
                RawClient client = both.begin(Chat.stream("only"))) {
            both.awaitAtA(2);
            both.a().proceed();
            both.a().proceed();

            Answer answer = client.answer();
            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).contains("second");
            assertNothingLeft(both);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.WON);
            assertThat(both.gateway().records().retries()).isEmpty();
        }
    }

    @Test
    void goesOnAsUsualWhereBothFail() throws IOException {
        try (TwoProviders both = start(ON + RULES, sayingLater(BUSY), saying(BUSY), saying(Said.stream("third")));
                RawClient client = both.begin(Chat.stream("only"))) {
            awaitAttempts(both, 1);
            both.a().proceed();

            assertOneAnswer(client.until(Said.LAST), "third");
            assertNothingLeft(both);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.LOST);
            assertThat(both.gateway().records().retries()).containsExactly(RetryReason.SERVER_ERROR);
            assertThat(both.gateway().records().exchanges().get(0).route().attempts())
                    .isEqualTo(3);
        }
    }

    @Test
    void relaysTheLastFailureWhereBothFailAndNothingIsLeft() throws IOException {
        try (TwoProviders both =
                        start(ON + RULES.replace("attempts: 3", "attempts: 2"), sayingLater(BUSY), saying(BUSY));
                RawClient client = both.begin(Chat.stream("only"))) {
            awaitAttempts(both, 1);
            both.a().proceed();

            assertThat(client.answer().status()).isEqualTo(500);
            assertNothingLeft(both);
            assertThat(attempts(both)).extracting(AttemptRecord::failure).containsOnly(Code.UPSTREAM_ERROR);
        }
    }

    @Test
    void endsBothWhenTheClientLeaves() throws IOException {
        try (TwoProviders both = start(ON + RULES, this::silent, this::silent)) {
            try (RawClient client = both.begin(Chat.stream("only"))) {
                both.awaitAtA(2);
                client.socket().setSoLinger(true, 0);
            }

            awaitClosed(2);
            assertNothingLeft(both);
            assertThat(both.gateway().records().exchanges().get(0).result().failure())
                    .isEqualTo(Code.CLIENT_GONE);
            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.LOST);
        }
    }

    @Test
    void measuresTheWinnerByItsOwnTime() throws IOException {
        // The first one's time for a first byte is over while the winner goes on.
        Part slow = connection -> {
            connection.send(Said.STREAM + Said.chunk(Said.output("second")));
            if (connection.awaitMillis(7000)) {
                connection.send(Said.chunk(Said.DONE) + Said.LAST);
            }
        };
        try (TwoProviders both = start(ON + RULES.replace("first_byte: 20s", "first_byte: 6s"), this::silent, slow);
                RawClient client = both.begin(Chat.stream("only"))) {
            Answer answer = client.answer();

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).contains("second", "[DONE]").doesNotContain("timeout");
            assertNothingLeft(both);
        }
    }

    @Test
    void beginsNoSecondAttemptInAPause() throws IOException {
        lateMillis = 5000;
        String pausing = RULES.replace("initial: 1ms, factor: 1, max: 1ms", "initial: 7500ms, factor: 1, max: 8s");
        Part failing = connection -> {
            connection.send(Said.STREAM + Said.chunk(Said.ROLE + Said.errorEvent("server_error", "busy")));
            silent(connection);
        };
        try (TwoProviders both = start(ON + pausing, failing, saying(Said.stream("again")));
                RawClient client = both.begin(Chat.stream("only"))) {
            assertOneAnswer(client.until(Said.LAST), "again");

            assertNothingLeft(both);
            assertThat(hedges(both)).isEmpty();
            assertThat(both.gateway().records().retries()).containsExactly(RetryReason.SERVER_ERROR);
        }
    }

    @Test
    void keepsToItsShareOfStreams() throws IOException {
        String little = "hedge: { enabled: true, share: 0.05 }, ";
        // Of 21 streams one may be hedged, of 22 not two.
        try (TwoProviders both = start(
                        little + RULES, this::silent, saying(Said.stream("one")), sayingLater(Said.stream("two")));
                RawClient first = both.begin(Chat.stream("only"))) {
            assertOneAnswer(first.until(Said.LAST), "one");
            try (RawClient second = both.begin(Chat.stream("only"))) {
                both.awaitAtA(3);
                awaitLate(both);
                both.a().proceed();
                assertOneAnswer(second.until(Said.LAST), "two");
            }

            assertThat(hedges(both)).containsExactly(HedgeResult.INVOKED, HedgeResult.WON);
            assertThat(both.a().requests()).hasSize(3);
        }
    }

    @Test
    void isOffByDefault() throws IOException {
        try (TwoProviders both = start(RULES, sayingLater(Said.stream("first")));
                RawClient client = both.begin(Chat.stream("only"))) {
            both.awaitAtA(1);
            assertThat(both.provider("a").resilience().hedge().enabled()).isFalse();
            both.a().proceed();

            assertOneAnswer(client.until(Said.LAST), "first");
            assertThat(hedges(both)).isEmpty();
        }
    }

    @Test
    void leavesWholeAnswersAlone() throws IOException {
        try (TwoProviders both = start(ON + RULES, sayingLater(Said.ok("{}")));
                RawClient client = both.begin(Chat.unary("only"))) {
            both.awaitAtA(1);
            awaitLate(both);
            both.a().proceed();

            assertThat(client.answer().text()).isEqualTo("{}");
            assertThat(hedges(both)).isEmpty();
            assertThat(both.a().requests()).hasSize(1);
        }
    }

    @Test
    void learnsNothingFromFailures() throws IOException {
        Part[] failures = new Part[40];
        java.util.Arrays.fill(failures, saying(Said.status(400, "", Said.error("invalid_request_error", "bad"))));
        // So small a share that none of them gets a second attempt.
        try (TwoProviders both = start(ON.replace("share: 1", "share: 0.001") + RULES, failures)) {
            long before = firstTokens(both).lateAfterNanos(new Hedge(true, 0.95, 1));
            for (int i = 0; i < failures.length; i++) {
                assertThat(both.ask(Chat.stream("only")).status()).isEqualTo(400);
            }

            assertThat(firstTokens(both).lateAfterNanos(new Hedge(true, 0.5, 1)))
                    .as("half of what is known is not the failures")
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(lateMillis));
            assertThat(before).isPositive();
        }
    }
}
