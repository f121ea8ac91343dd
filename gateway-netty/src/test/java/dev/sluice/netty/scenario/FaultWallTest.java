package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.netty.scenario.Fault.Expected;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which a provider fails, once where it is the only one and once where another could answer: what the
 * client gets, how often who was asked, who is blamed, and that nothing is left behind.
 */
final class FaultWallTest {

    /** The keys, found before anything happens: whoever asks their ring for one lets what has cooled come back. */
    private record Keys(ProviderKey a1, ProviderKey a2, ProviderKey b1) {

        static Keys of(TwoProviders both) {
            return new Keys(both.key("a", "a1"), both.key("a", "a2"), both.key("b", "b1"));
        }

        void check(Fault fault) {
            assertThat(a1.state()).isEqualTo(fault.firstKey());
            assertThat(a2.state()).isEqualTo(fault.attemptsAlone() > 1 ? fault.firstKey() : KeyState.ACTIVE);
            assertThat(b1.state()).isEqualTo(KeyState.ACTIVE);
        }
    }

    static Stream<Fault> faults() {
        return Fault.all().stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void tellsTheClientWhatHappenedWhereNobodyElseCanAnswer(Fault fault) throws IOException {
        try (TwoProviders both = TwoProviders.start(fault.script(), fault.resilience(), "")) {
            Keys keys = Keys.of(both);
            fault.prepare(both);
            Answer answer = both.ask(fault.stream() ? Chat.stream("alone") : Chat.unary("alone"));
            check(both, answer, fault.alone());
            assertThat(both.gateway().records().attempts()).hasSize(fault.attemptsAlone());
            assertThat(both.b().requests()).isEmpty();
            keys.check(fault);
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void asksAnotherProviderWhereThatHelps(Fault fault) throws IOException {
        try (TwoProviders both = TwoProviders.start(fault.script(), fault.resilience(), "")) {
            Keys keys = Keys.of(both);
            fault.prepare(both);
            Answer answer = both.ask(fault.stream() ? Chat.stream("m") : Chat.unary("m"));
            if (fault.failsOver()) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).contains("b");
                assertThat(both.b().requests()).hasSize(1);
                settled(both);
                assertThat(both.gateway().records().failovers())
                        .containsExactly(FailoverResult.INVOKED, FailoverResult.SUCCESS);
                assertThat(answer.header("x-sluice-provider")).isEqualTo("b");
                assertThat(answer.header("x-sluice-attempts")).isEqualTo("" + (fault.attemptsAlone() + 1));
            } else {
                check(both, answer, fault.alone());
                assertThat(both.b().requests()).isEmpty();
                assertThat(both.gateway().records().failovers()).isEmpty();
            }
            keys.check(fault);
        }
    }

    private static void check(TwoProviders both, Answer answer, Expected expected) throws IOException {
        assertThat(answer.status()).isEqualTo(expected.status());
        if (expected.text() != null) {
            assertThat(answer.text()).contains(expected.text());
        }
        if (expected.code() != null) {
            assertThat(Stage.errorCode(answer.text())).isEqualTo(expected.code());
        }
        settled(both);
    }

    /** The one exchange is over, and holds nothing any more. */
    private static void settled(TwoProviders both) {
        assertThat(both.gateway().settled(1)).hasSize(1);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> activeUpstream(both) == 0);
        both.gateway().snapshot().routes().all().stream()
                .flatMap(route -> route.destinations().stream())
                .flatMap(destination -> destination.targets().stream())
                .forEach(target -> assertThat(target.vitals().inFlight()).hasValue(0));
    }

    private static long activeUpstream(TwoProviders both) {
        AtomicLong active = new AtomicLong();
        both.gateway().server().state().connections((side, provider, state, count) -> {
            if (side == Side.UPSTREAM && state != ConnectionState.IDLE) {
                active.addAndGet(count);
            }
        });
        return active.get();
    }
}
