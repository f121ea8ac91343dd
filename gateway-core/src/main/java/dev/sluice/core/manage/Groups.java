package dev.sluice.core.manage;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The groups, aggregates, keys and models of the configuration in force, by name. Thread-safe. */
final class Groups {

    private final Supplier<Snapshot> live;

    Groups(Supplier<Snapshot> live) {
        this.live = live;
    }

    List<Provider> all() {
        return live.get().providers();
    }

    /** The aggregates, in the order in which they appear. */
    List<Aggregate> aggregates() {
        Map<String, Aggregate> byName = new LinkedHashMap<>();
        for (Destination destination : destinations()) {
            if (destination instanceof Aggregate aggregate) {
                byName.putIfAbsent(aggregate.name(), aggregate);
            }
        }
        return new ArrayList<>(byName.values());
    }

    /** The group of that name, which has keys of its own. */
    Outcome<Provider> find(String name) {
        for (Provider provider : all()) {
            if (provider.name().equals(name)) {
                return Outcome.done(provider);
            }
        }
        boolean aggregate =
                aggregates().stream().anyMatch(each -> each.name().equals(name));
        return Outcome.refused(
                aggregate
                        ? Refusal.conflict("is_aggregate", name + " is an aggregate: ask for one of its members")
                        : noProvider(name));
    }

    static Refusal noProvider(String name) {
        return Refusal.notFound("provider_not_found", "there is no provider " + name);
    }

    static Outcome<ProviderKey> key(Provider provider, String name) {
        ProviderKey key = provider.keys().find(name);
        return key == null
                ? Outcome.refused(
                        Refusal.notFound("key_not_found", "the provider " + provider.name() + " has no key " + name))
                : Outcome.done(key);
    }

    /** The models that are known of a group, each once. */
    Collection<Target> targets(Provider provider) {
        Map<String, Target> byModel = new LinkedHashMap<>();
        for (Destination destination : destinations()) {
            for (Target target : destination.targets()) {
                if (target.provider().name().equals(provider.name())) {
                    byModel.putIfAbsent(target.model(), target);
                }
            }
        }
        return byModel.values();
    }

    private List<Destination> destinations() {
        List<Destination> all = new ArrayList<>();
        for (Route route : live.get().routes().all()) {
            all.addAll(route.destinations());
        }
        return all;
    }
}
