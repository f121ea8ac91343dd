package dev.sluice.loads.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class LedgerTest {

    private static final Ledger LEDGER = new Ledger(
            "pool",
            "m",
            10,
            Map.of(
                    "good", new KeyCounts(10, 10, 0, Map.of(200, 10L)),
                    "bad", new KeyCounts(1, 0, 0, Map.of(401, 1L)),
                    "slow", new KeyCounts(2, 0, 0, Map.of(429, 2L))));
    private static final Scrape NOTHING = Scrape.parse("");

    @Test
    void agreesWithAGatewayThatCountedWhatTheProviderDid() {
        assertThat(LEDGER.agrees(NOTHING, scrape(""))).isTrue();

        Report report = new Report("ledger");
        LEDGER.compare(NOTHING, scrape(""), report);
        assertThat(report.failed()).isZero();
    }

    @Test
    void findsEveryCounterThatIsOff() {
        for (Ledger.Entry entry : LEDGER.entries()) {
            Scrape off = scrape(sample(entry, 1));

            assertThat(LEDGER.agrees(NOTHING, off)).as(entry.toString()).isFalse();
            Report report = new Report("ledger");
            LEDGER.compare(NOTHING, off, report);
            assertThat(report.failed()).as(entry.toString()).isPositive();
        }
    }

    @Test
    void takesWhatWasThereBeforeForNothing() {
        Scrape before = scrape("");

        assertThat(LEDGER.agrees(before, before)).isFalse();
        assertThat(new Ledger("pool", "m", 0, Map.of()).agrees(before, before)).isTrue();
    }

    @Test
    void wantsARetryForEachRefusalAndEachLimit() {
        assertThat(LEDGER.entries())
                .contains(
                        new Ledger.Entry("llm_retry_total", Map.of("provider", "pool"), 3),
                        new Ledger.Entry("sluice_retries_total", Map.of("provider", "pool", "reason", "auth"), 1),
                        new Ledger.Entry(
                                "modelgate_api_key_rate_limits_total",
                                Map.of("provider", "pool", "key_name", "slow"),
                                2));
    }

    /** A scrape in which all is as it should be, with more samples. */
    private static Scrape scrape(String more) {
        return Scrape.parse("""
                gpt_load_proxy_requests_total{group="pool",status="success"} 10
                llm_requests_total{provider="pool",model="m",status="success"} 10
                sluice_operations_total{provider="pool",model="m",outcome="success"} 10
                sluice_upstream_attempt_duration_seconds_count{provider="pool",model="m",outcome="success"} 10
                sluice_upstream_attempt_duration_seconds_count{provider="pool",model="m",outcome="error"} 3
                modelgate_provider_requests_total{provider="pool",model="m"} 13
                gpt_load_key_rotations_total{group="pool"} 13
                sluice_key_rotations_total{group="pool"} 13
                llm_retry_total{provider="pool"} 3
                sluice_retries_total{provider="pool",reason="auth"} 1
                sluice_retries_total{provider="pool",reason="rate_limit"} 2
                modelgate_retry_attempts_total{provider="pool",reason="auth"} 1
                modelgate_retry_attempts_total{provider="pool",reason="rate_limit"} 2
                sluice_upstream_key_attempts_total{provider="pool",key_name="good",result="success"} 10
                sluice_upstream_key_attempts_total{provider="pool",key_name="bad",result="rejected"} 1
                sluice_upstream_key_attempts_total{provider="pool",key_name="slow",result="rate_limited"} 2
                modelgate_api_key_usage_total{provider="pool",key_name="good"} 10
                modelgate_api_key_usage_total{provider="pool",key_name="bad"} 1
                modelgate_api_key_usage_total{provider="pool",key_name="slow"} 2
                modelgate_api_key_rate_limits_total{provider="pool",key_name="slow"} 2
                """ + more);
    }

    private static String sample(Ledger.Entry entry, long value) {
        return entry.metric()
                + entry.labels().entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                        .collect(Collectors.joining(",", "{", "} "))
                + value + "\n";
    }
}
