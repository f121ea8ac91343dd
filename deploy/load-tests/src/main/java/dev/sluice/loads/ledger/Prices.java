package dev.sluice.loads.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;

/** The prices that the gateway reads, too: a file in LiteLLM's format. Exact: no binary fraction is in between. */
final class Prices {

    private final JsonNode models;

    private Prices(JsonNode models) {
        this.models = models;
    }

    static Prices read(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        return new Prices(mapper.readTree(file.toFile()));
    }

    static Prices parse(String json) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        return new Prices(mapper.readTree(json));
    }

    /** What tokens of the provider's model cost, in USD. */
    BigDecimal cost(String model, Tokens tokens) {
        JsonNode prices = models.path(model);
        if (prices.isMissingNode()) {
            throw new IllegalArgumentException("there is no price for \"" + model + "\"");
        }
        BigDecimal input = price(prices, "input_cost_per_token", BigDecimal.ZERO);
        BigDecimal output = price(prices, "output_cost_per_token", BigDecimal.ZERO);
        BigDecimal written = price(prices, "cache_creation_input_token_cost", input);
        BigDecimal hour = price(prices, "cache_creation_input_token_cost_above_1hr", written);
        BigDecimal read = price(prices, "cache_read_input_token_cost", input);
        BigDecimal thought = price(prices, "output_cost_per_reasoning_token", output);
        return times(input, tokens.input() - tokens.cached() - tokens.cacheWrite())
                .add(times(read, tokens.cached()))
                .add(times(written, tokens.cacheWrite() - tokens.cacheWriteHour()))
                .add(times(hour, tokens.cacheWriteHour()))
                .add(times(output, tokens.output() - tokens.reasoning()))
                .add(times(thought, tokens.reasoning()));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }

    private static BigDecimal price(JsonNode prices, String field, BigDecimal otherwise) {
        return prices.has(field) ? prices.get(field).decimalValue() : otherwise;
    }
}
