package dev.sluice.core.routing;

import dev.sluice.core.provider.Provider;
import dev.sluice.core.resilience.Vitals;
import java.util.List;

/**
 * A model at a provider, under the name that the provider gives it.
 *
 * @param context tokens that the model takes, prompt and answer together; 0: not known
 */
public record Target(Provider provider, String model, double weight, long context, Vitals vitals)
        implements Destination {

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public boolean usable() {
        return vitals.available() && provider.keys().usable();
    }

    @Override
    public List<Target> targets() {
        return List.of(this);
    }
}
