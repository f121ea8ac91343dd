package dev.sluice.loads.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class PricesTest {

    private static final String MODEL = "{\"m\":{\"input_cost_per_token\":2.5e-06,\"output_cost_per_token\":1e-05";

    private static BigDecimal cost(String more, Tokens tokens) throws Exception {
        return Prices.parse(MODEL + more + "}}").cost("m", tokens);
    }

    @Test
    void paysForEachTokenOnce() throws Exception {
        String prices = ",\"cache_read_input_token_cost\":1.25e-06,\"cache_creation_input_token_cost\":3e-06"
                + ",\"cache_creation_input_token_cost_above_1hr\":5e-06,\"output_cost_per_reasoning_token\":8e-06";

        // 100 plain, 400 read, 200 written, 300 written for an hour; 60 said, 40 thought.
        assertThat(cost(prices, new Tokens(1000, 100, 400, 500, 300, 40))).isEqualByComparingTo("0.00377");
    }

    @Test
    void takesThePlainPriceWhereThereIsNoOther() throws Exception {
        assertThat(cost("", new Tokens(1000, 100, 400, 500, 300, 40))).isEqualByComparingTo("0.0035");
    }

    @Test
    void knowsNoCostOfOtherModels() {
        assertThatThrownBy(() -> Prices.parse("{}").cost("m", Tokens.NONE)).hasMessageContaining("\"m\"");
    }
}
