package dev.sluice.metrics.vocabulary;

import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.time.Rests;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.metrics.instrument.Totals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The vocabularies that are enabled, as the one collector of a registry of its own. A scrape sums the instruments once
 * and projects every family from that. Thread-safe.
 */
public final class Exposition implements MultiCollector {

    /** The scrape parameter that narrows; may be given several times. */
    public static final String PARAMETER = "vocabulary";

    private final Metrics metrics;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private volatile Shown shown;

    /** @param enabled names in {@link Vocabularies}; any other is refused */
    public Exposition(Metrics metrics, List<String> enabled, Compat compat) {
        this.metrics = metrics;
        this.shown = new Shown(known(enabled), compat);
        registry.register(this);
    }

    private record Shown(List<String> enabled, Compat compat) {}

    /**
     * Shows these vocabularies from the next scrape on; throws {@link IllegalArgumentException} for an unknown name.
     */
    public void enable(List<String> names, Compat compat) {
        shown = new Shown(known(names), compat);
    }

    private static List<String> known(List<String> names) {
        for (String name : names) {
            if (Vocabularies.find(name).isEmpty()) {
                throw new IllegalArgumentException(
                        "no vocabulary \"" + name + "\"; there are " + String.join(", ", Vocabularies.names()));
            }
        }
        return List.copyOf(names);
    }

    /** The names of the enabled vocabularies. */
    public List<String> enabled() {
        return shown.enabled();
    }

    /** The registry to scrape; nothing else is in it. */
    public PrometheusRegistry registry() {
        return registry;
    }

    public Metrics metrics() {
        return metrics;
    }

    @Override
    public MetricSnapshots collect() {
        return collect(enabled());
    }

    @Override
    public MetricSnapshots collect(PrometheusScrapeRequest request) {
        String[] asked = request.getParameterValues(PARAMETER);
        boolean natives = request instanceof ScrapeFormat format && format.isProtobuf();
        return collect(asked == null ? enabled() : List.of(asked), family -> natives || !isNative(family));
    }

    /** The families of these vocabularies, those of one name merged; without those that only protobuf can show. */
    public MetricSnapshots collect(List<String> names) {
        return collect(names, family -> !isNative(family));
    }

    private static boolean isNative(Family family) {
        return family.shape() == Shape.NATIVE_HISTOGRAM;
    }

    private MetricSnapshots collect(List<String> names, Predicate<Family> wanted) {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Projection family : projections(names, wanted)) {
            snapshots.add(LibrarySnapshot.of(family));
        }
        return new MetricSnapshots(snapshots);
    }

    /**
     * Writes the families of these vocabularies as text, those of one name merged. The same as the library's writers do
     * of {@link #collect(List)}, but for the order within a family, and for a fraction of the time.
     *
     * @return how many samples it has written
     */
    public long write(List<String> names, TextForm form, OutputStream to) throws IOException {
        TextWriter writer = new TextWriter(form, to);
        for (Projection family : projections(names, each -> !isNative(each))) {
            writer.write(family);
        }
        writer.end();
        return writer.samples();
    }

    /** Those that have something to tell; each is made when it is its turn. */
    private Iterable<Projection> projections(List<String> names, Predicate<Family> wanted) {
        Rests rests = new Rests();
        Totals totals = metrics.totals();
        return () -> merged(names, shown.compat()).stream()
                .filter(wanted)
                .map(family -> new Projection(family, totals, rests))
                .filter(family -> !family.groups().isEmpty())
                .iterator();
    }

    /** In the order of their names. */
    static Collection<Family> merged(List<String> names, Compat compat) {
        Map<String, Family> byName = new TreeMap<>();
        for (String name : names) {
            for (Family family : Departure.families(Vocabularies.find(name).orElseThrow(), compat)) {
                byName.merge(family.name(), family, Family::mergedWith);
            }
        }
        return byName.values();
    }
}
