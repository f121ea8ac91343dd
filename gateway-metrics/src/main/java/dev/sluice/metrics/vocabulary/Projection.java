package dev.sluice.metrics.vocabulary;

import dev.sluice.core.trace.TraceParent;
import dev.sluice.metrics.instrument.Bounds;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Exemplar;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import dev.sluice.metrics.vocabulary.Family.Column;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One family seen in the totals: rows that do not differ in the family's labels become one, buckets are regrouped to
 * the family's bounds, and the result is told in the library's own terms. Made for one family of one scrape.
 */
final class Projection {

    private final Family family;
    private final Totals totals;
    private final Dimension[] dimensions;
    private final String[] labelNames;
    private final double[] upperBounds;
    private final int[] fold;

    private Projection(Family family, Totals totals) {
        this.family = family;
        this.totals = totals;
        this.dimensions = family.columns().stream()
                .filter(Column.By.class::isInstance)
                .map(column -> ((Column.By) column).dimension())
                .toArray(Dimension[]::new);
        this.labelNames = family.columns().stream().map(Column::label).toArray(String[]::new);
        double[] chosen = family.boundsArray();
        this.upperBounds = Arrays.copyOf(chosen, chosen.length + 1);
        upperBounds[chosen.length] = Double.POSITIVE_INFINITY;
        this.fold = family.fact()
                .bounds()
                .filter(bounds -> family.shape() == Shape.HISTOGRAM || family.shape() == Shape.NATIVE_HISTOGRAM)
                .map((Bounds bounds) -> bounds.foldInto(chosen))
                .orElseGet(() -> new int[0]);
    }

    /**
     * The rows that fell together: where the first of them stands, and their cells as shown; the last is a value or
     * sum.
     *
     * @param exemplars by bucket, the newest of each
     */
    private record Group(Row place, long[] cells, @Nullable Exemplar[] exemplars) {

        Group(Row place, int buckets) {
            this(place, new long[buckets + 1], new Exemplar[buckets]);
        }
    }

    /** Empty when there is nothing to tell: such a family is absent, not zero. */
    static Optional<MetricSnapshot> of(Family family, Totals totals) {
        Projection projection = new Projection(family, totals);
        Collection<Group> groups = projection.groups();
        return groups.isEmpty() ? Optional.empty() : Optional.of(projection.snapshot(groups));
    }

    private Collection<Group> groups() {
        Map<Long, Group> groups = new HashMap<>();
        for (Totals.Seeds seeds : totals.seeds(family.fact())) {
            if (seeds.dimensions().containsAll(Arrays.asList(dimensions))) {
                seeds.rows().forEach(row -> add(row, groups));
            }
        }
        totals.rows(family.fact()).forEach(row -> add(row, groups));
        return groups.values();
    }

    private void add(Row row, Map<Long, Group> groups) {
        if (!family.only().test(row)) {
            return;
        }
        long key = 0;
        for (Dimension dimension : dimensions) {
            key = key * totals.size(dimension) + row.at(dimension);
        }
        Group group = groups.computeIfAbsent(key, k -> new Group(row, upperBounds.length));
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

    private MetricSnapshot snapshot(Collection<Group> groups) {
        MetricMetadata metadata = new MetricMetadata(family.name(), family.help());
        return switch (family.shape()) {
            case COUNTER, SUM, COUNT ->
                new CounterSnapshot(
                        metadata,
                        map(groups, group -> new CounterDataPointSnapshot(value(group), labels(group), null, 0L)));
            case GAUGE ->
                new GaugeSnapshot(
                        metadata, map(groups, group -> new GaugeDataPointSnapshot(value(group), labels(group), null)));
            case INFO -> new InfoSnapshot(metadata, map(groups, group -> new InfoDataPointSnapshot(labels(group))));
            case HISTOGRAM -> new HistogramSnapshot(metadata, map(groups, this::histogram));
            case NATIVE_HISTOGRAM ->
                new HistogramSnapshot(
                        metadata,
                        map(groups, group -> NativeBuckets.of(group.cells()).point(value(group), labels(group))));
        };
    }

    private HistogramDataPointSnapshot histogram(Group group) {
        long[] counts = Arrays.copyOf(group.cells(), upperBounds.length);
        ClassicHistogramBuckets buckets = ClassicHistogramBuckets.of(upperBounds, counts);
        return new HistogramDataPointSnapshot(buckets, value(group), labels(group), exemplars(group), 0L);
    }

    private Exemplars exemplars(Group group) {
        Exemplars.Builder exemplars = Exemplars.builder();
        for (Exemplar each : group.exemplars()) {
            if (each != null) {
                exemplars.exemplar(io.prometheus.metrics.model.snapshots.Exemplar.builder()
                        .value(each.value() / family.scale())
                        .traceId(each.seen().traceId())
                        .spanId(TraceParent.spanText(each.seen().spanId()))
                        .timestampMillis(each.seen().epochMillis())
                        .build());
            }
        }
        return exemplars.build();
    }

    private static <T> List<T> map(Collection<Group> groups, Function<Group, T> point) {
        return groups.stream().map(point).toList();
    }

    /** Counts of a distribution's values have no unit; everything else is scaled to the family's. */
    private double value(Group group) {
        long last = group.cells()[group.cells().length - 1];
        return family.shape() == Shape.COUNT ? last : last / family.scale();
    }

    private Labels labels(Group group) {
        String[] values = new String[labelNames.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = family.columns().get(i).value(group.place(), totals);
        }
        return labelNames.length == 0 ? Labels.EMPTY : Labels.of(labelNames, values);
    }
}
