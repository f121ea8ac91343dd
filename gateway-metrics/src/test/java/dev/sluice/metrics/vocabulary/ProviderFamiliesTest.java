package dev.sluice.metrics.vocabulary;

import static dev.sluice.core.routing.StrategyKind.LEAST_BUSY;
import static dev.sluice.core.routing.StrategyKind.PRIORITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;
import dev.sluice.metrics.instrument.Configurations;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.FixedProviders.TargetLevel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of providers, their keys, and who is chosen, in all vocabularies. */
class ProviderFamiliesTest {

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void agreesOverAllVocabularies() {
        Scrape all = all();

        assertThat(all.sum("sluice_retries_total"))
                .isEqualTo(2)
                .isEqualTo(all.sum("llm_retry_total"))
                .isEqualTo(all.sum("modelgate_retry_attempts_total"));
        assertThat(all.sum("sluice_failovers_total", "result", "invoked"))
                .isEqualTo(1)
                .isEqualTo(all.sum("llm_failover_total", "from", "openai", "to", "azure"))
                .isEqualTo(all.sum("modelgate_fallback_invocations_total", "primary_provider", "openai"));
        assertThat(all.sum("sluice_failovers_total", "result", "success"))
                .isEqualTo(1)
                .isEqualTo(all.sum("modelgate_fallback_success_total", "fallback_provider", "azure"));
        assertThat(all.sum("sluice_upstream_attempt_duration_seconds_count"))
                .isEqualTo(3)
                .isEqualTo(all.sum("modelgate_provider_requests_total"))
                .isEqualTo(all.sum("modelgate_provider_latency_seconds_count"))
                .isEqualTo(all.sum("provider_response_time_seconds_count"));
        assertThat(all.sum("sluice_upstream_errors_total"))
                .isEqualTo(2)
                .isEqualTo(all.sum("modelgate_provider_errors_total"));
        assertThat(all.sum("sluice_routing_decisions_total"))
                .isEqualTo(1)
                .isEqualTo(all.sum("modelgate_routing_decisions_total", "strategy", "cost"));
        assertThat(all.sum("sluice_model_switches_total"))
                .isEqualTo(1)
                .isEqualTo(all.sum("modelgate_routing_model_switch_total", "to_model", "gpt-4o-mini"));
        assertThat(all.sum("sluice_routing_failures_total"))
                .isEqualTo(1)
                .isEqualTo(all.sum("modelgate_routing_failures_total", "reason", "no_target"));
    }

    @Test
    void agreesOnKeys() {
        Scrape all = all();

        assertThat(all.sum("sluice_upstream_key_attempts_total"))
                .isEqualTo(2)
                .isEqualTo(all.sum("sluice_key_rotations_total"))
                .isEqualTo(all.sum("gpt_load_key_rotations_total", "group", "openai"))
                .isEqualTo(all.sum("modelgate_api_key_usage_total", "key_name", "first"));
        assertThat(all.sum("sluice_upstream_key_attempts_total", "result", "rate_limited"))
                .isEqualTo(1)
                .isEqualTo(all.sum("modelgate_api_key_rate_limits_total"));
        assertThat(all.sum("sluice_upstream_keys", "state", "active"))
                .isEqualTo(1)
                .isEqualTo(all.sum("gpt_load_active_keys_total", "group", "openai"));
        assertThat(all.sum("sluice_upstream_keys", "state", "invalid"))
                .isEqualTo(1)
                .isEqualTo(all.sum("gpt_load_invalid_keys_total", "group", "azure"));
        assertThat(all.sum("sluice_key_validations_total"))
                .isEqualTo(1)
                .isEqualTo(all.sum("gpt_load_key_validation_total", "group", "azure", "result", "invalid"));
        assertThat(all.sum("sluice_upstream_key_health_ratio", "provider", "openai"))
                .isEqualTo(0.98)
                .isEqualTo(all.sum("modelgate_api_key_health_score", "provider", "openai"));
    }

    @Test
    void agreesOnGroups() {
        Scrape all = all();

        assertThat(all.sum("sluice_group_operation_duration_seconds_count"))
                .isEqualTo(Site.OPERATIONS - 1)
                .isEqualTo(all.sum("gpt_load_proxy_requests_total"))
                .isEqualTo(all.sum("gpt_load_proxy_request_duration_seconds_count"));
        assertThat(all.sum("sluice_group_operation_duration_seconds_sum"))
                .isEqualTo(all.sum("gpt_load_proxy_request_duration_seconds_sum"));
        assertThat(all.sum("gpt_load_proxy_requests_total", "group", "openai", "status", "error"))
                .isEqualTo(1);
    }

    @Test
    void agreesOnBreakersAndHealth() {
        Scrape all = all();

        assertThat(all.sum("llm_circuit_state", "provider", "openai")).isZero();
        assertThat(all.sum("llm_circuit_state", "provider", "azure")).isEqualTo(1);
        assertThat(all.sum("modelgate_circuit_breaker_state", "provider", "azure"))
                .isEqualTo(2);
        assertThat(all.sum("sluice_circuit_state", "provider", "azure", "state", "open"))
                .isEqualTo(1);
        assertThat(all.sum("sluice_circuit_state", "provider", "azure")).isEqualTo(1);
        assertThat(all.sum("sluice_circuit_transitions_total", "provider", "azure", "state", "open"))
                .isEqualTo(1);
        assertThat(all.sum("sluice_provider_latency_p95_seconds", "provider", "openai"))
                .isEqualTo(1.25);
        assertThat(all.sum("modelgate_provider_p95_latency_ms", "provider", "openai"))
                .isEqualTo(1_250);
        assertThat(all.sum("modelgate_provider_health_score", "provider", "openai"))
                .isEqualTo(0.75)
                .isEqualTo(all.sum("sluice_provider_health_ratio", "provider", "openai"));
        assertThat(all.sum("modelgate_provider_success_rate", "provider", "openai"))
                .isEqualTo(0.75)
                .isEqualTo(all.sum("sluice_provider_success_ratio", "provider", "openai"));
        assertThat(all.sum("provider_error_rate", "provider", "openai")).isEqualTo(0.25);
        assertThat(all.sum("provider_availability"))
                .isEqualTo(1)
                .isEqualTo(all.sum("sluice_provider_available", "provider", "openai"));
    }

    @Test
    void showsAHalfOpenBreakerAsNotClosed() {
        int azure = site.identities.providers().number("azure");
        int model = site.identities.models().number("gpt-4o");
        site.providers.targets.removeIf(target -> target.provider() == azure);
        site.providers.targets.add(new TargetLevel(azure, model, BreakerState.HALF_OPEN, Health.Reading.UNKNOWN));

        assertThat(all().sum("llm_circuit_state", "provider", "azure")).isEqualTo(1);
        assertThat(all().sum("modelgate_circuit_breaker_state", "provider", "azure"))
                .isEqualTo(1);
    }

    @Test
    void startsCountersOfWhatIsConfiguredAtZero() {
        configure();

        Scrape all = all();
        assertThat(zeros(all, "gpt_load_key_rotations_total", "group", "one")).isEqualTo(1);
        assertThat(zeros(all, "llm_retry_total", "provider", "one")).isEqualTo(1);
        assertThat(zeros(all, "gpt_load_proxy_requests_total", "group", "two")).isEqualTo(2);
        assertThat(zeros(all, "gpt_load_key_validation_total", "group", "one")).isEqualTo(3);
        assertThat(zeros(all, "modelgate_retry_attempts_total", "provider", "one"))
                .isEqualTo(5);
        assertThat(zeros(all, "modelgate_provider_errors_total", "provider", "two"))
                .isEqualTo(8);
        // Of its own model, and of the one that falls back to it.
        assertThat(zeros(all, "modelgate_provider_requests_total", "provider", "two"))
                .isEqualTo(2);
        assertThat(zeros(all, "llm_failover_total", "from", "one")).isEqualTo(1);
        assertThat(zeros(all, "llm_failover_total", "from", "two")).isZero();
        assertThat(zeros(all, "modelgate_fallback_success_total", "fallback_provider", "two"))
                .isEqualTo(1);
        assertThat(zeros(all, "sluice_circuit_transitions_total", "provider", "one"))
                .isEqualTo(3);
        assertThat(all.named("sluice_routing_failures_total")).hasSize(5);
        assertThat(values(all, "modelgate_routing_decisions_total", "strategy"))
                .containsExactly("capability", "cost", "latency", "least_busy", "priority", "round_robin", "weighted");
    }

    @Test
    void dropsTheGaugesOfAProviderThatIsGoneAndKeepsItsCounters() {
        int azure = site.identities.providers().number("azure");
        int key = site.identities.keys().number("first");
        LoopListener loop = site.metrics.onLoop(0);
        loop.attemptEnded(new AttemptRecord(azure, 0, key, 200, 1, null, null));
        Scrape before = all();

        site.providers.providers.remove(azure);
        site.providers.keys.removeIf(each -> each.provider() == azure);
        site.providers.targets.removeIf(target -> target.provider() == azure);
        Scrape after = all();

        Set<String> gauges = after.types().entrySet().stream()
                .filter(family -> family.getValue().equals("gauge"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(after.samples())
                .filteredOn(sample -> gauges.contains(sample.name()))
                .noneMatch(sample -> sample.labels().containsValue("azure"));
        assertThat(after.sum("sluice_upstream_key_attempts_total", "provider", "azure"))
                .isEqualTo(1)
                .isEqualTo(before.sum("sluice_upstream_key_attempts_total", "provider", "azure"));
        assertThat(after.sum("gpt_load_key_rotations_total")).isEqualTo(3);
        assertThat(after.sum("gpt_load_key_validation_total", "group", "azure")).isEqualTo(1);
    }

    @Test
    void countsAGroupThatIsAnAggregateBesideItsMembers() {
        int all = site.identities.providers().number("all-of-them");
        int openai = site.identities.providers().number("openai");
        site.metrics
                .onLoop(0)
                .requestEnded(Exchanges.proxied(Endpoint.PROXY, new ExchangeRecord.Route(openai, 0, all, 1), 200));

        Scrape scrape = site.scrape("gpt-load");
        assertThat(scrape.sum("gpt_load_proxy_requests_total", "group", "all-of-them", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.sum("http_requests_total", "endpoint", "/proxy/{group}/{path}", "method", "GET"))
                .isEqualTo(1);
    }

    private void configure() {
        Configurations file = new Configurations(site.identities);
        site.metrics.configured(file.snapshot(
                file.route("m", PRIORITY, List.of(file.target("one", "m")), "n"),
                file.route("n", LEAST_BUSY, List.of(file.target("two", "n")))));
    }

    private Scrape all() {
        return site.scrape(Vocabularies.names().toArray(String[]::new));
    }

    private static long zeros(Scrape scrape, String name, String label, String value) {
        return scrape.named(name).stream()
                .filter(sample -> value.equals(sample.labels().get(label)))
                .peek(sample -> assertThat(sample.value()).as("%s", sample).isZero())
                .count();
    }

    private static Set<String> values(Scrape scrape, String name, String label) {
        Set<String> values = new TreeSet<>();
        scrape.named(name)
                .forEach(sample -> values.add(String.valueOf(sample.labels().get(label))));
        return values;
    }
}
