package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Tier;
import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Configurations;
import dev.sluice.metrics.instrument.Customers;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.FixedCaches;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.metrics.vocabulary.Scrape.Sample;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of answers that are given again: each of them saves 50 tokens and 350 µUSD. */
class CacheFamiliesTest {

    private static final List<String> FAMILIES = List.of(
            "sluice_cache_lookups_total",
            "sluice_cache_lookup_seconds",
            "sluice_tenant_cache_lookups_total",
            "sluice_cache_saved_tokens_total",
            "sluice_cache_saved_usd_total",
            "sluice_cache_entries",
            "sluice_cache_bytes",
            "sluice_cache_evictions_total",
            "sluice_cache_corrupt_total",
            "modelgate_cache_hits_total",
            "modelgate_cache_misses_total",
            "modelgate_cache_latency_seconds",
            "modelgate_cache_tokens_saved_total",
            "modelgate_cache_cost_saved_usd_total",
            "modelgate_cache_entries",
            "cache_hits_total",
            "cache_misses_total",
            "cache_size_bytes");

    private final Site site = new Site();
    private final LoopListener loop = site.metrics.onLoop(0);
    private final int provider = site.identities.providers().number("openai");
    private final int model = site.identities.models().number("gpt-4o");
    private final Account acme = Customers.key("acme", Tier.ENTERPRISE, "ci");
    private final Account zoo = Customers.key("zoo", Tier.FREE, "zoo");

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void countsEachCacheForItselfAndEachRequestOnce() {
        // Two requests find something similar where the very same was not there.
        similar(loop, acme, 2_000_000);
        similar(site.metrics.onLoop(1), zoo, 20_000_000);
        same(acme, 3_000);
        missed(zoo, CacheResult.MISS);
        missed(zoo, CacheResult.ERROR);
        loop.cacheLookedUp(CacheKind.EXACT, CacheResult.BYPASS, model, acme, 0);
        loop.requestEnded(Customers.of(acme, Exchanges.cached(unary(), CacheUse.BYPASS)));

        Scrape scrape = site.scrape("sluice", "modelgate", "gatewayz");
        assertThat(scrape.sum("cache_hits_total", "cache_name", "exact")).isEqualTo(1);
        assertThat(scrape.sum("cache_misses_total", "cache_name", "exact")).isEqualTo(4);
        assertThat(scrape.sum("cache_hits_total", "cache_name", "semantic")).isEqualTo(2);
        assertThat(scrape.sum("cache_misses_total", "cache_name", "semantic"))
                .as("that it could not be looked is a miss")
                .isEqualTo(2);
        assertThat(scrape.sum("modelgate_cache_hits_total")).isEqualTo(3);
        assertThat(scrape.sum("modelgate_cache_hits_total", "tenant_id", "acme", "model", "gpt-4o", "role_id", "all"))
                .isEqualTo(2);
        assertThat(scrape.sum("modelgate_cache_misses_total", "tenant_id", "zoo"))
                .isEqualTo(2);
        assertThat(scrape.sum("sluice_tenant_cache_lookups_total", "tenant", "acme", "result", "bypass"))
                .isEqualTo(1);
        assertThat(scrape.sum("sluice_cache_lookups_total", "cache", "semantic", "result", "error"))
                .isEqualTo(1);
        assertAgreement(scrape);
    }

    /** However they are told, all count the same look-ups. */
    private static void assertAgreement(Scrape scrape) {
        double bypasses = scrape.sum("sluice_cache_lookups_total", "result", "bypass");
        assertThat(scrape.sum("cache_hits_total") + scrape.sum("cache_misses_total"))
                .isEqualTo(scrape.sum("sluice_cache_lookups_total") - bypasses)
                .isEqualTo(scrape.sum("sluice_cache_lookup_seconds_count"));
        assertThat(scrape.sum("cache_hits_total"))
                .isEqualTo(scrape.sum("modelgate_cache_hits_total"))
                .isEqualTo(scrape.sum("modelgate_cache_latency_seconds_count", "hit", "true"))
                .isEqualTo(scrape.sum("sluice_tenant_cache_lookups_total", "result", "hit"));
        assertThat(scrape.sum("modelgate_cache_misses_total"))
                .isEqualTo(scrape.sum("modelgate_cache_latency_seconds_count", "hit", "false"))
                .isEqualTo(scrape.sum("sluice_tenant_cache_lookups_total", "result", "miss"));
        assertThat(scrape.sum("modelgate_cache_tokens_saved_total"))
                .isEqualTo(scrape.sum("sluice_cache_saved_tokens_total"));
        assertThat(scrape.sum("modelgate_cache_cost_saved_usd_total"))
                .isEqualTo(scrape.sum("sluice_cache_saved_usd_total"));
    }

    @Test
    void tellsWhatWasSavedApartFromWhatWasUsed() {
        double used = site.scrape("modelgate").sum("modelgate_cost_usd_total");
        same(acme, 3_000);
        same(acme, 3_000);
        same(zoo, 3_000);

        Scrape scrape = site.scrape("modelgate", "sluice");
        assertThat(scrape.sum("modelgate_cache_tokens_saved_total", "tenant_id", "acme", "model", "gpt-4o"))
                .isEqualTo(100);
        assertThat(scrape.sum("modelgate_cache_cost_saved_usd_total", "tenant_id", "acme", "model", "gpt-4o"))
                .isEqualTo(0.0007);
        assertThat(scrape.sum("sluice_cache_saved_usd_total")).isEqualTo(0.00105);
        assertThat(scrape.sum("modelgate_cost_usd_total")).isEqualTo(used);
        assertThat(scrape.sum("sluice_tenant_cost_usd_total", "tenant", "acme")).isZero();
    }

    @Test
    void tellsHowLongLookingTook() {
        same(acme, 3_000);
        similar(loop, acme, 20_000_000);
        missed(acme, CacheResult.MISS);

        Scrape scrape = site.scrape("modelgate", "sluice");
        assertThat(scrape.sum(
                        "modelgate_cache_latency_seconds_bucket", "tenant_id", "acme", "hit", "true", "le", "0.001"))
                .isEqualTo(1);
        assertThat(scrape.sum(
                        "modelgate_cache_latency_seconds_bucket", "tenant_id", "acme", "hit", "true", "le", "0.025"))
                .isEqualTo(2);
        assertThat(scrape.sum("modelgate_cache_latency_seconds_sum", "tenant_id", "acme", "hit", "false"))
                .isEqualTo(0.000_005);
        assertThat(scrape.sum("sluice_cache_lookup_seconds_bucket", "cache", "exact", "result", "hit", "le", "5.0E-6"))
                .isEqualTo(1);
    }

    @Test
    void showsLevelsOfAllPlacesOfACacheTogether() {
        Scrape scrape = site.scrape("modelgate", "sluice", "gatewayz");

        assertThat(scrape.sum("sluice_cache_entries", "cache", "exact")).isEqualTo(12);
        assertThat(scrape.sum("sluice_cache_bytes", "cache", "semantic"))
                .isEqualTo(scrape.sum("cache_size_bytes", "cache_name", "semantic"))
                .isEqualTo(7_000);
        assertThat(scrape.sum("sluice_cache_evictions_total", "cache", "exact")).isEqualTo(4);
        assertThat(scrape.sum("sluice_cache_corrupt_total")).isEqualTo(5);
        assertThat(scrape.sum("modelgate_cache_entries", "tenant_id", "acme")).isEqualTo(14);
        assertThat(scrape.sum("modelgate_cache_entries", "tenant_id", "default"))
                .isZero();
        assertThat(scrape.sum("modelgate_cache_entries")).isEqualTo(scrape.sum("sluice_cache_entries"));
    }

    @Test
    void showsNothingWithoutACacheAndZerosAsSoonAsThereIsOne() {
        Identities identities = Identities.bounded(5);
        Configurations file = new Configurations(identities);
        try (Metrics bare = new Metrics(identities, 1)) {
            bare.caches(new FixedCaches());
            Exposition exposition = new Exposition(bare, Vocabularies.names(), Compat.DOCUMENT);
            bare.configured(file.snapshot());
            assertThat(names(exposition)).doesNotContainAnyElementsOf(FAMILIES);

            bare.configured(file.caching(
                    EnumSet.of(CacheKind.EXACT),
                    file.route("gpt-4o", StrategyKind.PRIORITY, List.of(file.target("openai", "gpt-4o")))));

            assertThat(names(exposition)).containsAll(FAMILIES);
            Scrape scrape = Scrape.parse(Site.text(exposition, List.of("gatewayz", "modelgate", "sluice")));
            assertThat(scrape.named("cache_hits_total"))
                    .extracting(sample -> sample.labels().get("cache_name"))
                    .containsExactly("exact");
            assertThat(scrape.named("modelgate_cache_hits_total"))
                    .extracting(sample -> sample.labels().get("model"))
                    .containsExactlyInAnyOrder("unknown", "gpt-4o");
            for (String counter : FAMILIES) {
                if (counter.endsWith("_total") && !counter.matches("sluice_cache_(evictions|corrupt)_total")) {
                    assertThat(scrape.sum(counter)).as(counter).isZero();
                }
            }
        }
    }

    @Test
    void takesNothingBackWhenAReloadSwitchesCachesOff() {
        same(acme, 3_000);
        similar(loop, zoo, 2_000_000);
        List<Sample> before = site.scrape("gatewayz", "modelgate", "sluice").samples().stream()
                .filter(sample -> sample.name().contains("cache"))
                .toList();

        site.metrics.configured(new Configurations(site.identities).snapshot());

        assertThat(site.scrape("gatewayz", "modelgate", "sluice").samples()).containsAll(before);
    }

    @Test
    void sharesOneSeriesBeyondTheBound() {
        Identities few = Identities.bounded(5, 2, 2, 1);
        try (Metrics metrics = new Metrics(few, 1)) {
            metrics.caches(new FixedCaches());
            metrics.configured(new Configurations(few).caching(EnumSet.of(CacheKind.EXACT)));
            int asked = few.models().number("gpt-4o");
            for (String tenant : List.of("a", "b", "c")) {
                metrics.onLoop(0)
                        .requestEnded(Customers.of(
                                Customers.key(tenant, Tier.FREE, tenant),
                                Exchanges.hit(0, asked, CacheKind.EXACT, 1_000)));
            }

            Scrape scrape = Scrape.parse(
                    Site.text(new Exposition(metrics, List.of("modelgate"), Compat.DOCUMENT), List.of("modelgate")));
            assertThat(scrape.sum("modelgate_cache_hits_total", "tenant_id", "a"))
                    .isEqualTo(1);
            assertThat(scrape.sum("modelgate_cache_hits_total", "tenant_id", "other"))
                    .isEqualTo(2);
            assertThat(scrape.sum("modelgate_cache_entries", "tenant_id", "other"))
                    .isEqualTo(17);
        }
    }

    private static List<String> names(Exposition exposition) {
        return Scrape.parse(Site.text(exposition, exposition.enabled())).types().keySet().stream()
                .toList();
    }

    private ExchangeRecord unary() {
        return Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model);
    }

    private void same(Account who, long nanos) {
        loop.cacheLookedUp(CacheKind.EXACT, CacheResult.HIT, model, who, nanos);
        loop.requestEnded(Customers.of(who, Exchanges.hit(provider, model, CacheKind.EXACT, nanos)));
    }

    private void similar(LoopListener on, Account who, long nanos) {
        on.cacheLookedUp(CacheKind.EXACT, CacheResult.MISS, model, who, 1_000);
        on.cacheLookedUp(CacheKind.SEMANTIC, CacheResult.HIT, model, who, nanos - 1_000);
        on.requestEnded(Customers.of(who, Exchanges.hit(provider, model, CacheKind.SEMANTIC, nanos)));
    }

    private void missed(Account who, CacheResult semantic) {
        loop.cacheLookedUp(CacheKind.EXACT, CacheResult.MISS, model, who, 1_000);
        loop.cacheLookedUp(CacheKind.SEMANTIC, semantic, model, who, 4_000);
        loop.requestEnded(Customers.of(who, Exchanges.cached(unary(), CacheUse.miss(5_000, 5_000))));
    }
}
