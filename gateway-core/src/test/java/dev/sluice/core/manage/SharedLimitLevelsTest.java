package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.admission.SharedCounters;
import dev.sluice.core.admission.SharedTally.Decider;
import dev.sluice.core.admission.SharedTally.Outcome;
import dev.sluice.core.ledger.ExchangeId;
import dev.sluice.core.observe.SharedLimitState.Kind;
import dev.sluice.core.store.StoreSettings.Pass;
import dev.sluice.core.store.StoreSettings.WhenUnreachable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a scrape reads of limits that gateways share. */
final class SharedLimitLevelsTest {

    private static final Map<Kind, LimitKind> OF_KIND = Map.of(
            Kind.REQUESTS, LimitKind.MINUTE_REQUESTS,
            Kind.TOKENS, LimitKind.DAY_TOKENS,
            Kind.CONCURRENCY, LimitKind.CONCURRENCY,
            Kind.BUDGETS, LimitKind.MONTH_BUDGET,
            Kind.CREDITS, LimitKind.CREDITS);

    private final Away counters = new Away();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void tellsOfEachKindWhatTheGatesGoBy(Kind shut) {
        WhenUnreachable when = new WhenUnreachable(
                pass(shut, Kind.REQUESTS),
                pass(shut, Kind.TOKENS),
                pass(shut, Kind.CONCURRENCY),
                pass(shut, Kind.BUDGETS),
                pass(shut, Kind.CREDITS));
        SharedLimitLevels levels = levels(when);

        for (Kind kind : Kind.values()) {
            assertThat(levels.closes(kind)).as(kind.name()).isEqualTo(kind == shut);
            assertThat(levels.closes(kind)).isEqualTo(when.closes(OF_KIND.get(kind)));
        }
    }

    @Test
    void tellsTheLevelsOfTheCountersAndWhatWasDecided() {
        SharedLimitLevels levels = levels(new WhenUnreachable(Pass.OPEN, Pass.OPEN, Pass.OPEN, Pass.OPEN, Pass.OPEN));
        counters.holds.add(new ExchangeId(1, 2), new Hold(1, 1, 1, List.of()));
        counters.holds.add(new ExchangeId(1, 2), new Hold(0, 1, 1, List.of()));

        assertThat(levels.reachable()).isFalse();
        assertThat(levels.gateways()).isEqualTo(3);
        assertThat(levels.holds()).as("exchanges").isEqualTo(1);
        assertThat(levels.decisions(Decider.LEASE, Outcome.GRANTED)).isZero();
        assertThat(levels.claims(Claim.Kind.ENTER, Outcome.GRANTED)).isZero();
    }

    private SharedLimitLevels levels(WhenUnreachable when) {
        Gates gates = new Gates(new Meters(), counters, when::closes, () -> 0);
        return new SharedLimitLevels(counters, gates.tally().orElseThrow(), when);
    }

    private static Pass pass(Kind shut, Kind kind) {
        return kind == shut ? Pass.CLOSED : Pass.OPEN;
    }

    /** Counters that nobody can ask. */
    private static final class Away implements SharedCounters {

        final Holds holds = new Holds();

        @Override
        public CompletionStage<Ruling> claim(Claim claim) {
            return CompletableFuture.failedStage(new IllegalStateException("away"));
        }

        @Override
        public void giveBack(Hold hold) {}

        @Override
        public Holds holds() {
            return holds;
        }

        @Override
        public int gateways() {
            return 3;
        }

        @Override
        public boolean reachable() {
            return false;
        }

        @Override
        public void regularly(Runnable what) {}

        @Override
        public void atTheEnd(Runnable what) {}
    }
}
