package dev.sluice.metrics.vocabulary;

import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Configurations;
import dev.sluice.metrics.instrument.Database;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.FixedAccounts;
import dev.sluice.metrics.instrument.FixedCaches;
import dev.sluice.metrics.instrument.FixedProviders;
import dev.sluice.metrics.instrument.FixedProviders.Key;
import dev.sluice.metrics.instrument.FixedProviders.TargetLevel;
import dev.sluice.metrics.instrument.FixedSharedLimits;
import dev.sluice.metrics.instrument.FixedState;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.metrics.instrument.SpanLosses;
import dev.sluice.metrics.live.RecentExchanges;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;

/** A gateway's metrics with a little of every traffic in them, for tests. */
public final class Site implements AutoCloseable {

    /** Requests to model endpoints. */
    static final int OPERATIONS = 5;

    public final Identities identities = Identities.bounded(20);
    public final FixedState state = new FixedState();
    public final FixedProviders providers = new FixedProviders();
    public final FixedSharedLimits sharedLimits = new FixedSharedLimits();
    public final Metrics metrics = Metrics.withNativeHistograms(identities, 2);
    public final Exposition exposition = new Exposition(metrics, Vocabularies.names(), Compat.DOCUMENT);

    public final RecentExchanges recent = new RecentExchanges(identities, 2);

    private record LostSpans(long unqueued, long unsent) implements SpanLosses {}

    public Site() {
        int provider = identities.providers().number("openai");
        int azure = identities.providers().number("azure");
        int model = identities.models().number("gpt-4o");
        int key = identities.keys().number("first");
        metrics.watch(state, providers);
        metrics.prices(() -> new PriceBooks.Reading(2_000, 3, 90_000, 1));
        FixedAccounts accounts = new FixedAccounts(identities.callers());
        metrics.accounts(accounts);
        metrics.journals(accounts);
        metrics.database(Database.DB, () -> 1);
        metrics.sharedLimits(sharedLimits);
        metrics.caches(new FixedCaches());
        metrics.configured(new Configurations(identities).caching(EnumSet.allOf(CacheKind.class)));
        metrics.spans(new LostSpans(3, 4));
        providers.providers.put(provider, true);
        providers.providers.put(azure, false);
        providers.keys.add(new Key(provider, key, KeyState.ACTIVE, 0.98));
        providers.keys.add(new Key(azure, key, KeyState.INVALID, 0.5));
        providers.targets.add(new TargetLevel(
                provider, model, BreakerState.CLOSED, new Health.Reading(4, 0.75, 1_250_000_000L, 900_000_000L, 0.75)));
        providers.targets.add(new TargetLevel(azure, model, BreakerState.OPEN, Health.Reading.UNKNOWN));
        identities.callers().keys().number("ci");
        identities.callers().users().number("ann");
        LoopListener loop = metrics.onLoop(0);
        loop.acquired(provider, 100_000);
        loop.chunkRead(provider, 20_000_000);
        loop.resumed(Side.UPSTREAM, 3_000_000);
        loop.probed(200_000, 0.1);
        loop.attemptEnded(new AttemptRecord(provider, model, key, 200, 1_200_000_000L, null, null));
        loop.attemptEnded(new AttemptRecord(provider, model, 0, 500, 2_000_000, Code.UPSTREAM_ERROR, null));
        loop.attemptEnded(new AttemptRecord(provider, model, key, 429, 2_000_000, Code.UPSTREAM_RATE_LIMITED, null));
        decide(loop, provider, azure);
        loop.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model));
        loop.requestEnded(Exchanges.stream(provider, model, null));
        metrics.onLoop(1).requestEnded(Exchanges.stream(provider, model, Code.UPSTREAM_CUT));
        metrics.onLoop(1).requestEnded(Exchanges.unary(Endpoint.EMBEDDINGS, provider, model));
        metrics.onLoop(1).requestEnded(Exchanges.refused(Endpoint.CHAT_COMPLETIONS, Code.INVALID_API_KEY));
        metrics.onLoop(1).requestEnded(Exchanges.refused(Endpoint.UNKNOWN, Code.NOT_FOUND));
    }

    private void decide(LoopListener loop, int provider, int azure) {
        loop.routed(StrategyKind.COST);
        loop.switched(
                identities.models().number("gpt-4o"), identities.models().number("gpt-4o-mini"), StrategyKind.COST);
        loop.routingFailed(RoutingFailure.NO_TARGET);
        loop.retried(provider, RetryReason.RATE_LIMIT);
        metrics.onLoop(1).retried(provider, RetryReason.SERVER_ERROR);
        loop.failedOver(provider, azure, FailoverResult.INVOKED);
        loop.failedOver(provider, azure, FailoverResult.SUCCESS);
        loop.hedged(provider, HedgeResult.INVOKED);
        loop.staleConnection(provider);
        metrics.keyValidated(azure, ValidationResult.INVALID);
        metrics.breakerChanged(azure, 0, BreakerState.OPEN);
    }

    String text(List<String> vocabularies) {
        return text(exposition, vocabularies);
    }

    static String text(Exposition exposition, List<String> vocabularies) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(text, exposition.collect(vocabularies), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    Scrape scrape(String... vocabularies) {
        return Scrape.parse(text(List.of(vocabularies)));
    }

    @Override
    public void close() {
        metrics.close();
    }
}
