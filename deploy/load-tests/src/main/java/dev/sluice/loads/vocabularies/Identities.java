package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.Map;

/** What has to agree within one scrape, whatever was asked before. */
final class Identities {

    private static final String ATTEMPTS = "sluice_upstream_attempt_duration_seconds_count";

    private Identities() {}

    static void hold(Facts facts, Scrape before, Scrape after, Report report) {
        long operations = after.since(before, "sluice_operations_total", Map.of());
        report.same("operations", facts.count(Fact.OPERATION), operations);
        report.same(
                "operations_by_duration",
                operations,
                after.since(before, "sluice_operation_duration_seconds_count", Map.of()));
        report.same(
                "operations_of_tenants_and_of_nobody",
                operations,
                after.since(before, "modelgate_requests_total", Map.of()));
        report.same("http_requests", facts.count(Fact.HTTP), after.since(before, "http_requests_total", Map.of()));
        long attempts = after.since(before, ATTEMPTS, Map.of());
        report.same("attempts", facts.count(Fact.ATTEMPT), attempts);
        long again = after.since(before, "sluice_retries_total", Map.of())
                + after.since(before, "sluice_failovers_total", Map.of("result", "invoked"))
                + after.since(before, "sluice_hedges_total", Map.of("result", "invoked"));
        long first = after.since(before, "sluice_group_operation_duration_seconds_count", Map.of());
        // Who was refused by a breaker has a group, and no attempt; so has who got an answer that was kept.
        long without =
                after.since(before, "sluice_operations_total", Map.of("error_type", "provider_provider_unavailable"))
                        + after.since(before, "sluice_tenant_cache_lookups_total", Map.of("result", "hit"));
        report.same("first_attempts_and_others", attempts, first - without + again);
    }

    /** Levels of a gateway in which nothing goes on. */
    static void rest(Facts facts, Scrape now, Report report) {
        for (String zero : new String[] {
            "sluice_http_server_active_requests",
            "modelgate_requests_in_flight",
            "sluice_reservations_open",
            "sluice_journal_behind_entries",
            "sluice_journal_trouble",
            "sluice_queue_depth",
            "queue_size",
            "sluice_outbound_buffer_bytes"
        }) {
            report.same("level " + zero, 0, Math.round(now.sum(zero, Map.of())));
        }
        kept(facts, now, report);
        level(now, report, 1, "sluice_ready", Map.of());
        level(now, report, 1, "sluice_upstream_keys", Map.of("group", "ring", "state", "invalid"));
        level(now, report, 1, "gpt_load_invalid_keys_total", Map.of("group", "ring"));
        level(now, report, 2, "gpt_load_active_keys_total", Map.of("group", "alpha"));
        level(now, report, 2, "modelgate_circuit_breaker_state", Map.of("provider", "fuse"));
        level(now, report, 1, "llm_circuit_state", Map.of("provider", "fuse"));
        level(now, report, 0, "llm_circuit_state", Map.of("provider", "alpha"));
        level(now, report, 0, "provider_availability", Map.of("provider", "fuse"));
        level(now, report, 1, "provider_availability", Map.of("provider", "beta"));
        level(now, report, 9, "active_api_keys", Map.of("status", "active"));
        level(now, report, 1, "trial_active", Map.of("status", "active"));
        level(now, report, 1, "subscription_count", Map.of("plan_type", "dev", "billing_cycle", "month"));
        for (String ratio : new String[] {
            "modelgate_provider_health_score",
            "modelgate_provider_success_rate",
            "modelgate_api_key_health_score",
            "provider_error_rate",
            "sluice_event_loop_busy_ratio"
        }) {
            now.named(ratio).forEach(sample -> {
                if (sample.value() < 0 || sample.value() > 1) {
                    report.fail(ratio + sample.labels() + " is " + sample.value());
                }
            });
        }
    }

    /** As many answers are kept as were not found; nothing was for one tenant that is not for all together. */
    private static void kept(Facts facts, Scrape now, Report report) {
        report.same(
                "level sluice_cache_entries",
                facts.count(Fact.CACHED, "result", "miss"),
                Math.round(now.sum("sluice_cache_entries", Map.of("cache", "exact"))));
        report.same(
                "level modelgate_cache_entries",
                Math.round(now.sum("sluice_cache_entries", Map.of())),
                Math.round(now.sum("modelgate_cache_entries", Map.of())));
    }

    private static void level(Scrape now, Report report, long expected, String name, Map<String, String> labels) {
        report.same("level " + name + " " + labels, expected, Math.round(now.sum(name, labels)));
    }
}
