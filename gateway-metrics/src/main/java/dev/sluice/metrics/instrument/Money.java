package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.metrics.instrument.Tally.Summed;
import java.util.List;

/**
 * Sums at a scrape what the loops counted of costs, and puts the sums in their places, with zeros for all that is known
 * beforehand. Made for one scrape, used by its thread.
 */
final class Money {

    private final List<LoopRecorder> loops;
    private final Identities identities;
    private final Known known;

    Money(List<LoopRecorder> loops, Identities identities, Known known) {
        this.loops = loops;
        this.identities = identities;
        this.known = known;
    }

    void addTo(Totals.Builder totals) {
        // All cells first, names after them: see Metrics.totals.
        List<Summed> costs = Tally.sum(loops.stream().map(loop -> loop.costs).toList());
        List<Summed> unpriced =
                Tally.sum(loops.stream().map(loop -> loop.unpriced).toList());
        int[] providers = Names.canonical(identities.providers());
        int[] models = Names.canonical(identities.models());
        int bound = identities.models().bound();
        for (Summed cost : costs) {
            for (int origin = 0; origin < LoopRecorder.ORIGINS; origin++) {
                totals.add(
                        Fact.COST,
                        new Row(cost.counts()[origin])
                                .at(Dimension.PROVIDER, providers[cost.major() / bound])
                                .at(Dimension.MODEL, models[cost.major() % bound])
                                .at(Dimension.USAGE, origin));
            }
        }
        for (Summed each : unpriced) {
            totals.add(Fact.UNPRICED, new Row(each.counts()).at(Dimension.MODEL, models[each.major()]));
        }
        for (KnownPair target : known.targets()) {
            Row nothing = new Row(0).at(Dimension.MODEL, models[target.second()]);
            totals.add(Fact.UNPRICED, nothing);
            for (int origin = 0; origin < LoopRecorder.ORIGINS; origin++) {
                totals.add(
                        Fact.COST,
                        new Row(0)
                                .at(Dimension.PROVIDER, providers[target.first()])
                                .at(Dimension.MODEL, models[target.second()])
                                .at(Dimension.USAGE, origin));
            }
        }
    }

    /** How price files do; without any there is no age. */
    static void addBook(Totals.Builder totals, PriceBooks.Reading book) {
        if (book.ageMillis() >= 0) {
            totals.value(Fact.PRICE_BOOK_AGE, book.ageMillis());
        }
        totals.value(Fact.PRICE_BOOK_ENTRIES, book.entries());
        totals.value(Fact.PRICE_BOOK_REFUSED, book.refusals());
        totals.value(Fact.PRICE_BOOK_ENTRIES_REFUSED, book.refusedEntries());
    }
}
