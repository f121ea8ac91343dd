package dev.sluice.core.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.price.Cost.Basis;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceBookTest {

    private static final Usage ONE_OF_EACH = Usages.of(1, 1, 0, 0, 0, 0);

    private static Map<String, Price> prices(Object... namesAndPrices) {
        Map<String, Price> prices = new HashMap<>();
        for (int i = 0; i < namesAndPrices.length; i += 2) {
            prices.put((String) namesAndPrices[i], Price.flat((Integer) namesAndPrices[i + 1]));
        }
        return prices;
    }

    private static PriceBook book(OnUnknown onUnknown) {
        return new PriceBook(
                prices("azure/gpt-4o", 1, "claude", 2),
                prices("azure/gpt-4o", 10, "azure/claude", 20, "openai/gpt-4o", 30, "gpt-4o", 40, "a/b/c", 50),
                onUnknown,
                "v");
    }

    @ParameterizedTest
    @CsvSource({
        "azure, gpt-4o, 1, the configuration's provider/model",
        "azure, claude, 2, the configuration's model before a file's provider/model",
        "openai, gpt-4o, 30, a file's provider/model",
        "other, gpt-4o, 40, a file's model",
        "a, b/c, 50, split at the first slash",
        "x, a/b/c, 50, a model with slashes in its name",
        "azure/gpt-4o, '', 0, nothing is put together from parts",
    })
    void findsTheNearestPrice(String provider, String model, int price, String why) {
        Cost cost = book(OnUnknown.ZERO).cost(provider, model, ONE_OF_EACH);

        assertThat(cost.picoDollars()).as(why).isEqualTo(2L * price);
        assertThat(cost.basis()).isEqualTo(price == 0 ? Basis.ZERO : Basis.PRICED);
        assertThat(cost.version()).isEqualTo("v");
    }

    @Test
    void takesUnknownModelsToCostTwentyDollarsAMillionTokens() {
        Cost cost = book(OnUnknown.DEFAULT).cost("p", "m", Usages.of(600_000, 400_000, 100_000, 0, 50, 0));

        assertThat(PicoDollars.usd(cost.picoDollars())).isEqualByComparingTo("20");
        assertThat(cost.basis()).isEqualTo(Basis.DEFAULT);
    }

    @Test
    void takesWhatLostItsPriceOnItsWayAtTheDefault() {
        PriceBook book = book(OnUnknown.REJECT);

        assertThat(book.rejectsUnknown()).isTrue();
        assertThat(book.cost("p", "m", ONE_OF_EACH)).isEqualTo(new Cost(40_000_000, Basis.DEFAULT, "v"));
    }

    @Test
    void chargesNothingWhereNothingWasReported() {
        assertThat(book(OnUnknown.DEFAULT).cost("azure", "gpt-4o", Usage.NONE)).isEqualTo(Cost.NONE);
        assertThat(book(OnUnknown.DEFAULT).cost("p", "m", Usage.NONE)).isEqualTo(Cost.NONE);
    }

    @Test
    void chargesARequestThatReportsNothingWhereRequestsHaveAPrice() {
        Map<String, Price> prices =
                Map.of("m", new PriceDraft().set(Unit.REQUEST, 7).build());
        PriceBook book = new PriceBook(prices, Map.of(), OnUnknown.DEFAULT, "v");

        assertThat(book.cost("p", "m", Usage.NONE)).isEqualTo(new Cost(7, Basis.PRICED, "v"));
    }

    @Test
    void paysThePriceOfTheTierThatItWasServedAt() {
        Price price = new PriceDraft()
                .set(Unit.INPUT, 4)
                .set(ServiceTier.PRIORITY, 0, Unit.INPUT, 9)
                .set(Unit.OUTPUT, 5)
                .build();
        PriceBook book = new PriceBook(Map.of("m", price), Map.of(), OnUnknown.DEFAULT, "v");

        assertThat(book.cost("p", "m", ONE_OF_EACH).picoDollars()).isEqualTo(9);
        assertThat(book.cost(
                                "p",
                                "m",
                                ONE_OF_EACH.but().tier(ServiceTier.PRIORITY).build())
                        .picoDollars())
                .isEqualTo(14);
        assertThat(book.cost("p", "m", ONE_OF_EACH.but().tier(ServiceTier.FLEX).build())
                        .picoDollars())
                .isEqualTo(9);
    }
}
