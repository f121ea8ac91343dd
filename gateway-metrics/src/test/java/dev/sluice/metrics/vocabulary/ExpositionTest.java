package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Configurations;
import dev.sluice.metrics.instrument.Exchanges;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpositionTest {

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void carriesBothStatusLabelsWhereVocabulariesShareANameAndCountsNothingTwice() {
        Scrape merged = site.scrape("gpt-load", "gatewayz");

        assertThat(merged.named("http_requests_total"))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.labels().get("status"))
                        .isNotNull()
                        .isEqualTo(sample.labels().get("status_code")));
        assertThat(merged.sum("http_requests_total")).isEqualTo(Site.OPERATIONS + 1);
        assertThat(merged.bounds("http_request_duration_seconds"))
                .containsAll(site.scrape("gpt-load").bounds("http_request_duration_seconds"))
                .containsAll(site.scrape("gatewayz").bounds("http_request_duration_seconds"));
    }

    @Test
    void agreesOverAllVocabularies() {
        Scrape all = site.scrape(Vocabularies.names().toArray(String[]::new));

        assertThat(all.sum("sluice_operations_total")).isEqualTo(Site.OPERATIONS);
        assertThat(all.sum("sluice_operation_duration_seconds_count")).isEqualTo(Site.OPERATIONS);
        assertThat(all.sum("llm_requests_total")).isEqualTo(Site.OPERATIONS);
        assertThat(all.sum("llm_request_duration_seconds_count")).isEqualTo(Site.OPERATIONS);
        assertThat(all.sum("model_inference_requests_total")).isEqualTo(Site.OPERATIONS);
        assertThat(all.sum("sluice_http_server_request_duration_seconds_count")).isEqualTo(Site.OPERATIONS + 1);
        assertThat(all.sum("llm_tokens_total"))
                .isEqualTo(all.sum("tokens_used_total"))
                .isEqualTo(all.sum("sluice_tokens_total", "type", "input")
                        + all.sum("sluice_tokens_total", "type", "output"));
        assertThat(all.sum("sluice_operation_tokens_sum", "type", "output"))
                .isEqualTo(all.sum("sluice_tokens_total", "type", "output"));
        assertThat(all.sum("llm_request_duration_seconds_sum"))
                .isEqualTo(all.sum("sluice_operation_duration_seconds_sum"));
    }

    @Test
    void endsEveryHistogramWithItsCount() {
        Scrape all = site.scrape(Vocabularies.names().toArray(String[]::new));

        List<String> histograms = all.types().keySet().stream()
                .filter(name -> all.types().get(name).equals("histogram"))
                .toList();
        assertThat(histograms)
                .hasSizeGreaterThan(15)
                .allSatisfy(name ->
                        assertThat(all.sum(name + "_bucket", "le", "+Inf")).isEqualTo(all.sum(name + "_count")));
    }

    @Test
    void tellsRefusedRequestsAsErrorsOfNoProvider() {
        Scrape scrape = site.scrape("m7", "gpt-load");

        assertThat(scrape.sum("llm_requests_total", "provider", "unknown", "model", "unknown", "status", "error"))
                .isEqualTo(1);
        assertThat(scrape.sum("gpt_load_proxy_requests_total")).isEqualTo(Site.OPERATIONS - 1);
        assertThat(scrape.sum("gpt_load_proxy_requests_total", "group", "openai", "status", "error"))
                .isEqualTo(1);
    }

    @Test
    void startsConfiguredTargetsAtZero() {
        Configurations file = new Configurations(site.identities);
        site.metrics.configured(file.snapshot(
                file.route("claude", StrategyKind.PRIORITY, List.of(file.target("anthropic", "claude-3")))));

        Scrape scrape = site.scrape("realmultillm", "gpt-load", "gatewayz");
        assertThat(scrape.named("llm_requests_total"))
                .filteredOn(sample -> sample.labels().get("provider").equals("anthropic"))
                .hasSize(2)
                .allSatisfy(sample -> assertThat(sample.value()).isZero());
        assertThat(scrape.named("gpt_load_proxy_requests_total"))
                .filteredOn(sample -> sample.labels().get("group").equals("anthropic"))
                .hasSize(2);
        assertThat(scrape.named("tokens_used_total"))
                .filteredOn(sample -> sample.labels().get("provider").equals("anthropic"))
                .hasSize(2);
    }

    @Test
    void givesAModelThatIsCalledUnknownNoSecondSeriesOfThatName() {
        int unknown = site.identities.models().number("unknown");
        int other = site.identities.providers().number("other");
        site.metrics.onLoop(0).requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 0, unknown));
        site.metrics.onLoop(0).requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, other, unknown));
        site.metrics.onLoop(0).requestEnded(Exchanges.refused(Endpoint.CHAT_COMPLETIONS, Code.MISSING_MODEL));

        assertThat(site.scrape("sluice", "m7").sum("llm_requests_total", "model", "unknown"))
                .isEqualTo(4);
    }

    @Test
    void makesNoSeriesForPathsThatAreNotServed() {
        int before = site.scrape("gpt-load").samples().size();
        for (int i = 0; i < 1_000; i++) {
            site.metrics.onLoop(0).requestEnded(Exchanges.refused(Endpoint.UNKNOWN, Code.NOT_FOUND));
        }

        assertThat(site.scrape("gpt-load").samples()).hasSize(before);
        assertThat(site.scrape("gpt-load").sum("http_requests_total", "endpoint", "unknown"))
                .isEqualTo(1_001);
    }

    @Test
    void showsLevels() {
        Scrape scrape = site.scrape("sluice", "gatewayz", "m7");

        assertThat(scrape.sum("active_connections", "connection_type", "client"))
                .isEqualTo(10);
        assertThat(scrape.sum("active_connections", "connection_type", "provider"))
                .isEqualTo(20);
        assertThat(scrape.sum("sluice_connections", "kind", "upstream", "state", "pending"))
                .isEqualTo(22);
        assertThat(scrape.sum("sluice_direct_memory_bytes", "kind", "used")).isEqualTo(1_000);
        assertThat(scrape.sum("nodejs_external_memory_bytes")).isEqualTo(1_000);
        assertThat(scrape.sum("sluice_access_lines_dropped_total")).isEqualTo(5);
        assertThat(scrape.sum("sluice_trace_spans_dropped_total", "reason", "queue_full"))
                .isEqualTo(3);
        assertThat(scrape.sum("sluice_trace_spans_dropped_total", "reason", "export_failed"))
                .isEqualTo(4);
        assertThat(scrape.sum("sluice_ready")).isEqualTo(1);
        assertThat(scrape.sum("sluice_event_loop_pending_tasks", "loop", "1")).isEqualTo(1);
    }

    @Test
    void showsTheProcess() {
        Scrape scrape = site.scrape("sluice", "realmultillm", "m7");

        for (String name : List.of(
                "process_cpu_seconds_total",
                "process_start_time_seconds",
                "process_uptime_seconds",
                "process_heap_bytes",
                "jvm_threads_current",
                "sluice_build_info",
                "nodejs_version_info")) {
            assertThat(scrape.sum(name)).as(name).isPositive();
        }
        assertThat(scrape.sum("process_start_time_seconds")).isBetween(1.5e9, System.currentTimeMillis() / 1e3);
    }

    @Test
    void refusesAVocabularyThatThereIsNot() {
        assertThatThrownBy(() -> new Exposition(site.metrics, List.of("m7", "m8"), Compat.DOCUMENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("m8")
                .hasMessageContaining("realmultillm");
    }
}
