package dev.sluice.loads.cache;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What counters have to have grown by, and whether two scrapes show just that. One thread at a time. */
final class Shown {

    private static final double ROUNDING = 1e-9;

    private final Map<String, Map<Map<String, String>, Double>> expected = new TreeMap<>();

    /** @param labels as name, value, name, value… of which the names are always the same for a counter */
    void add(String counter, double amount, String... labels) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            all.put(labels[i], labels[i + 1]);
        }
        expected.computeIfAbsent(counter, absent -> new HashMap<>()).merge(all, amount, Double::sum);
    }

    /** Fails the report for each series that is not as it has to be; how many counters were compared. */
    int compare(String where, String prefix, Scrapes.Pair scrapes, Report report) {
        int compared = 0;
        for (Map.Entry<String, Map<Map<String, String>, Double>> counter : expected.entrySet()) {
            if (counter.getKey().startsWith(prefix)) {
                compared++;
                compare(where + " " + counter.getKey(), counter.getValue(), grown(counter, scrapes), report);
            }
        }
        return compared;
    }

    private static void compare(
            String what,
            Map<Map<String, String>, Double> wanted,
            Map<Map<String, String>, Double> found,
            Report report) {
        Map<Map<String, String>, Double> all = new HashMap<>(found);
        wanted.keySet().forEach(labels -> all.putIfAbsent(labels, 0.0));
        all.forEach((labels, value) -> {
            double want = wanted.getOrDefault(labels, 0.0);
            if (Math.abs(want - value) > ROUNDING * Math.max(1, Math.abs(want))) {
                report.fail(what + labels + ": counted " + want + ", shown " + value);
            }
        });
    }

    /** Under the labels that are counted here; those that name nothing else are left out. */
    private static Map<Map<String, String>, Double> grown(
            Map.Entry<String, Map<Map<String, String>, Double>> counter, Scrapes.Pair scrapes) {
        Map<Map<String, String>, Double> grown = new HashMap<>();
        Map<String, String> example = counter.getValue().keySet().iterator().next();
        add(grown, example, scrapes.after().named(counter.getKey()), 1);
        add(grown, example, scrapes.before().named(counter.getKey()), -1);
        return grown;
    }

    private static void add(
            Map<Map<String, String>, Double> to,
            Map<String, String> example,
            Iterable<Scrape.Sample> samples,
            int sign) {
        for (Scrape.Sample sample : samples) {
            Map<String, String> labels = new TreeMap<>(sample.labels());
            labels.keySet().retainAll(example.keySet());
            to.merge(labels, sign * sample.value(), Double::sum);
        }
    }
}
