package dev.sluice.core.config;

import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.SmoothWeighted;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.routing.Aggregate;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.RouteTable.DirectTargets;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a configuration, compiled, with what is known of their models. A request's own model name makes nothing
 * that stays: models that are not configured share what is known of their provider as a whole, under
 * {@link Labels#OTHER}. Filled while a snapshot is compiled; thread-safe from then on.
 */
final class Groups implements DirectTargets {

    /** What a model is asked for with: the name, its share of a route, its size. */
    record Wanted(String model, double weight, long context) {}

    /** A provider, and what is known of its configured models by their names, and of all others together. */
    private record Known(Provider provider, Map<String, Vitals> models, Vitals others) {

        Vitals of(String model) {
            return models.getOrDefault(model, others);
        }
    }

    /** A provider's part of a group's traffic. */
    private record Leaf(Known known, double share) {

        Provider provider() {
            return known.provider();
        }
    }

    /** A group by name; one that is no aggregate has itself as its only leaf, and no turns. */
    private record Group(
            String name,
            int label,
            List<Leaf> leaves,
            @Nullable Turns turns) {}

    /** Whose turn it is in an aggregate, by the members that take part: strict redirects may leave some out. */
    private static final class Turns {
        private final SmoothWeighted all;
        // As many as there are different strict redirects, at the most.
        private final Map<List<String>, SmoothWeighted> some = new ConcurrentHashMap<>();

        Turns(SmoothWeighted all) {
            this.all = all;
        }

        SmoothWeighted of(List<Leaf> leaves, Group group) {
            return leaves.size() == group.leaves().size()
                    ? all
                    : some.computeIfAbsent(
                            leaves.stream().map(leaf -> leaf.provider().name()).toList(), any -> turn(leaves));
        }
    }

    private final VitalsTable vitals;
    private final Labels models;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** @param models numbers of the names of models */
    Groups(VitalsTable vitals, Labels models) {
        this.vitals = vitals;
        this.models = models;
    }

    void add(Provider provider) {
        Known known = new Known(provider, new HashMap<>(), vitals(provider, "", Labels.OTHER));
        groups.put(provider.name(), new Group(provider.name(), provider.label(), List.of(new Leaf(known, 1)), null));
    }

    /**
     * Adds an aggregate of providers that were added before.
     *
     * @param before what it was before a reload; null: it was not there, or no aggregate
     */
    void add(String name, int label, Map<String, Double> shares, @Nullable Destination before) {
        List<Leaf> leaves = new ArrayList<>();
        shares.forEach((provider, share) ->
                leaves.add(new Leaf(group(provider).leaves().get(0).known(), share)));
        Group group = new Group(name, label, leaves, new Turns(turn(leaves)));
        if (before instanceof Aggregate old && Shape.of(old).equals(Shape.of(all(group)))) {
            group = new Group(name, label, leaves, new Turns(old.turn()));
        }
        groups.put(name, group);
    }

    /** The groups that are no aggregates, in the order in which they were added. */
    List<Provider> providers() {
        return groups.values().stream()
                .filter(group -> group.turns() == null)
                .map(group -> group.leaves().get(0).provider())
                .toList();
    }

    /** All groups by name, in the order of the file, for requests that name no model. */
    Map<String, Destination> all() {
        Map<String, Destination> all = new LinkedHashMap<>();
        groups.forEach((name, group) -> all.put(name, all(group)));
        return all;
    }

    /** The destination of a configured model, which gets a number, and vitals of its own. */
    Destination configured(String name, Wanted wanted) {
        Group group = group(name);
        List<Target> targets = new ArrayList<>();
        for (Leaf leaf : group.leaves()) {
            String model = Objects.requireNonNull(
                    leaf.provider().rules().redirects().of(wanted.model()), "checked when loaded");
            Vitals known = leaf.known()
                    .models()
                    .computeIfAbsent(model, any -> vitals(leaf.provider(), model, models.number(model)));
            double weight = group.turns() == null ? wanted.weight() : leaf.share();
            targets.add(new Target(leaf.provider(), model, weight, wanted.context(), known));
        }
        return group.turns() == null
                ? targets.get(0)
                : new Aggregate(name, group.label(), targets, wanted.weight(), turn(group.leaves()));
    }

    @Override
    public @Nullable Destination of(String name, String model) {
        Group group = groups.get(name);
        if (group == null) {
            return null;
        }
        List<Leaf> willing = new ArrayList<>(group.leaves().size());
        List<Target> targets = new ArrayList<>(group.leaves().size());
        for (Leaf leaf : group.leaves()) {
            String own = leaf.provider().rules().redirects().of(model);
            if (own != null) {
                willing.add(leaf);
                targets.add(target(leaf, own));
            }
        }
        if (targets.isEmpty()) {
            return null;
        }
        return group.turns() == null
                ? targets.get(0)
                : new Aggregate(name, group.label(), targets, 1, group.turns().of(willing, group));
    }

    private Destination all(Group group) {
        List<Target> targets =
                group.leaves().stream().map(leaf -> target(leaf, "")).toList();
        return group.turns() == null
                ? targets.get(0)
                : new Aggregate(group.name(), group.label(), targets, 1, group.turns().all);
    }

    private Target target(Leaf leaf, String model) {
        return new Target(leaf.provider(), model, leaf.share(), 0, leaf.known().of(model));
    }

    private Vitals vitals(Provider provider, String model, int number) {
        VitalsTable.Place place = new VitalsTable.Place(provider.name(), model, provider.label(), number);
        return vitals.of(place, provider.resilience());
    }

    private Group group(String name) {
        return Objects.requireNonNull(groups.get(name), "checked when loaded");
    }

    private static SmoothWeighted turn(List<Leaf> leaves) {
        return new SmoothWeighted(leaves.stream().mapToDouble(Leaf::share).toArray());
    }
}
