package dev.sluice.core.attempt;

import static dev.sluice.core.attempt.Rig.LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.ResilienceSettings;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.routing.Target;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every permit, key and place is given back, once, whatever becomes of an attempt. */
class GiveBackTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Rules FRAIL = Rules.STANDARD.breaker(Rules.breaker(2, 60_000));
    private static final Rules SOON_HALF_OPEN = Rules.STANDARD.breaker(Rules.breaker(2, 20));

    private final Rig rig = new Rig();

    private static Try first(Attempts attempts) {
        return requireNonNull(attempts.next());
    }

    private static Breaker breaker(Target target) {
        return target.vitals().breaker();
    }

    private static void open(Target target) {
        while (breaker(target).state() == BreakerState.CLOSED) {
            breaker(target).failed(breaker(target).tryAcquire());
        }
    }

    private static void awaitHalfOpen(Target target) {
        await().atMost(MINUTE).until(() -> breaker(target).state() == BreakerState.HALF_OPEN);
    }

    private static int inFlight(Target target) {
        return target.provider().keys().keys().stream()
                .mapToInt(ProviderKey::inFlight)
                .sum();
    }

    static Stream<Arguments> ends() {
        return Stream.concat(
                Stream.of(
                        end("succeeded", (attempts, made) -> attempts.succeeded(made, 1)),
                        end("abandoned", Attempts::abandoned)),
                Stream.of(Fault.values())
                        .map(fault -> end(fault.name(), (attempts, made) -> {
                            attempts.failed(made, fault, RetryHints.NONE);
                        })));
    }

    private static Arguments end(String name, BiConsumer<Attempts, Try> how) {
        return Arguments.of(Named.of(name, how));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void givesBackOnce(BiConsumer<Attempts, Try> how) {
        Target a = rig.affine("a", "k1", "k2");
        Attempts attempts = rig.request(a);
        Try made = first(attempts);
        ProviderKey key = requireNonNull(made.key());
        assertThat(a.vitals().inFlight()).hasValue(1);
        assertThat(key.inFlight()).isOne();

        how.accept(attempts, made);
        int failures = key.failures();
        KeyState state = key.state();
        attempts.failed(made, Fault.SERVER, RetryHints.NONE);
        attempts.failed(made, Fault.KEY_REJECTED, RetryHints.NONE);
        attempts.abandoned(made);
        attempts.succeeded(made, 1);

        assertThat(a.vitals().inFlight()).hasValue(0);
        assertThat(key.inFlight()).isZero();
        assertThat(key.failures()).isEqualTo(failures);
        assertThat(key.state()).isEqualTo(state);
        assertThat(a.vitals().health().reading().attempts()).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void tellsTheBreakerOfTheProvidersOwnFailuresOnly(Fault fault) {
        Target a = rig.target("a", FRAIL, "k1", "k2", "k3");
        for (int i = 0; i < 2; i++) {
            Attempts attempts = rig.request(a);
            attempts.failed(first(attempts), fault, RetryHints.NONE);
        }

        boolean providers = fault == Fault.CONNECTION || fault == Fault.TIMEOUT || fault == Fault.SERVER;
        assertThat(breaker(a).state()).isEqualTo(providers ? BreakerState.OPEN : BreakerState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CLIENT", "CONTEXT_LENGTH", "RATE_LIMIT", "KEY_REJECTED", "KEY_FORBIDDEN", "QUOTA"})
    void takesAnAnswerForASignOfLife(Fault fault) {
        Target a = rig.target("a", FRAIL, "k1", "k2", "k3");
        for (Fault each : List.of(Fault.SERVER, fault, Fault.SERVER)) {
            Attempts attempts = rig.request(a);
            attempts.failed(first(attempts), each, RetryHints.NONE);
        }

        assertThat(breaker(a).state()).as("the failures were not in a row").isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void takesWhatWasCountedAgainstKeysBackWhenTheBreakerOpens() {
        Target a = rig.target("a", Rules.STANDARD.breaker(Rules.breaker(4, 60_000)), "k1", "k2");
        Attempts attempts = rig.request(a);
        for (int i = 0; i < 3; i++) {
            Try made = first(rig.request(a));
            attempts.failed(made, Fault.SERVER, RetryHints.NONE);
        }
        assertThat(a.provider().keys().keys()).anyMatch(key -> key.failures() > 0);

        attempts.failed(first(rig.request(a)), Fault.SERVER, RetryHints.NONE);

        assertThat(breaker(a).state()).isEqualTo(BreakerState.OPEN);
        assertThat(a.provider().keys().keys()).allSatisfy(key -> {
            assertThat(key.failures()).isZero();
            assertThat(key.state()).isEqualTo(KeyState.ACTIVE);
        });
    }

    @Test
    void letsOneProbeThroughWhenABreakerIsHalfOpen() {
        Target a = rig.affine(SOON_HALF_OPEN, "a", "k1", "k2");
        open(a);
        awaitHalfOpen(a);
        Attempts probing = rig.request(a);
        Attempts late = rig.request(a);
        Try probe = first(probing);

        assertThat(late.next()).as("it was planned before the probe began").isNull();
        assertThat(inFlight(a)).as("the refused one gave its key back").isOne();
        probing.succeeded(probe, 1);

        assertThat(breaker(a).state()).isEqualTo(BreakerState.CLOSED);
        assertThat(inFlight(a)).isZero();
        assertThat(a.vitals().inFlight()).hasValue(0);
    }

    @Test
    void takesAnAbandonedProbeForAFailure() {
        Target a = rig.target("a", SOON_HALF_OPEN, "k1");
        open(a);
        awaitHalfOpen(a);
        Attempts probing = rig.request(a);

        probing.abandoned(first(probing));

        assertThat(rig.breakers).containsExactly("a OPEN", "a HALF_OPEN", "a OPEN");
        assertThat(Rig.key(a, "k1").failures()).as("the key is not to blame").isZero();
    }

    @Test
    void closesWithTheFirstOutputOfAProbe() {
        Target a = rig.target("a", SOON_HALF_OPEN, "k1");
        open(a);
        awaitHalfOpen(a);
        Attempts probing = rig.request(a);
        Try probe = first(probing);

        probing.committed(probe);
        assertThat(breaker(a).state()).isEqualTo(BreakerState.CLOSED);
        probing.abandoned(probe);

        assertThat(breaker(a).state()).isEqualTo(BreakerState.CLOSED);
        assertThat(a.vitals().inFlight()).hasValue(0);
    }

    @Test
    void countsAStreamThatFailsBehindItsFirstOutput() {
        Target a = rig.target("a", FRAIL, "k1");
        for (int i = 0; i < 2; i++) {
            Attempts attempts = rig.request(a);
            Try made = first(attempts);
            attempts.committed(made);
            attempts.failed(made, Fault.CONNECTION, RetryHints.NONE);
        }

        assertThat(breaker(a).state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void makesASecondAttemptWithAnotherKeyAndGivesBothBack() {
        Target a = rig.affine("a", "k1", "k2");
        Attempts attempts = rig.request(a);
        Try made = first(attempts);
        Try second = requireNonNull(attempts.hedge());

        assertThat(second.target()).isSameAs(a);
        assertThat(second.key()).isNotSameAs(made.key());
        assertThat(a.vitals().inFlight()).hasValue(2);
        attempts.abandoned(made);
        attempts.succeeded(second, 1);

        assertThat(a.vitals().inFlight()).hasValue(0);
        assertThat(a.provider().keys().keys()).extracting(ProviderKey::inFlight).containsOnly(0);
        assertThat(a.vitals().health().reading().successRatio()).isEqualTo(1);
        assertThat(attempts.made()).isEqualTo(2);
        assertThat(rig.told).as("it is neither a retry nor a failover").isEmpty();
    }

    @Test
    void makesNoSecondAttemptBeyondTheMostAttempts() {
        Attempts attempts = rig.request(rig.target("a", Rules.STANDARD.attempts(1, 1), "k1", "k2"));
        first(attempts);

        assertThat(attempts.hedge()).isNull();
        assertThat(attempts.made()).isOne();
    }

    @Test
    void makesNoSecondAttemptBesideAProbe() {
        // Two may pass: the loser of two would be taken for a failed probe.
        Target a = rig.target(
                "a", Rules.STANDARD.breaker(new ResilienceSettings.Breaker(2, 0, 0, 0, 20_000_000, 2)), "k1", "k2");
        open(a);
        awaitHalfOpen(a);
        Attempts attempts = rig.request(a);
        Try probe = first(attempts);

        assertThat(attempts.hedge()).isNull();

        attempts.succeeded(probe, 1);
        assertThat(a.vitals().inFlight()).hasValue(0);
    }

    @Test
    void goesOnAfterBothOfTwoHaveFailed() {
        Target a = rig.target("a", "k1", "k2");
        Attempts attempts = rig.request(a, rig.target("b", "k3"));
        Try made = first(attempts);
        Try second = requireNonNull(attempts.hedge());
        attempts.failed(made, Fault.SERVER, RetryHints.NONE);
        attempts.failed(second, Fault.SERVER, RetryHints.NONE);

        assertThat(attempts.goOn(second, Fault.SERVER, RetryHints.NONE, LONG)).isPositive();
        Try third = requireNonNull(attempts.next());

        assertThat(third.target()).isSameAs(a);
        assertThat(rig.told).containsExactly("retried a SERVER_ERROR");
        assertThat(attempts.made()).isEqualTo(3);
    }
}
