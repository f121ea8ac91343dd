package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptSettingsTest {

    @Test
    void readsEverySetting() {
        Script script = Script.DEFAULT.with("tokens=50,token-bytes=4KiB,delay=1s+interval=500us+jitter=0.25+seed=-7"
                + "+usage=off+fault=cut+fault-after=3+fault-bytes=7+fault-hold=2m+fail-every=10");

        assertThat(script.pace())
                .isEqualTo(new Pace(1_000_000_000L, Pace.WITH_FIRST_TOKEN, 500_000, 0.25, -7, Pace.Slow.NONE));
        assertThat(script.payload()).isEqualTo(new Payload(50, 4096, 0, false));
        assertThat(script.fault())
                .isEqualTo(new Fault(
                        Fault.Kind.CUT,
                        Place.after(3),
                        7,
                        new Recurrence(10, 0, Recurrence.Scope.SERVER),
                        120_000_000_000L,
                        ErrorAnswer.of(500)));
    }

    @Test
    void readsWhenAndHowSlowlyAnAnswerBegins() {
        Pace pace = Script.DEFAULT
                .with("delay=1s+head-delay=20ms+slow-first=2s+slow-share=0.03")
                .pace();

        assertThat(pace.headNanos()).isEqualTo(20_000_000);
        assertThat(pace.slow()).isEqualTo(new Pace.Slow(2_000_000_000L, 0.03));
        assertThat(Script.DEFAULT.with("slow-first=2s").pace().slow().share()).isEqualTo(1);
        assertThat(new Script(pace, Payload.WORDS, Fault.NONE)
                        .with("slow-first=3s")
                        .pace()
                        .slow())
                .isEqualTo(new Pace.Slow(3_000_000_000L, 0.03));
    }

    @Test
    void readsWhatAFaultSaysAndWhenItComes() {
        Fault fault = Script.DEFAULT
                .with("fault=created-error+status=429+error-type=a b+error-code=c+error-message=d+retry-after=1"
                        + "+retry-after-ms=900+should-retry=true+ratelimit-reset=2s+first=3+fault-after=lead")
                .fault();

        assertThat(fault.answer())
                .isEqualTo(new ErrorAnswer(
                        429, "a b", "c", "d", new ErrorAnswer.Advice("1", "900", "true", 2_000_000_000L)));
        assertThat(fault.recurrence()).isEqualTo(new Recurrence(1, 3, Recurrence.Scope.SERVER));
        assertThat(fault.place()).isEqualTo(Place.LEAD);
    }

    @Test
    void letsANewFaultForgetWhatTheOldOneSaid() {
        Script quota = Script.DEFAULT.with("fault=quota+retry-after=5+error-code=x+first=2");

        assertThat(quota.with("retry-after=6").fault().answer().code()).isEqualTo("x");
        assertThat(quota.with("status=503").fault().answer()).isEqualTo(ErrorAnswer.of(503));
        assertThat(quota.with("status=503").fault().recurrence().first()).isEqualTo(2);
        assertThat(quota.with("first-per-key=4").fault().recurrence())
                .isEqualTo(new Recurrence(1, 4, Recurrence.Scope.KEY));
    }

    @Test
    void readsTheLongNameOfTheDelay() {
        assertThat(Script.DEFAULT.with("first-token-delay=20ms").pace().firstTokenNanos())
                .isEqualTo(20_000_000);
    }

    @Test
    void takesAStatusForAFault() {
        Fault fault = Script.DEFAULT
                .with("fault=cut+fault-bytes=9")
                .with("status=429+retry-after=0.5")
                .fault();

        assertThat(fault.kind()).isEqualTo(Fault.Kind.STATUS);
        assertThat(fault.answer().status()).isEqualTo(429);
        assertThat(fault.answer().advice().retryAfter()).isEqualTo("0.5");
        assertThat(fault.bytes()).isZero();
    }

    @Test
    void letsTheLastSizeWin() {
        Script tokens = Script.DEFAULT.with("bytes=1000").with("token-bytes=5");
        assertThat(tokens.payload()).isEqualTo(new Payload(16, 5, 0, true));
        assertThat(tokens.with("bytes=1000").payload()).isEqualTo(new Payload(16, 0, 1000, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens",
                "tokens=",
                "tokens=-1",
                "tokens=1000001",
                "tokens=x",
                "speed=1",
                "delay=20",
                "delay=11m",
                "interval=-1ms",
                "interval=99999999999s",
                "jitter=1.1",
                "jitter=NaN",
                "usage=maybe",
                "fault=fire",
                "fault=cut+status=500",
                "status=200",
                "status=600",
                "retry-after=2",
                "status=429+retry-after=soon",
                "bytes=65MiB",
                "bytes=5",
                "bytes=100+token-bytes=2",
                "tokens=0+bytes=1",
                "tokens=1000000+token-bytes=1KiB",
                "fail-every=0",
                "first=0",
                "first=1+first-per-key=1",
                "head-delay=1",
                "slow-share=0.5",
                "slow-first=2s+slow-share=1.5",
                "fault=quota+status=500",
                "fault=close+status=500",
                "fault=cut+error-code=x",
                "error-message=x",
                "status=500+error-type=",
                "status=429+should-retry=maybe",
                "status=429+retry-after-ms=0.5",
                "fault=stall+retry-after-ms=5",
                "fault=reset+ratelimit-reset=1s",
                "fault=stall+fault-after=tail",
                "fault=stall+fault-after=10000001",
                "fault-hold=1h"
            })
    void refuses(String settings) {
        assertThatThrownBy(() -> Script.DEFAULT.with(settings))
                .isInstanceOf(BadScriptException.class)
                .hasMessageStartingWith("script");
    }

    @Test
    void jittersWithinItsShareAndAlwaysAlike() {
        Pace pace = Script.DEFAULT.with("interval=10ms+jitter=0.5+seed=3").pace();
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int token = 1; token < 1000; token++) {
            long interval = pace.intervalBefore(token, 42);
            assertThat(pace.intervalBefore(token, 42)).isEqualTo(interval);
            shortest = Math.min(shortest, interval);
            longest = Math.max(longest, interval);
        }
        assertThat(shortest).isBetween(5_000_000L, 5_500_000L);
        assertThat(longest).isBetween(14_500_000L, 15_000_000L);
    }

    @Test
    void makesAUnaryAnswerWaitForAllItsTokens() {
        assertThat(Script.DEFAULT.with("delay=1s+interval=10ms").pace().totalNanos(11, 0))
                .isEqualTo(1_100_000_000L);
    }
}
