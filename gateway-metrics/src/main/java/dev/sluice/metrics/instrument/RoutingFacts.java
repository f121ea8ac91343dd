package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.BOUNDED;
import static dev.sluice.metrics.instrument.Dimension.BREAKER_STATE;
import static dev.sluice.metrics.instrument.Dimension.FAILOVER_RESULT;
import static dev.sluice.metrics.instrument.Dimension.FROM_MODEL;
import static dev.sluice.metrics.instrument.Dimension.FROM_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.HEDGE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.RETRY_REASON;
import static dev.sluice.metrics.instrument.Dimension.ROUTING_FAILURE;
import static dev.sluice.metrics.instrument.Dimension.STRATEGY;
import static dev.sluice.metrics.instrument.Dimension.TO_MODEL;
import static dev.sluice.metrics.instrument.Dimension.TO_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.VALIDATION_RESULT;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.metrics.instrument.Tally.Summed;
import dev.sluice.metrics.instrument.Totals.Seeds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

/**
 * Sums at a scrape what was counted of keys, retries, failovers, hedges, breakers and routing, and puts the sums in
 * their places, with zeros for all that is known beforehand. Made for one scrape, used by its thread.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class RoutingFacts {

    /** The place of model switches in {@link Dimension#BOUNDED}. */
    private static final int MODEL_SWITCH = 3;

    /** In place of a count: there is no label set of this number. */
    private static final long NONE = -1;

    private final List<LoopRecorder> loops;
    private final Identities identities;
    private final SharedCounts shared;
    private final Known known;
    private final int providers;
    private final int keys;

    RoutingFacts(List<LoopRecorder> loops, Identities identities, SharedCounts shared, Known known) {
        this.loops = loops;
        this.identities = identities;
        this.shared = shared;
        this.known = known;
        this.providers = identities.providers().bound();
        this.keys = identities.keys().bound();
    }

    /** Puts a row where its major number belongs. */
    @FunctionalInterface
    private interface Place {
        Row put(Row row, int major);
    }

    void addTo(Totals.Builder totals) {
        // All cells first, names after them: see Metrics.totals.
        List<Summed> attempts = sum(recorder -> recorder.keyAttempts);
        List<Summed> retries = sum(recorder -> recorder.retries);
        List<Summed> failovers = sum(recorder -> recorder.failovers);
        List<Summed> hedges = sum(recorder -> recorder.hedges);
        List<Summed> validations = shared.validations().rows();
        List<Summed> transitions = shared.transitions().rows();
        long[] switches = switches();
        int[] names = Names.canonical(identities.providers());
        int[] keyNames = Names.canonical(identities.keys());
        Place provider = (row, major) -> row.at(PROVIDER, names[major]);

        retries.addAll(zeros(known.providers(), RetryReason.values().length));
        add(totals, Fact.RETRIES, RETRY_REASON, retries, provider);
        hedges.addAll(zeros(known.providers(), HedgeResult.values().length));
        add(totals, Fact.HEDGES, HEDGE_RESULT, hedges, provider);
        validations.addAll(zeros(known.providers(), ValidationResult.values().length));
        add(totals, Fact.KEY_VALIDATIONS, VALIDATION_RESULT, validations, provider);
        transitions.addAll(zeros(known.providers(), BreakerState.values().length));
        add(totals, Fact.BREAKER_TRANSITIONS, BREAKER_STATE, transitions, provider);
        failovers.addAll(zeros(failoverNumbers(), FailoverResult.values().length));
        add(
                totals,
                Fact.FAILOVERS,
                FAILOVER_RESULT,
                failovers,
                (row, major) ->
                        row.at(FROM_PROVIDER, names[major / providers]).at(TO_PROVIDER, names[major % providers]));
        add(
                totals,
                Fact.KEY_ATTEMPTS,
                KEY_RESULT,
                attempts,
                (row, major) -> row.at(PROVIDER, names[major / keys]).at(KEY, keyNames[major % keys]));
        addStale(totals, names);
        addRotationSeeds(totals, names);
        addRouting(totals);
        addSwitches(totals, switches);
    }

    private List<Summed> sum(Function<LoopRecorder, Tally> tally) {
        return Tally.sum(loops.stream().map(tally).toList());
    }

    private static List<Summed> zeros(Collection<Integer> majors, int minors) {
        return majors.stream().map(major -> new Summed(major, new long[minors])).toList();
    }

    private List<Integer> failoverNumbers() {
        return known.failovers().stream()
                .map(pair -> pair.first() * providers + pair.second())
                .toList();
    }

    private static void add(Totals.Builder totals, Fact fact, Dimension minors, List<Summed> sums, Place place) {
        for (Summed sum : sums) {
            for (int minor = 0; minor < sum.counts().length; minor++) {
                Row row = new Row(sum.counts()[minor]).at(minors, minor);
                totals.add(fact, place.put(row, sum.major()));
            }
        }
    }

    private void addStale(Totals.Builder totals, int[] names) {
        List<Summed> stale = sum(recorder -> recorder.stale);
        stale.addAll(zeros(known.providers(), 1));
        for (Summed sum : stale) {
            totals.add(Fact.STALE_CONNECTIONS, new Row(sum.counts()[0]).at(PROVIDER, names[sum.major()]));
        }
    }

    /** For families that do not tell a provider's keys apart: a provider without keys has not rotated any. */
    private void addRotationSeeds(Totals.Builder totals, int[] names) {
        List<Row> rows = new ArrayList<>();
        known.providers().forEach(provider -> rows.add(new Row(0).at(PROVIDER, names[provider])));
        totals.seeds(Fact.KEY_ATTEMPTS, new Seeds(EnumSet.of(PROVIDER), rows));
    }

    private void addRouting(Totals.Builder totals) {
        List<Summed> decisions = sum(recorder -> recorder.decisions);
        for (StrategyKind strategy : StrategyKind.values()) {
            long count = decisions.stream()
                    .mapToLong(sum -> sum.counts()[strategy.ordinal()])
                    .sum();
            if (count > 0 || known.strategies().contains(strategy)) {
                totals.add(Fact.ROUTING_DECISIONS, new Row(count).at(STRATEGY, strategy.ordinal()));
            }
        }
        List<Summed> failures = sum(recorder -> recorder.routingFailures);
        failures.addAll(zeros(List.of(0), RoutingFailure.values().length));
        add(totals, Fact.ROUTING_FAILURES, ROUTING_FAILURE, failures, (row, major) -> row);
    }

    private long[] switches() {
        long[] sums = new long[SwitchSets.count()];
        for (LoopRecorder loop : loops) {
            for (int number = 0; number < sums.length; number++) {
                sums[number] += loop.switches(number);
            }
        }
        for (int number = 0; number < sums.length; number++) {
            if (sums[number] == 0 && !shared.switches().given(number)) {
                sums[number] = NONE;
            }
        }
        return sums;
    }

    private void addSwitches(Totals.Builder totals, long[] sums) {
        SwitchSets sets = shared.switches();
        int[] names = Names.canonical(identities.models());
        long overflows = 0;
        for (int number = 0; number < sums.length; number++) {
            boolean overflow = SwitchSets.overflow(number);
            overflows += overflow && sums[number] != NONE ? sums[number] : 0;
            if (sums[number] != NONE) {
                int from = overflow ? Labels.OTHER : names[sets.from(number)];
                int to = overflow ? Labels.OTHER : names[sets.to(number)];
                Row row = new Row(sums[number]).at(FROM_MODEL, from).at(TO_MODEL, to);
                totals.add(Fact.MODEL_SWITCHES, row.at(STRATEGY, sets.strategy(number)));
            }
        }
        totals.add(Fact.LABEL_OVERFLOWS, new Row(overflows).at(BOUNDED, MODEL_SWITCH));
    }
}
