package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.MetricsConfig.Compat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is shown where a system's program does otherwise than its document. */
class CompatTest {

    private final Site site = new Site();

    /** What is asked for its levels gives all its accounts numbers at the first scrape. */
    @BeforeEach
    void scrapeOnce() {
        site.scrape("gatewayz");
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Scrape scrape(Compat compat, String... vocabularies) {
        site.exposition.enable(Vocabularies.names(), compat);
        return site.scrape(vocabularies);
    }

    @ParameterizedTest
    @CsvSource({
        "realmultillm, llm_requests_total, realmultillm_llm_requests_total",
        "realmultillm, llm_tokens_total, realmultillm_llm_tokens_total",
        "realmultillm, llm_request_duration_seconds_count, realmultillm_llm_request_duration_seconds_count",
        "realmultillm, process_heap_bytes, process_heap_used_bytes",
        "modelgate, modelgate_cache_latency_seconds_count, modelgate_cache_lookup_seconds_count"
    })
    void hasTheNamesOfTheProgramToo(String vocabulary, String documented, String inCode) {
        Scrape document = scrape(Compat.DOCUMENT, vocabulary);
        Scrape code = scrape(Compat.CODE, vocabulary);
        Scrape both = scrape(Compat.BOTH, vocabulary);

        assertThat(document.named(documented)).isNotEmpty();
        assertThat(document.named(inCode)).isEmpty();
        assertThat(code.named(documented)).isEmpty();
        assertThat(code.named(inCode)).isNotEmpty();
        assertThat(both.named(documented)).hasSameSizeAs(both.named(inCode)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "credits_used_total, user_id, provider",
        "user_credit_balance, user_id, plan_type",
        "rate_limited_requests_total, api_key, limit_type",
        "current_rate_limit, api_key, limit_type",
        "api_key_usage_total, api_key_id, status"
    })
    void tellsNobodyApartWhereGatewayzProgramDoesNot(String name, String gone, String kept) {
        Scrape document = scrape(Compat.DOCUMENT, "gatewayz");
        Scrape code = scrape(Compat.CODE, "gatewayz");
        Scrape both = scrape(Compat.BOTH, "gatewayz");

        assertThat(document.named(name))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.labels()).containsKeys(gone, kept));
        assertThat(code.named(name))
                .isNotEmpty()
                .allSatisfy(
                        sample -> assertThat(sample.labels()).containsKey(kept).doesNotContainKey(gone));
        assertThat(code.sum(name)).isEqualTo(document.sum(name));
        assertThat(both.named(name)).containsExactlyInAnyOrderElementsOf(document.named(name));
    }

    @ParameterizedTest
    @EnumSource(Compat.class)
    void showsNoFamilyTwice(Compat compat) {
        site.exposition.enable(Vocabularies.names(), compat);

        assertThat(site.text(Vocabularies.names()).lines().filter(line -> line.startsWith("# TYPE ")))
                .doesNotHaveDuplicates();
    }

    @Test
    void departsFromWhatThereIsOnly() {
        for (String vocabulary : Vocabularies.names()) {
            List<String> names = Vocabularies.find(vocabulary).orElseThrow().families().stream()
                    .map(Family::name)
                    .toList();
            assertThat(Vocabularies.find(vocabulary).orElseThrow().departures())
                    .extracting(Departure::documented)
                    .isSubsetOf(names);
        }
    }
}
