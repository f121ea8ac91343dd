package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Health;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.routing.Aggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see of providers, and do to their breakers. Thread-safe; never blocks. */
public final class ProviderAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderAdmin.class);
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Groups groups;

    ProviderAdmin(Groups groups) {
        this.groups = groups;
    }

    /** What a reset closed. */
    public record BreakerReset(String provider, List<String> models) {

        public BreakerReset {
            models = List.copyOf(models);
        }
    }

    /** Groups and aggregates, by name. */
    public Page<ProviderView> list(Page.Cut cut) {
        return Page.of(views(), ProviderView::name, cut);
    }

    public Outcome<ProviderView> find(String name) {
        Optional<ProviderView> found =
                views().stream().filter(view -> view.name().equals(name)).findFirst();
        return found.<Outcome<ProviderView>>map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Groups.noProvider(name)));
    }

    /**
     * Closes breakers of a group, and forgets failed probes.
     *
     * @param model the group's own name of the model, or {@code other} for those that the configuration does not name;
     *     null: all
     */
    public Outcome<BreakerReset> resetBreakers(String provider, @Nullable String model) {
        return groups.find(provider).then(group -> reset(group, model));
    }

    private Outcome<BreakerReset> reset(Provider group, @Nullable String model) {
        List<String> reset = new ArrayList<>();
        for (Groups.Model each : groups.known(group)) {
            if (model == null || each.name().equals(model)) {
                each.vitals().breaker().reset();
                each.vitals().probeSucceeded();
                reset.add(each.name());
            }
        }
        if (model != null && reset.isEmpty()) {
            return Outcome.refused(Refusal.notFound(
                    "model_not_found", "nothing is known of a model " + model + " at " + group.name()));
        }
        LOG.info("provider {}: the breakers of {} were reset", group.name(), reset);
        return Outcome.done(new BreakerReset(group.name(), reset));
    }

    private List<ProviderView> views() {
        List<ProviderView> views = new ArrayList<>();
        groups.all().forEach(group -> views.add(view(group)));
        groups.aggregates().forEach(aggregate -> views.add(view(aggregate)));
        return views;
    }

    private ProviderView view(Provider group) {
        List<ProviderView.Address> upstreams = group.upstreams().all().stream()
                .map(each -> new ProviderView.Address(each.origin() + each.pathPrefix(), each.weight()))
                .toList();
        return new ProviderView(
                group.name(),
                ProviderView.Kind.GROUP,
                group.dialect().name(),
                upstreams,
                group.keys().rotation(),
                counts(group.keys()),
                groups.known(group).stream().map(ProviderAdmin::model).toList(),
                List.of(),
                available(group));
    }

    private static ProviderView view(Aggregate aggregate) {
        List<ProviderView.Member> members = aggregate.targets().stream()
                .map(each -> new ProviderView.Member(each.provider().name(), each.weight()))
                .toList();
        return new ProviderView(
                aggregate.name(),
                ProviderView.Kind.AGGREGATE,
                aggregate.targets().get(0).provider().dialect().name(),
                List.of(),
                null,
                null,
                List.of(),
                members,
                aggregate.usable());
    }

    private boolean available(Provider group) {
        return group.keys().usable()
                && groups.known(group).stream()
                        .map(Groups.Model::vitals)
                        .noneMatch(vitals ->
                                vitals.probeFailed() || vitals.breaker().state() != BreakerState.CLOSED);
    }

    private static ProviderView.KeyCounts counts(KeyRing ring) {
        int[] byState = new int[KeyState.values().length];
        List<ProviderKey> keys = ring.keys();
        keys.forEach(key -> byState[key.state().ordinal()]++);
        return new ProviderView.KeyCounts(
                ring.needed(),
                keys.size(),
                byState[KeyState.ACTIVE.ordinal()],
                byState[KeyState.COOLING.ordinal()],
                byState[KeyState.INVALID.ordinal()],
                byState[KeyState.DISABLED.ordinal()]);
    }

    private static ProviderView.Model model(Groups.Model model) {
        Vitals vitals = model.vitals();
        return new ProviderView.Model(
                model.name(),
                vitals.breaker().state(),
                vitals.breaker().opensForNanos() / NANOS,
                vitals.probeFailed(),
                vitals.inFlight().get(),
                health(vitals.health().reading()));
    }

    private static ProviderView.Health health(Health.Reading reading) {
        return new ProviderView.Health(
                reading.score(),
                reading.attempts(),
                reading.successRatio(),
                reading.p95Nanos() > 0 ? reading.p95Nanos() / NANOS : null,
                reading.averageNanos() >= 0 ? reading.averageNanos() / NANOS : null);
    }
}
