package dev.sluice.core.price;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prices by the names they stand under, split beforehand so that a look-up puts no names together. Immutable. */
final class PriceNames {

    private final Map<String, Price> whole;
    private final Map<String, Map<String, Price>> split = new HashMap<>();

    PriceNames(Map<String, Price> prices) {
        this.whole = Map.copyOf(prices);
        whole.forEach((name, price) -> {
            int slash = name.indexOf('/');
            if (slash > 0) {
                split.computeIfAbsent(name.substring(0, slash), any -> new HashMap<>())
                        .put(name.substring(slash + 1), price);
            }
        });
    }

    /** The price under {@code provider/model}, else that under the model's name alone; null when there is none. */
    @Nullable
    Price find(String provider, String model) {
        Map<String, Price> own = split.get(provider);
        Price price = own == null ? null : own.get(model);
        return price == null ? whole.get(model) : price;
    }
}
