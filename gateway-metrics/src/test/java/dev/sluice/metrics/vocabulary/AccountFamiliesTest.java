package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tier;
import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.store.QueryListener.Operation;
import dev.sluice.core.store.QueryListener.Table;
import dev.sluice.metrics.instrument.Customers;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.Metrics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of who asks, of limits and of the store. The site's unary requests cost 350 µUSD each. */
class AccountFamiliesTest {

    private final Site site = new Site();
    private final LoopListener loop = site.metrics.onLoop(0);
    private final int provider = site.identities.providers().number("openai");
    private final int model = site.identities.models().number("gpt-4o");
    private final ExchangeRecord unary = Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model);
    private final Account ann = Customers.prepaid("acme", Tier.ENTERPRISE, "ann", "ann-laptop");
    private final Account batch = Customers.key("acme", Tier.ENTERPRISE, "batch");

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void tellsTenantsApart() {
        loop.requestEnded(Customers.of(ann, unary));
        site.metrics.onLoop(1).requestEnded(Customers.of(batch, unary));

        Scrape scrape = site.scrape("modelgate", "sluice");
        assertThat(scrape.sum("modelgate_requests_total", "tenant_id", "acme", "status", "success", "model", "gpt-4o"))
                .isEqualTo(2);
        assertThat(scrape.sum("modelgate_tokens_input_total", "tenant_id", "acme", "provider", "openai"))
                .isEqualTo(40);
        assertThat(scrape.sum("modelgate_cost_usd_total", "tenant_id", "acme")).isEqualTo(0.0007);
        assertThat(scrape.sum("modelgate_tenant_requests_total", "tenant_id", "acme", "tier", "enterprise"))
                .isEqualTo(2);
        assertThat(scrape.sum("modelgate_tenant_tokens_total", "tenant_id", "acme", "type", "output"))
                .isEqualTo(60);
        assertThat(scrape.sum("modelgate_tenant_cost_usd_total", "tenant_id", "acme"))
                .isEqualTo(0.0007);
        assertThat(scrape.sum("modelgate_requests_total")).isEqualTo(scrape.sum("sluice_operations_total"));
    }

    @Test
    void startsAtZeroForTheStandardTenantAndForKeysThatAreKnown() {
        Scrape scrape = site.scrape("modelgate", "gatewayz");

        assertThat(scrape.named("modelgate_tenant_requests_total"))
                .anySatisfy(sample -> assertThat(sample.labels()).containsEntry("tenant_id", "default"));
        assertThat(scrape.sum("rate_limited_requests_total", "api_key", "ci")).isZero();
        assertThat(scrape.named("rate_limited_requests_total"))
                .filteredOn(sample -> sample.labels().get("api_key").equals("ci"))
                .extracting(sample -> sample.labels().get("limit_type"))
                .contains("concurrency", "burst", "minute_tokens", "budget", "credits", "plan", "trial");
    }

    @Test
    void countsTenantsWithRequestsInTheLastFiveMinutesAsActive() {
        double before = site.scrape("modelgate").sum("modelgate_active_tenants");
        ExchangeRecord.Timing now =
                new ExchangeRecord.Timing(System.currentTimeMillis(), 1, -1, -1, -1, -1, -1, 0, -1, -1, 0);
        ExchangeRecord fresh = new ExchangeRecord(
                unary.request(), unary.route(), unary.result(), now, unary.sizes(), unary.usage(), unary.cost(), null);

        loop.requestEnded(Customers.of(ann, fresh));
        loop.requestEnded(Customers.of(Customers.key("old", Tier.FREE, "old"), unary));

        assertThat(site.scrape("modelgate").sum("modelgate_active_tenants")).isEqualTo(before + 1);
    }

    @Test
    void tellsWhatCreditsPayAndWhatWasCharged() {
        loop.requestEnded(Customers.of(ann, unary));
        loop.requestEnded(Customers.of(batch, unary));
        loop.charged(ann, Funds.CREDITS, 50, 350_000_000);
        loop.charged(ann, Funds.TRIAL, 7, 1_000_000);

        Scrape scrape = site.scrape("gatewayz", "sluice");
        assertThat(scrape.sum("credits_used_total", "user_id", "ann", "provider", "openai", "model", "gpt-4o"))
                .isEqualTo(0.00035);
        assertThat(scrape.sum("credits_used_total")).isEqualTo(0.00035);
        assertThat(scrape.sum("sluice_charged_usd_total", "user", "ann", "funds", "credits"))
                .isEqualTo(0.00035);
        assertThat(scrape.sum("sluice_charged_tokens_total", "user", "ann", "funds", "trial"))
                .isEqualTo(7);
    }

    @Test
    void tellsRefusalsByWhoseLimitByKeyAndByEndpoint() {
        loop.limited(Scope.TENANT, LimitKind.MONTH_BUDGET, ann);
        loop.limited(Scope.KEY, LimitKind.MINUTE_REQUESTS, ann);
        loop.overBudget(LimitKind.DAY_BUDGET, ann);
        loop.requestEnded(Customers.of(ann, Exchanges.refused(Endpoint.MESSAGES, Code.RATE_LIMIT_EXCEEDED)));
        loop.requestEnded(Customers.of(ann, Exchanges.refused(Endpoint.MESSAGES, Code.INSUFFICIENT_CREDITS)));

        Scrape scrape = site.scrape("gatewayz", "realmultillm", "sluice");
        assertThat(scrape.sum("rate_limited_requests_total", "api_key", "ann-laptop", "limit_type", "budget"))
                .isEqualTo(1);
        assertThat(scrape.sum("rate_limited_requests_total", "api_key", "ann-laptop", "limit_type", "minute_requests"))
                .isEqualTo(1);
        assertThat(scrape.sum("sluice_limit_refusals_total", "scope", "tenant", "limit", "month_budget"))
                .isEqualTo(1);
        assertThat(scrape.sum("sluice_limit_refusals_total"))
                .isEqualTo(scrape.sum("sluice_client_key_refusals_total", "key", "ann-laptop"));
        assertThat(scrape.sum("sluice_budget_exceeded_requests_total", "limit", "day_budget"))
                .isEqualTo(1);
        assertThat(scrape.sum("rate_limit_hits_total", "endpoint", "/v1/messages"))
                .as("credits are no rate")
                .isEqualTo(1);
        assertThat(scrape.named("rate_limit_hits_total"))
                .as("each endpoint begins at 0")
                .hasSizeGreaterThan(10);
    }

    @Test
    void countsUsesOfKeysAsAttemptsAndAsWhatTheyCameTo() {
        loop.requestEnded(Customers.of(batch, unary));
        loop.requestEnded(Customers.of(batch, Exchanges.refused(Endpoint.MESSAGES, Code.INSUFFICIENT_QUOTA)));

        Scrape scrape = site.scrape("gatewayz");
        assertThat(scrape.sum("api_key_usage_total", "api_key_id", "batch", "status", "attempt"))
                .isEqualTo(2);
        assertThat(scrape.sum("api_key_usage_total", "api_key_id", "batch", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.sum("api_key_usage_total", "api_key_id", "batch", "status", "error"))
                .isEqualTo(1);
    }

    @Test
    void tellsTheLevelsOfAccountsAndBooks() {
        Scrape scrape = site.scrape("gatewayz", "sluice");

        assertThat(scrape.sum("active_api_keys", "status", "active")).isEqualTo(7);
        assertThat(scrape.sum("trial_active", "status", "expired")).isEqualTo(1);
        assertThat(scrape.sum("subscription_count", "plan_type", "team", "billing_cycle", "year"))
                .isEqualTo(4);
        assertThat(scrape.sum("user_credit_balance", "user_id", "ann", "plan_type", "team"))
                .isEqualTo(12.5);
        assertThat(scrape.sum("user_credit_balance", "user_id", "bob", "plan_type", "none"))
                .isEqualTo(0.5);
        assertThat(scrape.sum("sluice_credit_balance_usd")).isEqualTo(13);
        assertThat(scrape.sum("current_rate_limit", "api_key", "ci", "limit_type", "day_tokens"))
                .isEqualTo(1_000);
        assertThat(scrape.sum("sluice_reservations_open")).isEqualTo(6);
        assertThat(scrape.sum("sluice_ledger_entries_total")).isEqualTo(1_000);
        assertThat(scrape.sum("sluice_journal_trouble")).isEqualTo(1);
        assertThat(scrape.sum("queue_size", "queue_name", "settle")).isEqualTo(8);
        assertThat(scrape.sum("queue_size", "queue_name", "admission")).isEqualTo(22);
        assertThat(scrape.sum("active_connections", "connection_type", "db")).isEqualTo(1);
        assertThat(scrape.sum("active_connections", "connection_type", "client"))
                .isEqualTo(10);
    }

    @Test
    void countsQueriesOfTheDatabase() {
        site.metrics.queried(Table.CREDITS, Operation.SELECT, 200_000);
        site.metrics.queried(Table.CREDITS, Operation.UPDATE, 3_000_000);

        Scrape scrape = site.scrape("gatewayz");
        assertThat(scrape.sum("database_queries_total", "table", "credits", "operation", "update"))
                .isEqualTo(1);
        assertThat(scrape.sum("database_query_duration_seconds_count", "table", "credits"))
                .isEqualTo(2);
        assertThat(scrape.sum("database_query_duration_seconds_bucket", "table", "credits", "le", "5.0E-4"))
                .isEqualTo(1);
        assertThat(scrape.sum("database_queries_total", "table", "usage", "operation", "insert"))
                .isZero();
    }

    @Test
    void showsNothingOfWhatIsNotThere() {
        try (Metrics bare = new Metrics(Identities.bounded(5), 1)) {
            Exposition exposition = new Exposition(bare, Vocabularies.names(), Compat.DOCUMENT);

            List<String> names = exposition.collect().stream()
                    .map(snapshot -> snapshot.getMetadata().getPrometheusName())
                    .toList();
            assertThat(names)
                    .anyMatch(name -> name.startsWith("rate_limit_hits"))
                    .noneMatch(name -> name.startsWith("database_quer"))
                    .doesNotContain("trial_active", "user_credit_balance", "sluice_journal_trouble");
        }
    }

    @Test
    void sharesOneSeriesBeyondTheBound() {
        Identities few = Identities.bounded(5, 2, 2, 1);
        try (Metrics metrics = new Metrics(few, 1)) {
            Exposition exposition = new Exposition(metrics, List.of("modelgate"), Compat.DOCUMENT);
            for (String tenant : List.of("a", "b", "c")) {
                ExchangeRecord refused = Exchanges.refused(Endpoint.MESSAGES, Code.MODEL_NOT_FOUND);
                metrics.onLoop(0).requestEnded(Customers.of(Customers.key(tenant, Tier.FREE, tenant), refused));
            }

            List<String> tenants = exposition.collect().stream()
                    .filter(snapshot ->
                            snapshot.getMetadata().getPrometheusName().startsWith("modelgate_tenant_requests"))
                    .flatMap(snapshot -> snapshot.getDataPoints().stream())
                    .map(point -> point.getLabels().get("tenant_id"))
                    .toList();
            assertThat(tenants).containsExactlyInAnyOrder("default", "a", "other");
            assertThat(few.callers().tenants().overflows()).isPositive();
        }
    }
}
