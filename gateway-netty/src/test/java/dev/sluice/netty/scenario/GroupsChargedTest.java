package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Ledger.Used;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ClosedPort;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which groups are charged for an exchange that fails over, and what nobody is charged for. */
final class GroupsChargedTest {

    private static final Map<LimitKind, Long> MOST =
            Map.of(LimitKind.DAY_REQUESTS, 100L, LimitKind.DAY_TOKENS, 100_000L);
    private static final String LIMITS = "limits: { requests_per_day: 100, tokens_per_day: 100000 }";

    private static String usage(int output) {
        return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":" + output + "}}\n\n";
    }

    /** Uses 17 tokens and fails before its first output. */
    private static void failing(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            connection.send(Said.STREAM
                    + Said.chunk(Said.ROLE)
                    + Said.chunk(usage(7))
                    + Said.chunk(Said.errorEvent("server_error", "busy"))
                    + Said.LAST);
        }
    }

    /** Uses 110 tokens. */
    private static void good(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            connection.send(Said.STREAM
                    + Said.chunk(Said.output("a"))
                    + Said.chunk(usage(100))
                    + Said.chunk(Said.DONE)
                    + Said.LAST);
        }
    }

    private static String configuration(int a, int b) {
        return """
                providers:
                  - { name: a, dialect: openai, base_url: "http://127.0.0.1:%d", %s }
                  - { name: b, dialect: openai, base_url: "http://127.0.0.1:%d", %s }
                models:
                  - { name: m, targets: [ { provider: a }, { provider: b } ] }
                  - { name: alone, targets: [ { provider: a, model: m } ] }
                auth: { mode: keys, keys: [ { id: k, value: secret, limits: { requests_per_day: 100 } } ] }
                resilience:
                  attempts: 1
                  backoff: { initial: 1ms, factor: 1, max: 5s, jitter: 0 }
                  breaker: { failures: 1000 }
                """.formatted(a, LIMITS, b, LIMITS);
    }

    private static Answer ask(TestGateway gateway, String model) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Limited.post(Chat.stream(model))).answer();
        }
    }

    /** What is left of a group's requests and tokens of the day. */
    private static List<Long> left(TestGateway gateway, String group) {
        Subject subject = new Subject(Scope.GROUP, group, Subject.Source.OWN, new Limits(MOST, Map.of()));
        return gateway.meters().rooms(subject, System.currentTimeMillis()).stream()
                .sorted(java.util.Comparator.comparing(Room::kind))
                .map(Room::remaining)
                .toList();
    }

    private static List<Used> used(MemoryStore store, String group) {
        List<Used> used = new ArrayList<>();
        store.ledger().used(System.currentTimeMillis(), each -> {
            if (each.holder().equals(new Holder(Scope.GROUP, group)) && MOST.containsKey(each.kind())) {
                used.add(each);
            }
        });
        return used;
    }

    private static Used used(String group, LimitKind kind, long used) {
        return new Used(new Holder(Scope.GROUP, group), kind, used);
    }

    @Test
    void chargesEachGroupForWhatWasUsedThere() throws IOException {
        try (MemoryStore store = new MemoryStore();
                ScriptedUpstream a = ScriptedUpstream.start(GroupsChargedTest::failing);
                ScriptedUpstream b = ScriptedUpstream.start(GroupsChargedTest::good);
                TestGateway gateway = TestGateway.start(configuration(a.port(), b.port()), store)) {
            assertThat(ask(gateway, "m").status()).isEqualTo(200);
            gateway.settled(1);
            TestGateway.await(() -> !used(store, "b").isEmpty());

            assertThat(left(gateway, "a")).containsExactly(99L, 100_000L - 17);
            assertThat(left(gateway, "b")).containsExactly(99L, 100_000L - 110);
            assertThat(used(store, "a"))
                    .containsExactlyInAnyOrder(
                            used("a", LimitKind.DAY_REQUESTS, 1), used("a", LimitKind.DAY_TOKENS, 17));
            assertThat(used(store, "b"))
                    .containsExactlyInAnyOrder(
                            used("b", LimitKind.DAY_REQUESTS, 1), used("b", LimitKind.DAY_TOKENS, 110));
        }
    }

    @Test
    void countsNothingAtAGroupThatCouldNotBeReached() throws IOException {
        try (MemoryStore store = new MemoryStore();
                ClosedPort a = new ClosedPort();
                ScriptedUpstream b = ScriptedUpstream.start(GroupsChargedTest::good);
                TestGateway gateway = TestGateway.start(configuration(a.number(), b.port()), store)) {
            assertThat(ask(gateway, "m").status()).isEqualTo(200);
            gateway.settled(1);
            TestGateway.await(() -> !used(store, "b").isEmpty());

            assertThat(left(gateway, "a")).containsExactly(100L, 100_000L);
            assertThat(left(gateway, "b")).containsExactly(99L, 100_000L - 110);
            assertThat(used(store, "a")).isEmpty();
        }
    }

    @Test
    void countsNothingOfARequestThatReachedNobody() throws IOException {
        try (MemoryStore store = new MemoryStore();
                ClosedPort a = new ClosedPort();
                ClosedPort b = new ClosedPort();
                TestGateway gateway = TestGateway.start(configuration(a.number(), b.number()), store)) {
            Answer refused = ask(gateway, "alone");
            ErrorShape.require(refused, 502, "connect_failed");
            assertThat(ask(gateway, "m").status()).isEqualTo(502);
            gateway.settled(2);

            Subject key = new Subject(Scope.KEY, "k", Subject.Source.OWN, new Limits(MOST, Map.of()));
            assertThat(gateway.meters().rooms(key, System.currentTimeMillis()))
                    .extracting(Room::remaining)
                    .containsExactlyInAnyOrder(100L, 100_000L);
            assertThat(left(gateway, "a")).containsExactly(100L, 100_000L);
            assertThat(left(gateway, "b")).containsExactly(100L, 100_000L);
            assertThat(gateway.meters().unsettled()).isZero();
            assertThat(used(store, "a")).isEmpty();
        }
    }
}
