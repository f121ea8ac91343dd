package dev.sluice.metrics.vocabulary;

import dev.sluice.core.trace.TraceParent;
import dev.sluice.metrics.instrument.Exemplar;
import dev.sluice.metrics.vocabulary.Projection.Group;
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
import java.util.List;
import java.util.function.Function;

/** One family of one scrape in the library's own terms. */
final class LibrarySnapshot {

    private final Projection family;
    private final String[] labelNames;

    private LibrarySnapshot(Projection family) {
        this.family = family;
        this.labelNames = family.labelNames().toArray(String[]::new);
    }

    /** Of a family that has something to tell. */
    static MetricSnapshot of(Projection family) {
        return new LibrarySnapshot(family).snapshot();
    }

    private MetricSnapshot snapshot() {
        MetricMetadata metadata =
                new MetricMetadata(family.family().name(), family.family().help());
        return switch (family.family().shape()) {
            case COUNTER, SUM, COUNT ->
                new CounterSnapshot(
                        metadata,
                        points(group -> new CounterDataPointSnapshot(family.value(group), labels(group), null, 0L)));
            case GAUGE ->
                new GaugeSnapshot(
                        metadata,
                        points(group -> new GaugeDataPointSnapshot(family.value(group), labels(group), null)));
            case INFO -> new InfoSnapshot(metadata, points(group -> new InfoDataPointSnapshot(labels(group))));
            case HISTOGRAM -> new HistogramSnapshot(metadata, points(this::histogram));
            case NATIVE_HISTOGRAM ->
                new HistogramSnapshot(
                        metadata,
                        points(group -> NativeBuckets.of(group.cells()).point(family.value(group), labels(group))));
        };
    }

    private HistogramDataPointSnapshot histogram(Group group) {
        long[] counts = Arrays.copyOf(group.cells(), family.upperBounds().length);
        ClassicHistogramBuckets buckets = ClassicHistogramBuckets.of(family.upperBounds(), counts);
        return new HistogramDataPointSnapshot(buckets, family.value(group), labels(group), exemplars(group), 0L);
    }

    private Exemplars exemplars(Group group) {
        Exemplars.Builder exemplars = Exemplars.builder();
        for (Exemplar each : group.exemplars()) {
            if (each != null) {
                exemplars.exemplar(io.prometheus.metrics.model.snapshots.Exemplar.builder()
                        .value(each.value() / family.family().scale())
                        .traceId(each.seen().traceId())
                        .spanId(TraceParent.spanText(each.seen().spanId()))
                        .timestampMillis(each.seen().epochMillis())
                        .build());
            }
        }
        return exemplars.build();
    }

    private <T> List<T> points(Function<Group, T> point) {
        return family.groups().stream().map(point).toList();
    }

    private Labels labels(Group group) {
        String[] values = new String[labelNames.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = family.label(group, i);
        }
        return labelNames.length == 0 ? Labels.EMPTY : Labels.of(labelNames, values);
    }
}
