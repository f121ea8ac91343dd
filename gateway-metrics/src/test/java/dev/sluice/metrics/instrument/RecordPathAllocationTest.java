package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tier;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RecordPathAllocationTest {

    private static final int ROUNDS = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Identities identities = Identities.bounded(10);
    private final int provider = identities.providers().number("openai");
    private final int model = identities.models().number("gpt-4o");
    private final Account who = Customers.prepaid("acme", Tier.FREE, "ann", "ann-laptop");
    private final ExchangeRecord unary = Customers.of(who, Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model));
    private final ExchangeRecord stream = Exchanges.stream(provider, model, Code.STALL_TIMEOUT);
    private final ExchangeRecord hit = Customers.of(who, Exchanges.hit(provider, model, CacheKind.SEMANTIC, 1_000));
    private final ExchangeRecord miss = Exchanges.cached(unary, CacheUse.miss(1_000, 1_000));
    private final int key = identities.keys().number("first");
    private final AttemptRecord attempt = new AttemptRecord(provider, model, key, 200, 1_000_000, null, null);
    private final AttemptRecord limited =
            new AttemptRecord(provider, model, key, 429, 1_000_000, Code.UPSTREAM_RATE_LIMITED, null);

    @Test
    void allocatesNothingForWhatIsRecorded() {
        allocatesNothing(new Metrics(identities, 1));
    }

    @Test
    void allocatesNothingForNativeHistograms() {
        allocatesNothing(Metrics.withNativeHistograms(identities, 1));
    }

    private void allocatesNothing(Metrics of) {
        try (Metrics metrics = of) {
            LoopListener loop = metrics.onLoop(0);
            record(loop);
            long reading = readingCost();

            long before = threads.getCurrentThreadAllocatedBytes();
            record(loop);
            long after = threads.getCurrentThreadAllocatedBytes();

            assertThat(after - before - reading)
                    .as("bytes in %d rounds", ROUNDS)
                    .isZero();
        }
    }

    private long readingCost() {
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void record(LoopListener loop) {
        for (int i = 0; i < ROUNDS; i++) {
            loop.requestStarted(Endpoint.CHAT_COMPLETIONS);
            loop.acquired(provider, i);
            loop.chunkRead(provider, i);
            loop.resumed(Side.UPSTREAM, i);
            loop.routed(StrategyKind.COST);
            loop.routingFailed(RoutingFailure.NO_TARGET);
            loop.switched(i & 1023, model, StrategyKind.COST);
            loop.attemptEnded((i & 3) == 0 ? limited : attempt);
            loop.retried(provider, RetryReason.RATE_LIMIT);
            loop.failedOver(provider, provider, FailoverResult.INVOKED);
            loop.hedged(provider, HedgeResult.WON);
            loop.requestEnded((i & 1) == 0 ? unary : stream);
            loop.cacheLookedUp(CacheKind.EXACT, (i & 1) == 0 ? CacheResult.HIT : CacheResult.MISS, model, who, i);
            loop.requestEnded((i & 1) == 0 ? hit : miss);
            loop.wasted(provider, model, Endpoint.CHAT_COMPLETIONS, stream.usage(), stream.cost());
            loop.limited(Scope.KEY, LimitKind.BURST, who);
            loop.overBudget(LimitKind.DAY_BUDGET, who);
            loop.charged(who, Funds.CREDITS, i, i);
            loop.probed(i, 0.5);
        }
    }
}
