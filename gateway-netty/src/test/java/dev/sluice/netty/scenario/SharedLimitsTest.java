package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.store.StoreException;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose limits are counted elsewhere: they wait for what is said there, and for nothing else. */
final class SharedLimitsTest {

    /** Counters that say what the test lets them say. */
    static final class Scripted implements SharedCounters {

        private final BlockingQueue<CompletableFuture<Ruling>> asked = new LinkedBlockingQueue<>();
        private final List<Hold> given = new CopyOnWriteArrayList<>();
        private final Holds holds = new Holds();
        private volatile boolean reachable = true;

        @Override
        public CompletionStage<Ruling> claim(Claim claim) {
            CompletableFuture<Ruling> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public void giveBack(Hold hold) {
            given.add(hold);
        }

        @Override
        public Holds holds() {
            return holds;
        }

        @Override
        public int gateways() {
            return 2;
        }

        @Override
        public boolean reachable() {
            return reachable;
        }

        @Override
        public void regularly(Runnable what) {}

        @Override
        public void atTheEnd(Runnable what) {}

        CompletableFuture<Ruling> nextAsked() throws InterruptedException {
            CompletableFuture<Ruling> next = asked.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("the counters are asked").isNotNull();
            return next;
        }
    }

    static final Ruling GRANTED = new Ruling(
            null,
            List.of(new Ruling.Part(
                    "tag", 1_000, 0, 0, 0, List.of(new Room(LimitKind.DAY_REQUESTS, 50, 41, 5_000)), List.of())));

    private final Scripted counters = new Scripted();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
    private final TestGateway gateway = TestGateway.start(
            TestGateway.routing(upstream.port(), Limited.key(", limits: { requests_per_day: 50 }")), counters);

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private RawClient asking() throws IOException {
        return new RawClient(gateway.port()).send(Limited.post(Limited.asking("m", 100)));
    }

    @Test
    void asksAProviderOnceTheCountersLetTheRequestPass() throws Exception {
        try (RawClient client = asking()) {
            CompletableFuture<Ruling> asked = counters.nextAsked();
            assertThat(upstream.requests()).isEmpty();

            asked.complete(GRANTED);
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("50");
            assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("41");
        }
        gateway.settled(1);
        // It is held until the ledger has what it used.
        assertThat(counters.holds.size()).isEqualTo(1);
        assertThat(counters.given).isEmpty();
    }

    @Test
    void refusesWhatTheCountersRefuse() throws Exception {
        try (RawClient client = asking()) {
            Denied denied = new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 50, 2_345);
            counters.nextAsked().complete(new Ruling(denied, GRANTED.parts()));
            Answer answer = client.answer();

            ErrorShape.require(answer, 429, "rate_limit_exceeded");
            assertThat(answer.header("retry-after")).isEqualTo("3");
            assertThat(answer.header("retry-after-ms")).isEqualTo("2345");
        }
        gateway.settled(1);
        assertThat(upstream.requests()).isEmpty();
        assertThat(gateway.meters().unsettled()).isZero();
    }

    @Test
    void saysThatLimitsCannotBeLookedUpWhereNothingMayPassWithoutThat() throws Exception {
        try (RawClient client = asking()) {
            counters.nextAsked().completeExceptionally(new StoreException("not reachable"));

            Answer answer = client.answer();

            ErrorShape.require(answer, 503, "limits_unavailable");
            assertThat(answer.header("retry-after")).isEqualTo("1");
        }
        counters.reachable = false;
        try (RawClient client = asking()) {
            ErrorShape.require(client.answer(), 503, "limits_unavailable");
        }
        assertThat(counters.asked).isEmpty();
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void givesBackWhatIsGrantedWhenTheClientHasLeft() throws Exception {
        CompletableFuture<Ruling> asked;
        try (RawClient client = asking()) {
            asked = counters.nextAsked();
            client.socket().setSoLinger(true, 0);
        }
        gateway.settled(1);

        asked.complete(GRANTED);

        TestGateway.await(() -> counters.given.size() == 1);
        assertThat(counters.holds.size()).isZero();
        assertThat(upstream.requests()).isEmpty();
        assertThat(gateway.meters().unsettled()).isZero();
    }

    @Test
    void reservesNoMoreHereWhereOthersRefuseIt() throws Exception {
        AtomicBoolean goOn = new AtomicBoolean();
        Limits limits = new Limits(Map.of(LimitKind.DAY_TOKENS, 100_000L), Map.of());
        Subject key = new Subject(Scope.KEY, "k", Subject.Source.OWN, limits);
        // By its bytes more than three quarters of the 4,096 tokens that are reserved, and not all of them.
        String text = "word ".repeat(2_700);
        try (ScriptedUpstream streaming = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.send(Said.STREAM);
                    connection.send(Said.chunk(Said.output(text)));
                    // What has been said is looked at when more of it is read.
                    await().pollInterval(Duration.ofMillis(100)).until(() -> {
                        connection.send(Said.chunk(Said.output("a")));
                        return goOn.get();
                    });
                    connection.send(Said.chunk(Said.DONE) + Said.LAST);
                });
                TestGateway limited = TestGateway.start(
                        TestGateway.routing(streaming.port(), Limited.key(", limits: { tokens_per_day: 100000 }")),
                        counters);
                RawClient client = new RawClient(limited.port()).send(Limited.post(Chat.stream("m")))) {
            CompletableFuture<Ruling> enters = counters.nextAsked();
            long left = left(limited, key);
            enters.complete(GRANTED);
            CompletableFuture<Ruling> more = counters.nextAsked();
            assertThat(left(limited, key)).isLessThan(left);

            more.complete(new Ruling(new Denied(Scope.KEY, LimitKind.DAY_TOKENS, 100_000, 0), GRANTED.parts()));

            TestGateway.await(() -> left(limited, key) == left);
            goOn.set(true);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    private static long left(TestGateway gateway, Subject who) {
        return gateway.meters().rooms(who, System.currentTimeMillis()).get(0).remaining();
    }

    @Test
    void takesTheRestOfAnUploadWhileItWaits() throws Exception {
        String parts = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n";
        String file = "x".repeat(200_000);
        String end = "\r\n--b--\r\n";
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer secret\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                    + (parts.length() + file.length() + end.length()) + "\r\n\r\n");
            client.send(parts + file + end);
            counters.nextAsked().complete(GRANTED);

            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
        assertThat(upstream.requests().get(0).text()).contains(file);
    }
}
