package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Ruling;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache answers counts against limits that several gateways share, too, as far as they are of requests. */
final class CachedSharedLimitsTest {

    private final SharedLimitsTest.Scripted counters = new SharedLimitsTest.Scripted();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(Cached.numbering());
    private final TestGateway gateway = TestGateway.start(
            TestGateway.routing(upstream.port(), Cached.ON + Limited.key(", limits: { requests_per_day: 50 }")),
            counters);

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private Answer ask(@Nullable Denied denied) throws IOException, InterruptedException {
        try (RawClient client = new RawClient(gateway.port()).send(Limited.post(Limited.asking("m", 100)))) {
            counters.nextAsked().complete(new Ruling(denied, SharedLimitsTest.GRANTED.parts()));
            return client.answer();
        }
    }

    @Test
    void waitsForWhatTheCountersSay() throws Exception {
        assertThat(ask(null).header("x-sluice-cache")).isEqualTo("miss");
        Answer hit = ask(null);
        assertThat(hit.header("x-sluice-cache")).isEqualTo("hit");
        assertThat(hit.header("x-ratelimit-remaining-requests")).isEqualTo("41");

        Answer refused = ask(new Denied(Scope.KEY, LimitKind.DAY_REQUESTS, 50, 2_345));
        ErrorShape.require(refused, 429, "rate_limit_exceeded");
        assertThat(refused.header("retry-after-ms")).isEqualTo("2345");

        for (LimitKind free : new LimitKind[] {LimitKind.DAY_TOKENS, LimitKind.MONTH_BUDGET, LimitKind.CREDITS}) {
            assertThat(ask(new Denied(Scope.KEY, free, 50, 2_345)).header("x-sluice-cache"))
                    .as(free.name())
                    .isEqualTo("hit");
        }
        gateway.settled(6);
        assertThat(upstream.requests()).hasSize(1);
        assertThat(gateway.meters().unsettled()).isZero();
        assertThat(gateway.records().limits()).containsExactly("KEY day_requests");
    }

    @Test
    void givesNothingToWhoLeavesWhileItWaits() throws Exception {
        ask(null);
        gateway.settled(1);
        RawClient leaving = new RawClient(gateway.port()).send(Limited.post(Limited.asking("m", 100)));
        var asked = counters.nextAsked();
        leaving.close();
        gateway.settled(2);
        asked.complete(SharedLimitsTest.GRANTED);

        assertThat(gateway.settled(2).get(1).result().status()).isEqualTo(499);
        assertThat(gateway.records().lookups()).containsExactly("EXACT MISS");
        assertThat(gateway.meters().unsettled()).isZero();
    }
}
