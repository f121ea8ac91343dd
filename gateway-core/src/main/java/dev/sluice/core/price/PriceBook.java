package dev.sluice.core.price;

import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All prices at one time: the configuration's first, then those of files; {@code provider/model} before the model's
 * name alone. Thread-safe: it does not change. A look-up is at most six in hash tables and allocates nothing.
 */
public final class PriceBook {

    /** For unknown models, in pico-dollars a token: 20 USD a million. */
    private static final Price UNKNOWN = Price.flat(20_000_000);

    private final PriceNames configured;
    private final PriceNames files;
    private final OnUnknown onUnknown;
    private final String version;

    /** @param version tells books with different prices apart */
    PriceBook(Map<String, Price> configured, Map<String, Price> files, OnUnknown onUnknown, String version) {
        this.configured = new PriceNames(configured);
        this.files = new PriceNames(files);
        this.onUnknown = onUnknown;
        this.version = version;
    }

    /** What the book says of a provider's model, by the provider's own name of it; null: it is unknown. */
    public @Nullable Price find(String provider, String model) {
        Price price = configured.find(provider, model);
        return price == null ? files.find(provider, model) : price;
    }

    /** Whether nothing may be sent to models without a price. */
    public boolean rejectsUnknown() {
        return onUnknown == OnUnknown.REJECT;
    }

    /** What is to be paid for what a provider's model used, at the service tier that it was served at. */
    public Cost cost(String provider, String model, Usage usage) {
        Price price = find(provider, model);
        if (!usage.reported() && (price == null || !price.chargesRequests())) {
            return Cost.NONE;
        }
        if (price != null) {
            return new Cost(price.cost(usage, usage.tier()), Cost.Basis.PRICED, version);
        }
        // Where unknown models are refused, one may have lost its price while it was asked.
        return onUnknown == OnUnknown.ZERO
                ? new Cost(0, Cost.Basis.ZERO, version)
                : new Cost(UNKNOWN.cost(usage, usage.tier()), Cost.Basis.DEFAULT, version);
    }

    /**
     * Pico-dollars that so much text may cost at the most at the standard tier, whatever of it goes to a cache or is
     * thought: 0 where nothing is known of the model, and that costs nothing.
     */
    public long most(String provider, String model, long inputTokens, long outputTokens, long images) {
        Price price = find(provider, model);
        if (price == null && onUnknown == OnUnknown.ZERO) {
            return 0;
        }
        Price asked = price == null ? UNKNOWN : price;
        return asked.most(inputTokens, outputTokens, images, ServiceTier.STANDARD);
    }

    /** Twelve hexadecimal digits that differ when a price does. */
    public String version() {
        return version;
    }
}
