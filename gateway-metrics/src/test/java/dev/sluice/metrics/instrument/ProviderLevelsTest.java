package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.BREAKER_STATE;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY_STATE;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health.Reading;
import dev.sluice.metrics.instrument.FixedProviders.Key;
import dev.sluice.metrics.instrument.FixedProviders.TargetLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderLevelsTest {

    private final Identities identities = Identities.bounded(2, 1, 50, 100);
    private final int openai = identities.providers().number("openai");
    private final int idle = identities.providers().number("idle");
    private final FixedProviders providers = new FixedProviders();
    private final Metrics metrics = new Metrics(identities, 1);

    @BeforeEach
    void watch() {
        metrics.watch(new FixedState(), providers);
        providers.providers.put(openai, true);
        providers.providers.put(idle, false);
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void showsEachBreakerInOneStateAndAProviderInItsWorst() {
        target("gpt-4o", BreakerState.CLOSED, Reading.UNKNOWN);
        target("gpt-5", BreakerState.HALF_OPEN, Reading.UNKNOWN);

        Totals totals = metrics.totals();
        assertThat(Sums.of(totals, Fact.BREAKER, PROVIDER, MODEL, BREAKER_STATE))
                .containsEntry("openai gpt-4o closed", 1L)
                .containsEntry("openai gpt-4o half_open", 0L)
                .containsEntry("openai gpt-4o open", 0L)
                .containsEntry("openai gpt-5 half_open", 1L)
                .containsEntry("openai gpt-5 closed", 0L);
        assertThat(Sums.of(totals, Fact.BREAKER_WORST, PROVIDER))
                .containsEntry("openai", 1L)
                .containsEntry("idle", 0L);
        assertThat(Sums.of(totals, Fact.BREAKER_NOT_CLOSED, PROVIDER))
                .containsEntry("openai", 1L)
                .containsEntry("idle", 0L);
    }

    @Test
    void weighsAProvidersErrorsByItsAttempts() {
        target("gpt-4o", BreakerState.CLOSED, new Reading(90, 1, 1, 1, 1));
        target("gpt-5", BreakerState.CLOSED, new Reading(10, 0.5, 1, 1, 0.5));

        assertThat(Sums.of(metrics.totals(), Fact.ERROR_RATIO, PROVIDER))
                .containsEntry("openai", 50_000_000L)
                .containsEntry("idle", 0L);
    }

    @Test
    void showsTheWorstOfThoseThatShareALabel() {
        target("gpt-4o", BreakerState.CLOSED, Reading.UNKNOWN);
        target("gpt-5", BreakerState.CLOSED, Reading.UNKNOWN);
        target("one-too-many", BreakerState.OPEN, new Reading(4, 0.25, 3_000_000, 1, 0.5));
        target("another", BreakerState.CLOSED, new Reading(4, 0.5, 5_000_000, 1, 0.125));
        key("first", 0.75);
        key("second", 0.5);
        key("third", 0.25);

        Totals totals = metrics.totals();
        assertThat(Sums.of(totals, Fact.BREAKER, MODEL, BREAKER_STATE))
                .containsEntry("other open", 1L)
                .containsEntry("other closed", 0L);
        assertThat(Sums.of(totals, Fact.HEALTH_SCORE, MODEL)).containsEntry("other", 125_000_000L);
        assertThat(Sums.of(totals, Fact.SUCCESS_RATIO, MODEL)).containsEntry("other", 250_000_000L);
        assertThat(Sums.of(totals, Fact.LATENCY_P95, MODEL)).containsEntry("other", 5_000_000L);
        assertThat(Sums.of(totals, Fact.KEY_HEALTH, KEY))
                .containsEntry("first", 750_000_000L)
                .containsEntry("other", 250_000_000L);
    }

    @Test
    void countsKeysByStateAndStartsTheirCountersAtZero() {
        key("first", 1);

        Totals totals = metrics.totals();
        assertThat(Sums.of(totals, Fact.UPSTREAM_KEYS, PROVIDER, KEY_STATE))
                .hasSize(2 * KeyState.values().length)
                .containsEntry("openai active", 1L)
                .containsEntry("openai cooling", 0L)
                .containsEntry("idle active", 0L);
        assertThat(Sums.of(totals, Fact.KEY_ATTEMPTS, KEY, KEY_RESULT))
                .hasSize(KeyResult.values().length)
                .containsEntry("first rate_limited", 0L);
    }

    @Test
    void tellsWhoIsAvailable() {
        assertThat(Sums.of(metrics.totals(), Fact.AVAILABILITY, PROVIDER))
                .containsEntry("openai", 1L)
                .containsEntry("idle", 0L);
    }

    private void target(String model, BreakerState breaker, Reading health) {
        providers.targets.add(new TargetLevel(openai, identities.models().number(model), breaker, health));
    }

    private void key(String name, double health) {
        providers.keys.add(new Key(openai, identities.keys().number(name), KeyState.ACTIVE, health));
    }
}
