package dev.sluice.core.routing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The targets of one request, in the order in which to try them: failing over is asking for the next. What is next is
 * decided when it is asked for, by what can be used then; the first is chosen when the plan is made. A place that was
 * given once, that is a model at a provider, is not given again, under whatever name of a route it comes. Made once a
 * request, used by its event loop only.
 */
public final class Plan {

    private final RouteTable routes;
    private final Strategies strategies;
    private final Route route;
    private final Predicate<Target> suits;
    private int switchedTo = -1;
    private @Nullable RoutingFailure failure;

    /** The one place to go to; null: any will do. */
    private @Nullable Pin pin;

    /** Chosen, and not asked for yet. */
    private @Nullable Target chosen;

    private @Nullable Target first;
    private @Nullable List<Target> others;

    private Route leg;
    private int place = Strategy.NONE;
    private int legsBehind;

    /** All routes to come to; null until one is needed besides the route itself. */
    private @Nullable List<Route> legs;

    /** @param suits whether a target can be asked at all; what it says no of is as if it were not there */
    Plan(RouteTable routes, Strategies strategies, Route route, Predicate<Target> suits) {
        this.suits = suits;
        this.routes = routes;
        this.strategies = strategies;
        this.route = route;
        this.leg = route;
    }

    /** Chooses the first target. */
    void begin(RequestFacts facts) {
        List<Route> preferred = strategies.of(route.strategy()).preferred(this, facts);
        if (!preferred.isEmpty()) {
            legs = Fallbacks.legs(preferred, route, routes);
            leg = legs.get(0);
            switchedTo = leg.model().equals(route.model()) ? -1 : leg.label();
        }
        choose();
    }

    /** Chooses the first target of a route whose strategy does not look into requests. */
    void choose() {
        chosen = onLeg();
        if (chosen == null && leadsAnywhere()) {
            cannotChoose(route, Unavailability.reason(this));
        }
    }

    /** Chooses the first of the targets at one provider, and nothing else; false: there is none. */
    boolean pin(Pin to) {
        pin = to;
        chosen = firstOf(target -> target.provider().name().equals(to.provider()));
        return chosen != null;
    }

    /** The one place that the request can go to; null: any of its targets will do. */
    public @Nullable Pin pin() {
        return pin;
    }

    /** The route of the model that the client asked for. */
    public Route route() {
        return route;
    }

    /** The strategy that chose the first target. */
    public StrategyKind strategy() {
        return route.strategy();
    }

    /**
     * The model that the strategy took instead of the one asked for, as number in {@code Identities.models}; -1: none.
     */
    public int switchedTo() {
        return switchedTo;
    }

    /** Why the strategy could not choose; null when it could. */
    public @Nullable RoutingFailure failure() {
        return failure;
    }

    /**
     * The next target that may be used now: its breaker lets an attempt through, and it has a usable key. Those of a
     * route that may not are passed over. After the route's own come those of its fallbacks. Null when there is none
     * left.
     */
    public @Nullable Target next() {
        Target target = chosen;
        chosen = null;
        if (target == null || wasGiven(target) || !suits.test(target)) {
            target = pin == null ? search() : null;
        }
        return target == null ? null : give(target);
    }

    /** The first target left that takes more tokens than this one and may be used now; one of unknown size does not. */
    public @Nullable Target larger(Target than) {
        if (pin != null) {
            return null;
        }
        for (Route candidate : legs()) {
            for (Destination destination : candidate.destinations()) {
                for (Target target : destination.targets()) {
                    if (target.context() > than.context() && isOpen(target)) {
                        return give(target);
                    }
                }
            }
        }
        return null;
    }

    /** Whether there is any target that can be asked, be it not now. */
    public boolean leadsAnywhere() {
        return chosen != null && suits.test(chosen) || firstOf(target -> true) != null;
    }

    /** The first target that the request may come to of which this holds; null: there is none. */
    public @Nullable Target firstOf(Predicate<Target> holds) {
        for (Route candidate : legs()) {
            for (Destination destination : candidate.destinations()) {
                for (Target target : destination.targets()) {
                    if (suits.test(target) && holds.test(target)) {
                        return target;
                    }
                }
            }
        }
        return null;
    }

    boolean suits(Target target) {
        return suits.test(target);
    }

    RouteTable routes() {
        return routes;
    }

    RoutingSettings settings() {
        return routes.settings();
    }

    /** All routes that the request may come to, in order. */
    List<Route> legs() {
        if (legs == null) {
            legs = Fallbacks.legs(List.of(), route, routes);
        }
        return legs;
    }

    /** The place of the destination that was taken last on the route being tried; {@link Strategy#NONE}: none yet. */
    int place() {
        return place;
    }

    /** Whether a target of the destination can be used now and was not given yet. */
    boolean isOpen(Destination destination) {
        if (destination instanceof Target target) {
            return isOpen(target);
        }
        for (Target target : destination.targets()) {
            if (isOpen(target)) {
                return true;
            }
        }
        return false;
    }

    boolean isOpen(Target target) {
        return !wasGiven(target) && target.usable() && suits.test(target);
    }

    /** The places of the route's destinations that are open. */
    BitSet open(Route of) {
        return open(of.destinations());
    }

    BitSet open(List<? extends Destination> destinations) {
        BitSet open = new BitSet(destinations.size());
        for (int at = 0; at < destinations.size(); at++) {
            if (isOpen(destinations.get(at))) {
                open.set(at);
            }
        }
        return open;
    }

    /** A strategy cannot choose on a route; of interest only for the first target. */
    void cannotChoose(Route on, RoutingFailure why) {
        if (first == null && failure == null && on.model().equals(route.model())) {
            failure = why;
        }
    }

    private @Nullable Target search() {
        Target target = onLeg();
        while (target == null && goOn()) {
            target = onLeg();
        }
        return target;
    }

    private boolean goOn() {
        if (legs == null && route.fallbacks().isEmpty() || ++legsBehind >= legs().size()) {
            return false;
        }
        leg = legs().get(legsBehind);
        place = Strategy.NONE;
        return true;
    }

    private @Nullable Target onLeg() {
        List<Destination> destinations = leg.destinations();
        // An aggregate is left only when its members are used up.
        Target target = place == Strategy.NONE ? null : rest(destinations.get(place));
        Strategy strategy = strategies.of(leg.strategy());
        // Bounded, because what was open a moment ago may not be any more.
        for (int tries = destinations.size(); target == null && tries > 0; tries--) {
            int next = strategy.next(leg, this);
            if (next == Strategy.NONE) {
                return null;
            }
            place = next;
            target = first(destinations.get(next));
        }
        return target;
    }

    private @Nullable Target first(Destination destination) {
        return destination instanceof Aggregate aggregate
                ? aggregate.inTurn(open(aggregate.targets()))
                : (Target) destination;
    }

    private @Nullable Target rest(Destination destination) {
        return destination instanceof Aggregate aggregate ? aggregate.instead(open(aggregate.targets())) : null;
    }

    private Target give(Target target) {
        if (first == null) {
            first = target;
        } else {
            if (others == null) {
                others = new ArrayList<>(4);
            }
            others.add(target);
        }
        return target;
    }

    private boolean wasGiven(Target target) {
        if (first == null) {
            return false;
        }
        if (isSamePlace(first, target)) {
            return true;
        }
        if (others != null) {
            for (Target other : others) {
                if (isSamePlace(other, target)) {
                    return true;
                }
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // Mostly it is the very same one.
    private static boolean isSamePlace(Target one, Target other) {
        return one == other
                || one.model().equals(other.model())
                        && one.provider().name().equals(other.provider().name());
    }
}
