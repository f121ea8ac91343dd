package dev.sluice.core.attempt;

import static dev.sluice.core.attempt.Rig.LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.routing.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes after what. */
class AttemptsTest {

    private final Rig rig = new Rig();

    private static Try first(Attempts attempts) {
        return requireNonNull(attempts.next());
    }

    /** What follows a failure; null when it is the answer. Pauses pass. */
    private @Nullable Try after(Attempts attempts, Try made, Fault fault, RetryHints hints) {
        attempts.failed(made, fault, hints);
        long pause = attempts.goOn(made, fault, hints, LONG);
        if (pause == Attempts.NEVER) {
            return null;
        }
        rig.time.advance(Duration.ofNanos(pause));
        return attempts.next();
    }

    private @Nullable Try after(Attempts attempts, Try made, Fault fault) {
        return after(attempts, made, fault, RetryHints.NONE);
    }

    /** Who was asked, with which key, when every attempt fails in the same way. */
    private List<String> allFailing(Attempts attempts, Fault fault) {
        List<String> asked = new ArrayList<>();
        for (Try made = attempts.next(); made != null; made = after(attempts, made, fault)) {
            asked.add(name(made));
        }
        attempts.gaveUp();
        return asked;
    }

    private static String name(Try made) {
        return made.target().provider().name() + (made.key() == null ? "" : "/" + made.key());
    }

    @Test
    void makesOneAttemptWhereItSucceeds() {
        Target a = rig.target("a", "k");
        Attempts attempts = rig.request(a);

        Try made = first(attempts);
        attempts.succeeded(made, 5);

        assertThat(name(made)).isEqualTo("a/k");
        assertThat(attempts.made()).isOne();
        assertThat(rig.told).isEmpty();
        assertThat(a.vitals().health().reading().attempts()).isOne();
    }

    @Test
    void changesTheKeyAtOnceWhereOneIsRefused() {
        Attempts attempts = rig.request(rig.target("a", "k1", "k2", "k3"));
        Try made = first(attempts);

        attempts.failed(made, Fault.KEY_REJECTED, RetryHints.NONE);
        assertThat(attempts.goOn(made, Fault.KEY_REJECTED, RetryHints.NONE, LONG))
                .isZero();
        Try again = requireNonNull(attempts.next());

        assertThat(again.target()).isSameAs(made.target());
        assertThat(again.key()).isNotSameAs(made.key());
        assertThat(rig.told).containsExactly("retried a AUTH");
        assertThat(requireNonNull(made.key()).state()).isEqualTo(KeyState.INVALID);
    }

    @Test
    void givesNoKeyTwiceForItsOwnFault() {
        Target a = rig.target("a", "k1", "k2");
        Target b = rig.target("b", "k3");

        assertThat(allFailing(rig.request(a, b), Fault.KEY_FORBIDDEN)).containsExactly("a/k1", "a/k2", "b/k3");
        assertThat(rig.told).containsExactly("retried a AUTH", "from a to b INVOKED", "from a to b FAILURE");
    }

    @Test
    void doesNotRepeatWhatNoOtherKeyCanHelp() {
        Target keyless = rig.target("a");
        Target b = rig.target("b", "k");

        assertThat(allFailing(rig.request(keyless, b), Fault.KEY_REJECTED)).containsExactly("a", "b/k");
        assertThat(allFailing(rig.request(keyless), Fault.RATE_LIMIT)).containsExactly("a");
        assertThat(rig.told).noneMatch(each -> each.startsWith("retried"));
    }

    @Test
    void triesOneTargetAgainAndThenTheNext() {
        Target a = rig.target("a", "k1");
        Target b = rig.target("b", "k2");

        assertThat(allFailing(rig.request(a, b), Fault.SERVER))
                .containsExactly("a/k1", "a/k1", "a/k1", "b/k2", "b/k2", "b/k2");
        assertThat(rig.told)
                .containsExactly(
                        "retried a SERVER_ERROR",
                        "retried a SERVER_ERROR",
                        "from a to b INVOKED",
                        "retried b SERVER_ERROR",
                        "retried b SERVER_ERROR",
                        "from a to b FAILURE");
    }

    @Test
    void takesAnotherTargetForATryThatWasNotBegunAsIfItHadNotBeenTaken() {
        Target a = rig.target("a", "k1");
        Attempts attempts = rig.request(a, rig.target("b", "k2"));

        attempts.withdrawn(first(attempts));

        assertThat(attempts.made()).isZero();
        assertThat(a.vitals().inFlight().get()).isZero();
        assertThat(Rig.key(a, "k1").failures()).isZero();
        assertThat(first(attempts).target().provider().name()).isEqualTo("b");
        assertThat(attempts.made()).isOne();
        assertThat(rig.told).isEmpty();
    }

    @Test
    void endsAFailoverToATargetThatWasNotBegunAndGoesOn() {
        Attempts attempts = rig.request(rig.target("a", "k1"), rig.target("b", "k2"), rig.target("c", "k3"));
        Try made = first(attempts);
        Try other = requireNonNull(after(attempts, made, Fault.SERVER, new RetryHints(-1, -1, false)));

        attempts.withdrawn(other);
        attempts.succeeded(first(attempts), 1);

        assertThat(rig.told)
                .containsExactly(
                        "from a to b INVOKED", "from a to b FAILURE", "from a to c INVOKED", "from a to c SUCCESS");
    }

    @Test
    void tellsThatAFailoverSucceeded() {
        Attempts attempts = rig.request(rig.target("a", "k1"), rig.target("b", "k2"), rig.target("c", "k3"));
        Try made = first(attempts);
        made = requireNonNull(after(attempts, made, Fault.SERVER, new RetryHints(-1, -1, false)));
        made = requireNonNull(after(attempts, made, Fault.SERVER, new RetryHints(-1, -1, false)));
        attempts.succeeded(made, 1);
        attempts.gaveUp();

        assertThat(rig.told)
                .containsExactly(
                        "from a to b INVOKED", "from a to b FAILURE", "from b to c INVOKED", "from b to c SUCCESS");
    }

    @Test
    void neverMakesMoreThanTheMostAttempts() {
        Rules rules = Rules.STANDARD.attempts(3, 4);

        assertThat(allFailing(rig.request(rig.target("a", rules, "k1"), rig.target("b", rules, "k2")), Fault.SERVER))
                .containsExactly("a/k1", "a/k1", "a/k1", "b/k2");
        assertThat(allFailing(rig.request(rig.target("c", rules, "1", "2", "3", "4", "5", "6")), Fault.KEY_REJECTED))
                .hasSize(4);
    }

    @Test
    void fallsBackToOtherModels() {
        Map<String, Target> fallbacks = new LinkedHashMap<>();
        fallbacks.put("second", rig.target("b", Rules.STANDARD.attempts(1, 6), "k2"));
        fallbacks.put("third", rig.target("c", Rules.STANDARD.attempts(1, 6), "k3"));
        Target own = rig.target("a", Rules.STANDARD.attempts(1, 6), "k1");

        assertThat(allFailing(rig.request(own, fallbacks), Fault.CONNECTION)).containsExactly("a/k1", "b/k2", "c/k3");
    }

    @Test
    void takesALongPromptToALargerTargetOnly() {
        Target small = rig.target("a", 8_000, Rules.STANDARD, "k1");
        Target same = rig.target("b", 8_000, Rules.STANDARD, "k2");
        Target unknown = rig.target("c", 0, Rules.STANDARD, "k3");
        Target large = rig.target("d", 32_000, Rules.STANDARD, "k4");

        assertThat(allFailing(rig.request(small, same, unknown, large), Fault.CONTEXT_LENGTH))
                .containsExactly("a/k1", "d/k4");
        assertThat(Rig.key(small, "k1").failures()).isZero();
        assertThat(small.vitals().health().reading().attempts()).isZero();
    }

    @Test
    void goesOnInOrderWhenALargerTargetFailsOtherwise() {
        Rules once = Rules.STANDARD.attempts(1, 6);
        Target small = rig.target("a", 8_000, once, "k1");
        Target second = rig.target("b", 8_000, once, "k2");
        Target large = rig.target("c", 32_000, once, "k3");
        Attempts attempts = rig.request(small, second, large);

        Try made = requireNonNull(after(attempts, first(attempts), Fault.CONTEXT_LENGTH));
        Try next = requireNonNull(after(attempts, made, Fault.SERVER));

        assertThat(List.of(name(made), name(next))).containsExactly("c/k3", "b/k2");
        assertThat(after(attempts, next, Fault.SERVER)).isNull();
    }

    @Test
    void passesOverTargetsThatCannotBeUsed() {
        Target a = rig.target("a", "k1");
        Target noKeyLeft = rig.target("b", "k2");
        Target open = rig.target("c", Rules.STANDARD.breaker(Rules.breaker(2, 60_000)), "k3");
        Target d = rig.target("d", "k4");
        Attempts attempts = rig.request(a, noKeyLeft, open, d);
        Try made = first(attempts);
        noKeyLeft.provider().keys().disable(Rig.key(noKeyLeft, "k2"));
        for (int i = 0; i < 2; i++) {
            open.vitals().breaker().failed(open.vitals().breaker().tryAcquire());
        }

        Try next = requireNonNull(after(attempts, made, Fault.SERVER, new RetryHints(-1, -1, false)));

        assertThat(name(next)).isEqualTo("d/k4");
        assertThat(rig.told).containsExactly("from a to d INVOKED");
    }

    @Test
    void movesOnWhenItsTargetCannotBeUsedAfterThePause() {
        Target a = rig.target("a", Rules.STANDARD.breaker(Rules.breaker(2, 60_000)), "k1");
        Attempts attempts = rig.request(a, rig.target("b", "k2"));
        Try made = first(attempts);
        attempts.failed(made, Fault.SERVER, RetryHints.NONE);
        assertThat(attempts.goOn(made, Fault.SERVER, RetryHints.NONE, LONG)).isPositive();
        a.vitals().breaker().failed(a.vitals().breaker().tryAcquire());

        assertThat(name(requireNonNull(attempts.next()))).isEqualTo("b/k2");
        assertThat(rig.told).containsExactly("from a to b INVOKED");
    }

    @Test
    void coolsALimitedKeyForAsLongAsTheProviderSays() {
        Target a = rig.target("a", Rules.STANDARD.onRateLimit(OnRateLimit.RELAY), "k1");
        Attempts attempts = rig.request(a);

        assertThat(after(attempts, first(attempts), Fault.RATE_LIMIT, new RetryHints(7_000_000_000L, -1, null)))
                .isNull();

        assertThat(Rig.key(a, "k1").state()).isEqualTo(KeyState.COOLING);
        assertThat(rig.request(a).next()).isNull();
        rig.time.advance(Duration.ofSeconds(7));
        assertThat(name(first(rig.request(a)))).isEqualTo("a/k1");
    }

    @Test
    void triesNothingMoreOnceTheDeadlineHasPassed() {
        Attempts attempts = rig.request(rig.target("a", "k1", "k2"), rig.target("b", "k3"));
        Try made = first(attempts);
        attempts.failed(made, Fault.KEY_REJECTED, RetryHints.NONE);

        assertThat(attempts.goOn(made, Fault.KEY_REJECTED, RetryHints.NONE, 0)).isEqualTo(Attempts.NEVER);
    }

    @Test
    void countsEachTargetOnceIntoTheBudgetOfItsProvider() {
        // Ten are free: with a share of a half, two requests allow for one more.
        Target a = rig.target("a", Rules.STANDARD.budget(0.5).attempts(100, 100), "k");

        List<String> first = allFailing(rig.request(a), Fault.SERVER);
        List<String> second = allFailing(rig.request(a), Fault.SERVER);

        assertThat(first.size() + second.size()).isLessThanOrEqualTo(2 + 10 + 1);
    }

    @Test
    void asksForThePromptsPrefixOnlyWhereKeysAreTakenByIt() {
        Target inTurn = rig.target("a", "k1", "k2");
        Target affine = rig.affine("b", "k3", "k4");
        List<String> asked = new ArrayList<>();
        Attempts attempts = new Attempts(
                Rig.plan(inTurn, affine),
                () -> {
                    asked.add("prefix");
                    return 42;
                },
                new Attempts.Context(rig, () -> 0.5));

        Try made = first(attempts);
        assertThat(asked).isEmpty();
        after(attempts, made, Fault.SERVER, new RetryHints(-1, -1, false));
        assertThat(asked).hasSize(1);
    }

    @Test
    void hasNothingToTryWhereNothingCanBeUsed() {
        Target a = rig.target("a", "k1");
        a.provider().keys().disable(Rig.key(a, "k1"));

        Attempts attempts = rig.request(a);

        assertThat(attempts.next()).isNull();
        assertThat(attempts.made()).isZero();
    }
}
