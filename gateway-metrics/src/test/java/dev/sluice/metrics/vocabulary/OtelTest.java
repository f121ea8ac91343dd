package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Configurations;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtelTest {

    /** The whole vocabulary: names, labels, bounds. */
    private static final String GOLDEN = """
            gen_ai_client_operation_duration_seconds{gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model,\
            error_type} [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
            gen_ai_client_token_usage{gen_ai_operation_name,gen_ai_provider_name,gen_ai_request_model,\
            gen_ai_token_type} [1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0]
            gen_ai_client_operation_time_to_first_chunk_seconds{gen_ai_provider_name,gen_ai_request_model} \
            [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0]
            gen_ai_client_operation_time_per_output_chunk_seconds{gen_ai_provider_name} \
            [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5]
            gen_ai_server_time_to_first_token_seconds{gen_ai_provider_name,gen_ai_request_model} \
            [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0]
            gen_ai_server_time_per_output_token_seconds{gen_ai_provider_name,gen_ai_request_model} \
            [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5]
            """;

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void hasExactlyTheseNames() {
        String all = new Otel()
                .families().stream()
                        .map(family -> family.name()
                                + family.columns().stream()
                                        .map(Family.Column::label)
                                        .collect(Collectors.joining(",", "{", "} "))
                                + family.bounds() + "\n")
                        .collect(Collectors.joining());

        assertThat(all).isEqualTo(GOLDEN);
    }

    @Test
    void tellsWhatTheGatewaysOwnNamesTell() {
        Scrape scrape = site.scrape("otel", "sluice");

        assertThat(scrape.sum("gen_ai_client_operation_duration_seconds_count")).isEqualTo(Site.OPERATIONS);
        assertThat(scrape.sum("gen_ai_client_operation_duration_seconds_count", "gen_ai_operation_name", "chat"))
                .isEqualTo(scrape.sum("sluice_operations_total", "operation", "chat"));
        assertThat(scrape.sum("gen_ai_client_token_usage_sum"))
                .isEqualTo(scrape.sum("sluice_tokens_total", "type", "input")
                        + scrape.sum("sluice_tokens_total", "type", "output"));
        assertThat(scrape.sum("gen_ai_server_time_to_first_token_seconds_sum"))
                .isEqualTo(scrape.sum("sluice_time_to_first_token_seconds_sum"));
    }

    @Test
    void startsConversationsWithConfiguredTargetsAtZero() {
        Configurations file = new Configurations(site.identities);
        site.metrics.configured(file.snapshot(
                file.route("claude", StrategyKind.PRIORITY, List.of(file.target("anthropic", "claude-3")))));
        Scrape scrape = site.scrape("otel");

        for (Family family : new Otel().families()) {
            assertThat(scrape.named(family.name() + "_count"))
                    .as(family.name())
                    .filteredOn(sample ->
                            sample.labels().get("gen_ai_provider_name").equals("anthropic"))
                    .isNotEmpty()
                    .allSatisfy(sample -> assertThat(sample.value()).isZero());
        }
    }

    @Test
    void callsOperationsByTheWordsOfTheConventions() {
        assertThat(site.scrape("otel").named("gen_ai_client_operation_duration_seconds_count"))
                .extracting(sample -> sample.labels().get("gen_ai_operation_name"))
                .containsOnly("chat", "embeddings");
    }

    @Test
    void isNotThereUnlessItIsAskedFor() {
        assertThat(site.scrape("sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate")
                        .types()
                        .keySet())
                .noneMatch(name -> name.startsWith("gen_ai_"));
    }
}
