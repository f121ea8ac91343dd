package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.CACHE;
import static dev.sluice.metrics.instrument.Dimension.CACHE_HIT;
import static dev.sluice.metrics.instrument.Dimension.CACHE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.TENANT;

import dev.sluice.core.account.Tenant;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.metrics.instrument.Cube.Summed;
import java.util.List;
import java.util.function.Function;

/**
 * Sums at a scrape what the loops counted of caches of answers, and puts the sums in their places, with zeros for what
 * is known beforehand. Nothing at all where no configuration has had a cache. Made for one scrape, used by its thread.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CacheFacts {

    private final List<LoopRecorder> loops;
    private final Identities identities;
    private final SharedCounts shared;
    private final Known known;

    CacheFacts(List<LoopRecorder> loops, Identities identities, SharedCounts shared, Known known) {
        this.loops = loops;
        this.identities = identities;
        this.shared = shared;
        this.known = known;
    }

    void addTo(Totals.Builder totals) {
        if (known.caches().isEmpty()) {
            return;
        }
        // All cells first, names after them: see Metrics.totals.
        List<Summed> lookups = sum(totals, recorder -> recorder.lookups);
        List<Summed> latencies = sum(totals, recorder -> recorder.latencies);
        List<Tally.Summed> uses =
                Tally.sum(loops.stream().map(loop -> loop.caches.uses).toList());
        int[] models = Names.canonical(identities.models());
        int[] tenants = Names.canonical(identities.callers().tenants());

        lookups.forEach(row -> totals.add(
                Fact.CACHE_LOOKUPS, new Row(row.cells()).at(CACHE, row.major()).at(CACHE_RESULT, row.minor())));
        latencies.forEach(row -> totals.add(
                Fact.CACHE_LATENCY,
                new Row(row.cells()).at(TENANT, tenants[row.major()]).at(CACHE_HIT, row.minor())));
        LabelSets sets = shared.cacheSets();
        for (Tally.Summed use : uses) {
            int model = LabelSets.overflow(use.major()) ? Labels.OTHER : models[sets.model(use.major())];
            addUse(totals, use.counts(), tenants[sets.caller(use.major())], model);
        }
        addSeeds(totals, models);
    }

    private List<Summed> sum(Totals.Builder totals, Function<CacheRecorder, Cube> cube) {
        return Cube.sum(loops.stream().map(loop -> cube.apply(loop.caches)).toList(), totals.rests());
    }

    /** Zeros, too: a share of hits needs misses to be there. */
    private static void addUse(Totals.Builder totals, long[] counts, int tenant, int model) {
        for (CacheResult result : CacheResult.values()) {
            // Of all caches of a request together nothing is told but these.
            if (result != CacheResult.ERROR || counts[result.ordinal()] > 0) {
                totals.add(
                        Fact.CACHE_REQUESTS,
                        place(counts[result.ordinal()], tenant, model).at(CACHE_RESULT, result.ordinal()));
            }
        }
        totals.add(Fact.CACHE_SAVED_TOKENS, place(counts[CacheRecorder.SAVED_TOKENS], tenant, model));
        totals.add(Fact.CACHE_SAVED_COST, place(counts[CacheRecorder.SAVED_COST], tenant, model));
    }

    private static Row place(long value, int tenant, int model) {
        return new Row(value).at(TENANT, tenant).at(MODEL, model);
    }

    private void addSeeds(Totals.Builder totals, int[] models) {
        for (CacheKind cache : known.caches()) {
            for (int result = 0; result < CacheRecorder.RESULTS; result++) {
                totals.add(
                        Fact.CACHE_LOOKUPS,
                        zeros(Fact.CACHE_LOOKUPS).at(CACHE, cache.ordinal()).at(CACHE_RESULT, result));
            }
        }
        int standard = identities.callers().tenants().number(Tenant.STANDARD.id());
        for (int hit = 0; hit < 2; hit++) {
            totals.add(
                    Fact.CACHE_LATENCY,
                    zeros(Fact.CACHE_LATENCY).at(TENANT, standard).at(CACHE_HIT, hit));
        }
        long[] nothing = new long[CacheRecorder.SAVED_COST + 1];
        addUse(totals, nothing, standard, Labels.UNKNOWN);
        known.targets().stream()
                .map(KnownPair::second)
                .distinct()
                .forEach(model -> addUse(totals, nothing, standard, models[model]));
    }

    private static Row zeros(Fact fact) {
        return new Row(new long[fact.cells()]);
    }
}
