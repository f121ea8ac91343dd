package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.observe.Identities;
import dev.sluice.metrics.instrument.Database;
import dev.sluice.metrics.instrument.Metrics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of limits that several gateways share, and of the store that counts them. */
class SharedLimitFamiliesTest {

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void tellsWhoSharesLimitsAndWhatIsHeld() {
        Scrape scrape = site.scrape("sluice");

        assertThat(scrape.sum("sluice_shared_limits_reachable")).isEqualTo(1);
        assertThat(scrape.sum("sluice_shared_limits_gateways")).isEqualTo(3);
        assertThat(scrape.sum("sluice_shared_limits_holds")).isEqualTo(17);
    }

    @Test
    void tellsHowOftenLeasesSufficed() {
        Scrape scrape = site.scrape("sluice");

        assertThat(scrape.types()).containsEntry("sluice_shared_limits_decisions_total", "counter");
        assertThat(scrape.sum("sluice_shared_limits_decisions_total", "by", "lease"))
                .isEqualTo(900);
        assertThat(scrape.sum("sluice_shared_limits_decisions_total", "by", "store", "outcome", "granted"))
                .isEqualTo(100);
        assertThat(scrape.sum("sluice_shared_limits_decisions_total", "by", "gateway", "outcome", "unavailable"))
                .isEqualTo(4);
        assertThat(scrape.named("sluice_shared_limits_decisions_total"))
                .as("no series of what cannot be")
                .hasSize(6);
    }

    @Test
    void tellsWhatCameOfAskingTheStore() {
        Scrape scrape = site.scrape("sluice");

        assertThat(scrape.named("sluice_shared_limits_claims_total")).hasSize(9);
        assertThat(scrape.sum("sluice_shared_limits_claims_total", "kind", "lease", "outcome", "granted"))
                .isEqualTo(60);
        assertThat(scrape.sum("sluice_shared_limits_claims_total", "kind", "enter", "outcome", "refused"))
                .isEqualTo(5);
        assertThat(scrape.sum("sluice_shared_limits_claims_total", "outcome", "unavailable"))
                .isEqualTo(4);
    }

    @Test
    void tellsWhichLimitsAreOpenAndWhichAreClosedWhileTheStoreIsAway() {
        assertThat(site.scrape("sluice").named("sluice_limits_failing"))
                .hasSize(5)
                .allSatisfy(sample -> assertThat(sample.value()).isZero());

        site.sharedLimits.reachable = false;

        Scrape away = site.scrape("sluice");
        assertThat(away.sum("sluice_shared_limits_reachable")).isZero();
        assertThat(away.sum("sluice_limits_failing", "kind", "budgets", "mode", "closed"))
                .isEqualTo(1);
        assertThat(away.sum("sluice_limits_failing", "kind", "requests", "mode", "open"))
                .isEqualTo(1);
        assertThat(away.sum("sluice_limits_failing", "mode", "closed")).isEqualTo(2);
        assertThat(away.sum("sluice_limits_failing")).isEqualTo(5);
    }

    @Test
    void showsNothingWhereNoLimitsAreShared() {
        try (Metrics alone = new Metrics(Identities.bounded(5), 1)) {
            alone.database(Database.DB, () -> 1);

            assertThat(names(alone)).noneMatch(name -> name.startsWith("sluice_shared_limits"));
            assertThat(names(alone)).doesNotContain("sluice_limits_failing").contains("sluice_connections");
        }
    }

    @Test
    void tellsConnectionsToRedisAsSuch() {
        site.metrics.database(Database.REDIS, () -> 2);

        Scrape scrape = site.scrape("gatewayz", "sluice");
        assertThat(scrape.sum("active_connections", "connection_type", "redis")).isEqualTo(2);
        assertThat(scrape.sum("sluice_connections", "kind", "redis", "state", "active"))
                .isEqualTo(2);
        assertThat(Stream.concat(
                                scrape.named("active_connections").stream(),
                                scrape.named("sluice_connections").stream())
                        .flatMap(sample -> sample.labels().values().stream()))
                .doesNotContain("db");
        assertThat(scrape.named("database_queries_total")).isNotEmpty();
    }

    @Test
    void tellsConnectionsToADatabaseOfItsOwnAsSuch() {
        Scrape scrape = site.scrape("gatewayz", "sluice");

        assertThat(scrape.sum("active_connections", "connection_type", "db")).isEqualTo(1);
        assertThat(scrape.sum("sluice_connections", "kind", "db")).isEqualTo(1);
        assertThat(scrape.sum("active_connections", "connection_type", "redis")).isZero();
    }

    private static List<String> names(Metrics metrics) {
        return new Exposition(metrics, Vocabularies.names(), Compat.DOCUMENT)
                .collect().stream()
                        .map(snapshot -> snapshot.getMetadata().getPrometheusName())
                        .toList();
    }
}
