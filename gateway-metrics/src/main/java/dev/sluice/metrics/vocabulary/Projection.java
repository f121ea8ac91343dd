package dev.sluice.metrics.vocabulary;

import dev.sluice.core.time.Rests;
import dev.sluice.metrics.instrument.Bounds;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Exemplar;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import dev.sluice.metrics.vocabulary.Family.Column;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One family seen in the totals: rows that do not differ in the family's labels become one, buckets are regrouped to
 * the family's bounds. How that is told is not known here. Made for one family of one scrape, and used by its thread.
 */
final class Projection {

    private final Family family;
    private final Totals totals;
    private final Rests rests;
    private final Dimension[] dimensions;
    private final List<Column> columns;
    private final double[] upperBounds;
    private final int[] fold;

    private final Map<Long, Group> groups = new LinkedHashMap<>();

    Projection(Family family, Totals totals, Rests rests) {
        this.family = family;
        this.totals = totals;
        this.rests = rests;
        this.dimensions = family.columns().stream()
                .filter(Column.By.class::isInstance)
                .map(column -> ((Column.By) column).dimension())
                .toArray(Dimension[]::new);
        this.columns = family.columns().stream()
                .sorted(Comparator.comparing(Column::label))
                .toList();
        double[] chosen = family.boundsArray();
        this.upperBounds = Arrays.copyOf(chosen, chosen.length + 1);
        upperBounds[chosen.length] = Double.POSITIVE_INFINITY;
        this.fold = family.fact()
                .bounds()
                .filter(bounds -> family.shape() == Shape.HISTOGRAM || family.shape() == Shape.NATIVE_HISTOGRAM)
                .map((Bounds bounds) -> bounds.foldInto(chosen))
                .orElseGet(() -> new int[0]);
        group();
    }

    /**
     * The rows that fell together: where the first of them stands, and their cells as shown; the last is a value or
     * sum.
     *
     * @param exemplars by bucket, the newest of each; of what is no histogram none
     */
    record Group(Row place, long[] cells, @Nullable Exemplar[] exemplars) {

        private static final @Nullable Exemplar[] NONE = new Exemplar[0];
    }

    Family family() {
        return family;
    }

    /**
     * In the order in which they were first met; none where there is nothing to tell: the family is absent, not zero.
     */
    Collection<Group> groups() {
        return groups.values();
    }

    /** Of its buckets, the last of which is infinite. */
    double[] upperBounds() {
        return upperBounds;
    }

    /** The names of its labels, in their order. */
    List<String> labelNames() {
        return columns.stream().map(Column::label).toList();
    }

    /** What stands in a group's label of this number. */
    String label(Group group, int number) {
        return columns.get(number).value(group.place(), totals);
    }

    /** Counts of a distribution's values have no unit; everything else is scaled to the family's. */
    double value(Group group) {
        long last = group.cells()[group.cells().length - 1];
        return family.shape() == Shape.COUNT ? last : last / family.scale();
    }

    private void group() {
        for (Totals.Seeds seeds : totals.seeds(family.fact())) {
            if (seeds.dimensions().containsAll(Arrays.asList(dimensions))) {
                seeds.rows().forEach(this::add);
            }
        }
        totals.rows(family.fact()).forEach(this::add);
    }

    private void add(Row row) {
        rests.step();
        if (!family.only().test(row)) {
            return;
        }
        long key = 0;
        for (Dimension dimension : dimensions) {
            key = key * totals.size(dimension) + row.at(dimension);
        }
        Group group = groups.computeIfAbsent(key, k -> begin(row));
        long[] cells = group.cells();
        int last = cells.length - 1;
        switch (family.shape()) {
            case COUNT -> cells[last] += row.count();
            case HISTOGRAM, NATIVE_HISTOGRAM -> {
                for (int bucket = 0; bucket < fold.length; bucket++) {
                    cells[fold[bucket]] += row.cell(bucket);
                }
                cells[last] += row.last();
                addExemplars(row, group);
            }
            case SUM, COUNTER, GAUGE, INFO -> cells[last] += row.last();
        }
    }

    private Group begin(Row row) {
        int buckets = upperBounds.length;
        return new Group(row, new long[buckets + 1], fold.length == 0 ? Group.NONE : new Exemplar[buckets]);
    }

    private void addExemplars(Row row, Group group) {
        if (!row.hasExemplars()) {
            return;
        }
        for (int bucket = 0; bucket < fold.length; bucket++) {
            Exemplar more = row.exemplar(bucket);
            Exemplar there = group.exemplars()[fold[bucket]];
            if (more != null && (there == null || more.isAfter(there))) {
                group.exemplars()[fold[bucket]] = more;
            }
        }
    }
}
