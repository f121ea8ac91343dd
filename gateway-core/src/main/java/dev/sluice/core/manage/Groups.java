package dev.sluice.core.manage;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The groups, aggregates, keys and models of the configuration in force, by name. Thread-safe. */
final class Groups {

    /** What models that the configuration does not name are called, which share what is known of them. */
    static final String OTHER = "other";

    private final Supplier<Snapshot> live;

    Groups(Supplier<Snapshot> live) {
        this.live = live;
    }

    /** A model at a group, under the group's own name for it. */
    record Model(String name, Vitals vitals) {}

    /** The groups that are no aggregates, in the order of the file. */
    List<Provider> all() {
        return live.get().providers();
    }

    /** The aggregates, in the order of the file. */
    List<Aggregate> aggregates() {
        List<Aggregate> all = new ArrayList<>();
        for (Destination group : live.get().groups().values()) {
            if (group instanceof Aggregate aggregate) {
                all.add(aggregate);
            }
        }
        return all;
    }

    /** The group of that name, which has keys of its own. */
    Outcome<Provider> find(String name) {
        Destination group = live.get().groups().get(name);
        if (group instanceof Target target) {
            return Outcome.done(target.provider());
        }
        return Outcome.refused(
                group == null
                        ? noProvider(name)
                        : Refusal.conflict("is_aggregate", name + " is an aggregate: ask for one of its members"));
    }

    static Refusal noProvider(String name) {
        return Refusal.notFound("provider_not_found", "there is no provider " + name);
    }

    static Outcome<ProviderKey> key(Provider provider, String name) {
        ProviderKey key = provider.keys().find(name);
        return key == null ? Outcome.refused(noKey(provider, name)) : Outcome.done(key);
    }

    static Refusal noKey(Provider provider, String name) {
        return Refusal.notFound("key_not_found", "the provider " + provider.name() + " has no key " + name);
    }

    /** The models of a group that the configuration names, each once. */
    List<Model> configured(Provider provider) {
        Map<String, Model> byName = new LinkedHashMap<>();
        for (Route route : live.get().routes().all()) {
            for (Destination destination : route.destinations()) {
                for (Target target : destination.targets()) {
                    if (target.provider().name().equals(provider.name())) {
                        byName.putIfAbsent(target.model(), new Model(target.model(), target.vitals()));
                    }
                }
            }
        }
        return new ArrayList<>(byName.values());
    }

    /** Those, and {@link #OTHER} where something is known of models that the configuration does not name. */
    List<Model> known(Provider provider) {
        List<Model> models = configured(provider);
        if (live.get().groups().get(provider.name()) instanceof Target group && isKnown(group.vitals())) {
            models.add(new Model(OTHER, group.vitals()));
        }
        return models;
    }

    private static boolean isKnown(Vitals vitals) {
        return vitals.breaker().state() != BreakerState.CLOSED
                || vitals.health().reading().attempts() > 0;
    }
}
