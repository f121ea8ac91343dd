package dev.sluice.core.price;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PriceFileTest {

    private static PriceFile read(String json) {
        try {
            return PriceFile.read(json.getBytes(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Price price(String entry) {
        return Objects.requireNonNull(
                read("{ \"m\": {" + entry + "} }").prices().get("m"));
    }

    @ParameterizedTest
    @CsvSource({
        "input_cost_per_token, INPUT, 2.5e-06, 2500000",
        "output_cost_per_token, OUTPUT, 1e-05, 10000000",
        "cache_read_input_token_cost, CACHED_INPUT, 1.25e-6, 1250000",
        "cache_creation_input_token_cost, CACHE_WRITE, 0.00000375, 3750000",
        "cache_creation_input_token_cost_above_1hr, CACHE_WRITE_HOUR, 6E-06, 6000000",
        "output_cost_per_reasoning_token, REASONING, 3e-06, 3000000",
        "input_cost_per_audio_token, AUDIO_INPUT, 1e-04, 100000000",
        "output_cost_per_audio_token, AUDIO_OUTPUT, 2e-4, 200000000",
        "input_cost_per_request, REQUEST, 0.005, 5000000000",
        "input_cost_per_image, PROMPT_IMAGE, 0.0013, 1300000000",
        "output_cost_per_image, IMAGE, 0.04, 40000000000",
        "input_cost_per_image_token, IMAGE_INPUT, 0.00001, 10000000",
        "output_cost_per_image_token, IMAGE_OUTPUT, 0.00004, 40000000",
        "input_cost_per_query, QUERY, 2, 2000000000000",
        "input_cost_per_token, INPUT, 0, 0",
        "input_cost_per_token, INPUT, 1e-12, 1",
        "input_cost_per_token, INPUT, 4.9e-13, 0",
        "input_cost_per_token, INPUT, 5e-13, 1",
        "input_cost_per_token, INPUT, 1e-999999999, 0"
    })
    void takesEachKindOfPriceAsWholePicoDollars(String field, Unit unit, String usd, long picoDollars) {
        Price price = price("\"" + field + "\": " + usd);

        assertThat(price.of(unit, ServiceTier.STANDARD, 0)).isEqualTo(picoDollars);
    }

    @Test
    void pricesWhatHasNoPriceOfItsOwnAsWhatItIsAPartOf() {
        Price price = price("\"input_cost_per_token\": 3e-12, \"output_cost_per_token\": 7e-12,"
                + " \"cache_creation_input_token_cost\": 4e-12");

        assertThat(price.of(Unit.CACHED_INPUT, ServiceTier.STANDARD, 0)).isEqualTo(3);
        assertThat(price.of(Unit.CACHE_WRITE_HOUR, ServiceTier.STANDARD, 0)).isEqualTo(4);
        assertThat(price.of(Unit.REASONING, ServiceTier.STANDARD, 0)).isEqualTo(7);
        assertThat(price.of(Unit.REQUEST, ServiceTier.STANDARD, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "128000, 1", "128001, 2", "200000, 2", "200001, 3", "9999999999, 3"})
    void changesThePriceOneTokenAfterAThreshold(long prompt, long picoDollars) {
        Price price = price("\"input_cost_per_token_above_200k_tokens\": 3e-12, \"input_cost_per_token\": 1e-12,"
                + " \"input_cost_per_token_above_128k_tokens\": 2e-12, \"cache_read_input_token_cost\": 9e-12");

        assertThat(price.of(Unit.INPUT, ServiceTier.STANDARD, prompt)).isEqualTo(picoDollars);
        assertThat(price.of(Unit.CACHED_INPUT, ServiceTier.STANDARD, prompt))
                .as("has no other price above")
                .isEqualTo(9);
    }

    @Test
    void pricesTheWholeRequestByItsPrompt() {
        Price price = price("\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 2e-06,"
                + " \"input_cost_per_token_above_200k_tokens\": 2e-06,"
                + " \"output_cost_per_token_above_200k_tokens\": 3e-06");

        assertThat(price.cost(usage(200_000, 10), ServiceTier.STANDARD)).isEqualTo(200_020_000_000L);
        assertThat(price.cost(usage(200_001, 10), ServiceTier.STANDARD)).isEqualTo(400_032_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 4", "32000, 1, 4", "32001, 2, 5", "128000, 2, 5", "128001, 3, 5"})
    void takesTheStepsOfTieredPricing(long prompt, long input, long output) {
        Price price = price("\"mode\": \"chat\", \"tiered_pricing\": ["
                + "{ \"range\": [32000.0, 128e3], \"input_cost_per_token\": 2e-12, \"output_cost_per_token\": 5e-12 },"
                + "{ \"range\": [0, 32000], \"input_cost_per_token\": 1e-12, \"output_cost_per_token\": 4e-12 },"
                + "{ \"input_cost_per_token\": 3e-12, \"unknown\": {}, \"range\": [128000, 1000000] } ]");

        assertThat(price.of(Unit.INPUT, ServiceTier.STANDARD, prompt)).isEqualTo(input);
        assertThat(price.of(Unit.OUTPUT, ServiceTier.STANDARD, prompt)).isEqualTo(output);
    }

    @Test
    void keepsThePricesOfServiceTiersApart() {
        Price price = price("\"input_cost_per_token\": 4e-12, \"input_cost_per_token_batches\": 2e-12,"
                + " \"input_cost_per_token_flex\": 1e-12, \"input_cost_per_token_priority\": 8e-12,"
                + " \"output_cost_per_token\": 5e-12, \"input_cost_per_token_above_272k_tokens_priority\": 9e-12");

        assertThat(price.of(Unit.INPUT, ServiceTier.STANDARD, 1)).isEqualTo(4);
        assertThat(price.of(Unit.INPUT, ServiceTier.STANDARD, 272_001)).isEqualTo(4);
        assertThat(price.of(Unit.INPUT, ServiceTier.BATCH, 1)).isEqualTo(2);
        assertThat(price.of(Unit.INPUT, ServiceTier.FLEX, 1)).isEqualTo(1);
        assertThat(price.of(Unit.INPUT, ServiceTier.PRIORITY, 272_000)).isEqualTo(8);
        assertThat(price.of(Unit.INPUT, ServiceTier.PRIORITY, 272_001)).isEqualTo(9);
        assertThat(price.of(Unit.OUTPUT, ServiceTier.PRIORITY, 1)).isEqualTo(5);
    }

    @Test
    void leavesOutWhatHasNoPriceWithoutRefusingIt() {
        PriceFile file = read("""
                { "sample_spec": { "input_cost_per_token": "prose", "mode": [ "one of", {} ] },
                  "fallback_generalizations": [ 1 ],
                  "free-of-data": { "litellm_provider": "x", "max_tokens": 8192, "supports": { "deep": [ [] ] } },
                  "null": { "input_cost_per_token": null },
                  "a/good": { "input_cost_per_token": 0.0, "input_cost_per_pixel": -1, "mode": "embedding" } }
                """);

        assertThat(file.prices()).containsOnlyKeys("a/good");
        assertThat(file.refused()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"input_cost_per_token\": -1e-06 }",
                "{ \"input_cost_per_token\": \"1e-06\" }",
                "{ \"input_cost_per_token\": { \"usd\": [ 1 ] } }",
                "{ \"input_cost_per_token\": true }",
                "{ \"input_cost_per_token\": 1.000001 }",
                "{ \"input_cost_per_token\": 1e999999999 }",
                "{ \"input_cost_per_request\": 10000.01 }",
                "{ \"input_cost_per_token\": 1e-6, \"output_cost_per_token_flex\": -0.1 }",
                "{ \"mode\": \"chat\", \"input_cost_per_token\": 1e-6 }",
                "{ \"output_cost_per_token\": 1e-6, \"mode\": \"responses\" }",
                "{ \"tiered_pricing\": [ { \"input_cost_per_token\": 1e-6 } ] }",
                "{ \"tiered_pricing\": [ { \"range\": [ -1, 2 ], \"input_cost_per_token\": 1e-6 } ] }",
                "{ \"tiered_pricing\": [ { \"range\": \"all\", \"input_cost_per_token\": 1e-6 } ] }",
                "{ \"tiered_pricing\": [ [ [ 7 ] ] ] }",
                "[ { \"input_cost_per_token\": 1e-6 } ]",
                "17",
                "null"
            })
    void refusesABadEntryAndTakesTheRest(String bad) {
        PriceFile file = read("{ \"before\": { \"input_cost_per_token\": 1e-6 }, \"bad\": " + bad
                + ", \"after\": { \"input_cost_per_token\": 2e-6 } }");

        assertThat(file.prices()).containsOnlyKeys("before", "after");
        assertThat(file.refused()).containsOnlyKeys("bad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{} }",
                "{ \"a\": { \"input_cost_per_token\": 1e-6 } } }",
                "{ \"a\": { \"input_cost_per_token\": 1e-6 } }, \"b\": {} }",
                "{ \"a\": { \"input_cost_per_token\": NaN } }",
                "{ \"a\": { \"input_cost_per_token\": 1e-6 }",
                "{ \"a\": {} } {}",
                "404: Not Found"
            })
    void refusesWhatIsNotOneObject(String broken) {
        assertThatThrownBy(() -> PriceFile.read(broken.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }

    @Test
    void takesTheUsualPriceOfASearch() {
        Price price = price("\"input_cost_per_token\": 1e-12, \"search_context_cost_per_query\": {"
                + "\"search_context_size_low\": 0.01, \"search_context_size_medium\": 0.02,"
                + " \"search_context_size_high\": [{}] }, \"output_cost_per_token\": 2e-12");

        assertThat(price.of(Unit.QUERY, ServiceTier.STANDARD, 0)).isEqualTo(20_000_000_000L);
        assertThat(price.of(Unit.OUTPUT, ServiceTier.STANDARD, 0)).isEqualTo(2);
    }

    private static Usage usage(long input, long output) {
        return Usages.of(input, output, 0, 0, 0, 0);
    }
}
