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

        assertThat(script.pace()).isEqualTo(new Pace(1_000_000_000L, 500_000, 0.25, -7));
        assertThat(script.payload()).isEqualTo(new Payload(50, 4096, 0, false));
        assertThat(script.fault()).isEqualTo(new Fault(Fault.Kind.CUT, 3, 7, 10, 120_000_000_000L, 500, ""));
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
        assertThat(fault.status()).isEqualTo(429);
        assertThat(fault.retryAfter()).isEqualTo("0.5");
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
