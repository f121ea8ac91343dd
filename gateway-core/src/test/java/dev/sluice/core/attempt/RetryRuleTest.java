package dev.sluice.core.attempt;

import static dev.sluice.core.attempt.Rig.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.attempt.Next.Where;
import dev.sluice.core.attempt.RetryRule.Made;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.resilience.ResilienceSettings.RetryOn;
import dev.sluice.core.resilience.RetryBudget;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryRuleTest {

    private static final Made FIRST = new Made(1, 0);

    private final Rig rig = new Rig();

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    private static RetryHints after(double seconds) {
        return new RetryHints(seconds(seconds), -1, null);
    }

    private static RetryHints should(@Nullable Boolean retry) {
        return new RetryHints(-1, -1, retry);
    }

    private Next decide(Rules rules, Fault fault, RetryHints hints) {
        return decide(rig.target("a", rules, "k"), fault, hints);
    }

    private static Next decide(Target target, Fault fault, RetryHints hints) {
        return new RetryRule(target, () -> 0.5).after(fault, hints, FIRST, LONG);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(Fault.CLIENT, Where.NOWHERE, null),
                Arguments.of(Fault.CONTEXT_LENGTH, Where.LARGER_TARGET, null),
                Arguments.of(Fault.KEY_REJECTED, Where.NEXT_KEY, RetryReason.AUTH),
                Arguments.of(Fault.QUOTA, Where.NEXT_KEY, RetryReason.AUTH),
                Arguments.of(Fault.KEY_FORBIDDEN, Where.NEXT_KEY, RetryReason.AUTH),
                Arguments.of(Fault.RATE_LIMIT, Where.NEXT_KEY, RetryReason.RATE_LIMIT),
                Arguments.of(Fault.CONNECTION, Where.SAME_TARGET, RetryReason.CONNECT),
                Arguments.of(Fault.SERVER, Where.SAME_TARGET, RetryReason.SERVER_ERROR),
                Arguments.of(Fault.TIMEOUT, Where.NOWHERE, null),
                Arguments.of(Fault.GATEWAY, Where.NOWHERE, null));
    }

    @ParameterizedTest
    @MethodSource("table")
    void doesWhatTheTableSays(Fault fault, Where where, @Nullable RetryReason reason) {
        Next next = decide(Rules.STANDARD, fault, RetryHints.NONE);

        assertThat(next.where()).isEqualTo(where);
        assertThat(next.delayNanos()).isEqualTo(where == Where.SAME_TARGET ? seconds(1) : 0);
        if (reason != null) {
            assertThat(next.reason()).isEqualTo(reason);
        }
    }

    @Test
    void triesAgainOnlyWhatItIsToldTo() {
        Rules none = Rules.STANDARD.retrying();
        Rules timeouts = Rules.STANDARD.retrying(RetryOn.TIMEOUT);

        assertThat(decide(none, Fault.CONNECTION, RetryHints.NONE)).isEqualTo(Next.NOTHING);
        assertThat(decide(none, Fault.SERVER, RetryHints.NONE)).isEqualTo(Next.NOTHING);
        assertThat(decide(timeouts, Fault.SERVER, RetryHints.NONE)).isEqualTo(Next.NOTHING);
        assertThat(decide(timeouts, Fault.TIMEOUT, RetryHints.NONE))
                .isEqualTo(new Next(Where.SAME_TARGET, RetryReason.TIMEOUT, seconds(1)));
    }

    @ParameterizedTest
    @EnumSource(OnRateLimit.class)
    void hasFourWaysWithALimit(OnRateLimit policy) {
        Next next = decide(Rules.STANDARD.onRateLimit(policy), Fault.RATE_LIMIT, after(3));

        assertThat(next)
                .isEqualTo(
                        switch (policy) {
                            case NEXT_KEY -> Next.key(RetryReason.RATE_LIMIT);
                            case FAIL_OVER -> Next.at(Where.NEXT_TARGET);
                            case RETRY -> new Next(Where.SAME_TARGET, RetryReason.RATE_LIMIT, seconds(3));
                            case RELAY -> Next.NOTHING;
                        });
    }

    @Test
    void doublesItsPausesUpToABound() {
        Target target = rig.target("a", Rules.STANDARD.attempts(100, 100), "k");
        List<Long> pauses = Stream.iterate(0, pause -> pause + 1)
                .limit(6)
                .map(pause -> new RetryRule(target, () -> 0.5)
                        .after(Fault.SERVER, RetryHints.NONE, new Made(pause + 1, pause), LONG)
                        .delayNanos())
                .toList();

        assertThat(pauses).containsExactly(seconds(1), seconds(2), seconds(4), seconds(8), seconds(10), seconds(10));
    }

    @Test
    void countsPausesNotAttempts() {
        Target target = rig.target("a", "k");

        Next next = new RetryRule(target, () -> 0.5).after(Fault.SERVER, RetryHints.NONE, new Made(2, 0), LONG);

        assertThat(next.delayNanos()).as("the attempt before had another key").isEqualTo(seconds(1));
    }

    @Test
    void goesToTheNextTargetWhenAllAttemptsAreMade() {
        RetryRule rule = new RetryRule(rig.target("a", "k"), () -> 0.5);

        assertThat(rule.after(Fault.SERVER, RetryHints.NONE, new Made(2, 1), LONG)
                        .where())
                .isEqualTo(Where.SAME_TARGET);
        assertThat(rule.after(Fault.SERVER, RetryHints.NONE, new Made(3, 2), LONG))
                .isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    @Test
    void waitsAsLongAsItIsAskedToWhereThatIsLongerThanItsOwnPause() {
        assertThat(decide(Rules.STANDARD, Fault.SERVER, after(0.2)).delayNanos())
                .isEqualTo(seconds(1));
        assertThat(decide(Rules.STANDARD, Fault.SERVER, after(7)).delayNanos()).isEqualTo(seconds(7));
        assertThat(decide(Rules.STANDARD, Fault.SERVER, after(10)).delayNanos()).isEqualTo(seconds(10));
    }

    @Test
    void doesNotWaitLongerThanItsLongestPause() {
        assertThat(decide(Rules.STANDARD, Fault.SERVER, after(10.1))).isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    @Test
    void movesOnWhereItIsToldNotToTryAgain() {
        Rules patient = Rules.STANDARD.onRateLimit(OnRateLimit.RETRY);

        assertThat(decide(Rules.STANDARD, Fault.SERVER, should(false))).isEqualTo(Next.at(Where.NEXT_TARGET));
        assertThat(decide(patient, Fault.RATE_LIMIT, should(false))).isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    @Test
    void triesAgainWhatItIsToldToThoughItWouldNot() {
        Rules none = Rules.STANDARD.retrying();

        assertThat(decide(none, Fault.CLIENT, should(true)).where()).isEqualTo(Where.SAME_TARGET);
        assertThat(decide(none, Fault.SERVER, should(true)).where()).isEqualTo(Where.SAME_TARGET);
    }

    @Test
    void doesNotWaitPastTheDeadline() {
        RetryRule rule = new RetryRule(rig.target("a", "k"), () -> 0.5);

        assertThat(rule.after(Fault.SERVER, RetryHints.NONE, FIRST, seconds(1) + 1)
                        .where())
                .isEqualTo(Where.SAME_TARGET);
        assertThat(rule.after(Fault.SERVER, RetryHints.NONE, FIRST, seconds(1))).isEqualTo(Next.at(Where.NEXT_TARGET));
        assertThat(rule.after(Fault.SERVER, after(5), FIRST, seconds(4))).isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    @Test
    void takesOutOfTheBudgetOnlyWhatItDecidesFor() {
        Target target = rig.target("a", Rules.STANDARD.budget(0), "k");

        decide(target, Fault.SERVER, should(false));
        decide(target, Fault.SERVER, after(60));
        decide(target, Fault.RATE_LIMIT, RetryHints.NONE);
        for (int i = 0; i < RetryBudget.FREE; i++) {
            assertThat(decide(target, Fault.SERVER, RetryHints.NONE).where()).isEqualTo(Where.SAME_TARGET);
        }

        assertThat(decide(target, Fault.SERVER, RetryHints.NONE)).isEqualTo(Next.at(Where.NEXT_TARGET));
        assertThat(decide(target, Fault.KEY_REJECTED, RetryHints.NONE))
                .as("other keys are no repetition")
                .isEqualTo(Next.key(RetryReason.AUTH));
        rig.time.advance(Duration.ofMinutes(1));
        assertThat(decide(target, Fault.SERVER, RetryHints.NONE).where()).isEqualTo(Where.SAME_TARGET);
    }

    @Test
    void waitsForTheFirstKeyThatIsBackWhereAllCool() {
        Target target = rig.target("a", Rules.STANDARD.onRateLimit(OnRateLimit.RETRY), "one", "two");
        limit(target, "one", 6);
        limit(target, "two", 4);

        assertThat(decide(target, Fault.RATE_LIMIT, RetryHints.NONE).delayNanos())
                .isEqualTo(seconds(4));
        rig.time.advance(Duration.ofSeconds(4));
        assertThat(decide(target, Fault.RATE_LIMIT, RetryHints.NONE).delayNanos())
                .isEqualTo(seconds(1));
    }

    @Test
    void doesNotWaitWhereNoKeyWillComeBack() {
        Target target = rig.target("a", "only");
        end(target, "only", Outcome.REJECTED, -1);

        assertThat(decide(target, Fault.SERVER, RetryHints.NONE)).isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    @Test
    void doesNotWaitForATargetWhoseBreakerHasOpened() {
        Target target = rig.target("a", Rules.STANDARD.breaker(Rules.breaker(2, 60_000)), "k");
        for (int failure = 0; failure < 2; failure++) {
            assertThat(decide(target, Fault.SERVER, RetryHints.NONE).where()).isEqualTo(Where.SAME_TARGET);
            target.vitals().breaker().failed(target.vitals().breaker().tryAcquire());
        }

        assertThat(decide(target, Fault.SERVER, RetryHints.NONE)).isEqualTo(Next.at(Where.NEXT_TARGET));
    }

    private static void limit(Target target, String key, int forSeconds) {
        end(target, key, Outcome.RATE_LIMITED, seconds(forSeconds));
    }

    private static void end(Target target, String key, Outcome outcome, long coolNanos) {
        ProviderKey taken = Rig.key(target, key);
        target.provider().keys().ended(taken, outcome, coolNanos);
    }
}
