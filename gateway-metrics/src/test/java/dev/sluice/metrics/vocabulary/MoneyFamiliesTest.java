package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.Cost.Basis;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Configurations;
import dev.sluice.metrics.instrument.Exchanges;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shown of requests, tokens and money. The site has two unary requests of 350 and two streams of 360 µUSD. */
class MoneyFamiliesTest {

    private final Site site = new Site();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void tellsTheSameCostInAllVocabularies() {
        Scrape scrape = site.scrape("sluice", "modelgate");

        assertThat(scrape.sum("sluice_cost_usd_total", "provider", "openai", "model", "gpt-4o"))
                .isEqualTo(0.00142);
        assertThat(scrape.sum("modelgate_cost_usd_total")).isEqualTo(scrape.sum("sluice_cost_usd_total"));
        assertThat(scrape.types())
                .containsEntry("sluice_cost_usd_total", "counter")
                .containsEntry("modelgate_cost_usd_total", "counter");
    }

    @Test
    void addsPicoDollarsWithoutLosingOne() {
        LoopListener loop = site.metrics.onLoop(0);
        Usage one = Usage.tokens(1, 0);
        int provider = site.identities.providers().number("azure");
        for (int i = 0; i < 1_000; i++) {
            loop.wasted(provider, 2, Endpoint.CHAT_COMPLETIONS, one, new Cost(1, Basis.PRICED, "v"));
            loop.wasted(provider, 2, Endpoint.CHAT_COMPLETIONS, one, new Cost(Cost.MOST / 1_000, Basis.PRICED, "v"));
        }

        assertThat(site.scrape("sluice").sum("sluice_cost_usd_total", "provider", "azure"))
                .isEqualTo(10_000.000000001);
    }

    @Test
    void countsRequestsForModelsWithoutAPrice() {
        site.metrics.onLoop(0).requestEnded(Exchanges.refused(Endpoint.CHAT_COMPLETIONS, Code.MODEL_NOT_PRICED));

        Scrape scrape = site.scrape("sluice");
        assertThat(scrape.sum("sluice_unpriced_requests_total", "model", "gpt-4o"))
                .as("the streams were taken at the default")
                .isEqualTo(2);
        assertThat(scrape.sum("sluice_unpriced_requests_total", "model", "unknown"))
                .isEqualTo(1);
    }

    @Test
    void tellsHowPriceFilesDo() {
        Scrape scrape = site.scrape("sluice");

        assertThat(scrape.sum("sluice_price_book_age_seconds")).isEqualTo(90);
        assertThat(scrape.sum("sluice_price_book_entries")).isEqualTo(2_000);
        assertThat(scrape.sum("sluice_price_book_entries_refused")).isEqualTo(3);
        assertThat(scrape.sum("sluice_price_book_refused_total")).isEqualTo(1);
    }

    @Test
    void tellsNoAgeWhereThereIsNoFile() {
        site.metrics.prices(() -> new PriceBooks.Reading(0, 0, -1, 0));

        Scrape scrape = site.scrape("sluice");
        assertThat(scrape.named("sluice_price_book_age_seconds")).isEmpty();
        assertThat(scrape.named("sluice_price_book_refused_total")).hasSize(1);
    }

    @Test
    void namesRequestsAsMethods() {
        Scrape scrape = site.scrape("sluice", "modelgate");

        assertThat(scrape.sum("modelgate_requests_total", "method", "ChatComplete", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.sum("modelgate_requests_total", "method", "ChatComplete", "status", "error"))
                .as("refused before it had a model")
                .isEqualTo(1);
        assertThat(scrape.sum("modelgate_requests_total", "method", "ChatStream", "status", "success"))
                .isEqualTo(1);
        assertThat(scrape.sum("modelgate_requests_total", "method", "ChatStream", "status", "error"))
                .isEqualTo(1);
        assertThat(scrape.sum("modelgate_requests_total", "method", "Embed")).isEqualTo(1);
        assertThat(scrape.sum("modelgate_requests_total")).isEqualTo(scrape.sum("sluice_operations_total"));
        assertThat(scrape.sum("modelgate_request_duration_seconds_count"))
                .isEqualTo(scrape.sum("sluice_operation_duration_seconds_count"));
        assertThat(scrape.sum("modelgate_request_duration_seconds_sum"))
                .isCloseTo(scrape.sum("sluice_operation_duration_seconds_sum"), within(1e-9));
    }

    @Test
    void countsRequestsToModelEndpointsInFlight() {
        // What the site ended was never started; both sides of each endpoint are.
        double before = site.scrape("modelgate").sum("modelgate_requests_in_flight");
        LoopListener loop = site.metrics.onLoop(0);
        loop.requestStarted(Endpoint.CHAT_COMPLETIONS);
        loop.requestStarted(Endpoint.MESSAGES);
        loop.requestStarted(Endpoint.MODELS);
        loop.requestStarted(Endpoint.HEALTHZ);

        assertThat(site.scrape("modelgate").sum("modelgate_requests_in_flight")).isEqualTo(before + 2);
    }

    @Test
    void tellsTheSameTokensInAllVocabularies() {
        Scrape scrape = site.scrape("sluice", "modelgate");

        assertThat(scrape.sum("modelgate_tokens_input_total"))
                .isPositive()
                .isEqualTo(scrape.sum("sluice_tokens_total", "type", "input"));
        assertThat(scrape.sum("modelgate_tokens_output_total"))
                .isPositive()
                .isEqualTo(scrape.sum("sluice_tokens_total", "type", "output"));
        assertThat(scrape.sum("modelgate_tokens_thinking_total"))
                .isPositive()
                .isEqualTo(scrape.sum("sluice_tokens_total", "type", "reasoning"));
    }

    @Test
    void startsWhatIsConfiguredAtZero() {
        Configurations file = new Configurations(site.identities);
        site.metrics.configured(file.snapshot(
                file.route("claude", StrategyKind.PRIORITY, List.of(file.target("anthropic", "claude-3")))));

        Scrape scrape = site.scrape("sluice", "modelgate");
        for (String name : List.of(
                "sluice_cost_usd_total",
                "sluice_unpriced_requests_total",
                "modelgate_cost_usd_total",
                "modelgate_tokens_input_total",
                "modelgate_tokens_output_total",
                "modelgate_tokens_thinking_total",
                "modelgate_request_duration_seconds_count",
                "modelgate_requests_total")) {
            assertThat(scrape.named(name))
                    .as(name)
                    .filteredOn(sample -> "claude".equals(sample.labels().get("model")))
                    .isNotEmpty()
                    .allSatisfy(sample -> assertThat(sample.value()).isZero());
        }
        Set<String> methods = scrape.named("modelgate_requests_total").stream()
                .filter(sample -> "claude".equals(sample.labels().get("model")))
                .map(sample ->
                        sample.labels().get("method") + " " + sample.labels().get("status"))
                .collect(Collectors.toSet());
        assertThat(methods)
                .containsExactlyInAnyOrder(
                        "ChatComplete success", "ChatComplete error", "ChatStream success", "ChatStream error");
    }
}
