package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Scrape.Sample;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds what two scrapes of a vocabulary have grown by against what was counted meanwhile; makes a table of it. */
final class Comparison {

    private static final double ROUNDING = 1e-9;
    private static final int SHOWN = 3;

    private final Families families;
    private final Facts facts;
    private final Report report;
    private final StringBuilder table = new StringBuilder();
    private final StringBuilder faults = new StringBuilder();
    private int compared;

    Comparison(Families families, Facts facts, Report report) {
        this.families = families;
        this.facts = facts;
        this.report = report;
    }

    /** A vocabulary by itself: its families have these labels, and there are no others. */
    void narrowed(String vocabulary, Scrape before, Scrape after) {
        after.types().forEach((name, type) -> {
            if (type.equals("counter") || type.equals("histogram")) {
                families.find(vocabulary, name)
                        .ifPresentOrElse(
                                family -> compare(vocabulary, family, type, before, after),
                                () -> report.fail(vocabulary + " " + name + ": nobody says what it has to show"));
            }
        });
        for (Family family : families.of(vocabulary)) {
            if (!after.types().containsKey(family.name())) {
                report.fail(vocabulary + " " + family.name() + ": is not there");
            }
        }
        exactLabels(vocabulary, after);
        wellFormed(vocabulary, after);
    }

    /** All vocabularies in one scrape: their families may have more labels, and add up to the same. */
    void merged(Scrape before, Scrape after) {
        for (String vocabulary : Families.VOCABULARIES) {
            for (Family family : families.of(vocabulary)) {
                String type = after.types().getOrDefault(family.name(), "");
                compare("merged: " + vocabulary, family, type, before, after);
                if (family.measure() == Family.Measure.LIKE) {
                    like(family, type, before, after);
                }
            }
        }
        wellFormed("merged", after);
    }

    private void compare(String where, Family family, String type, Scrape before, Scrape after) {
        if (family.measure() == Family.Measure.ITSELF || family.measure() == Family.Measure.LIKE) {
            return;
        }
        for (String samples : family.samples(type)) {
            same(where + " " + samples, family.expected(facts, samples), family.grown(samples, before, after));
        }
    }

    private void like(Family family, String type, Scrape before, Scrape after) {
        String own =
                family.from() + (after.types().getOrDefault(family.from(), "").equals("histogram") ? "_count" : "");
        for (String samples : family.samples(type)) {
            same(
                    "merged: " + family.vocabulary() + " " + samples + ", as " + own,
                    family.grown(own, before, after),
                    family.grown(samples, before, after));
        }
    }

    private void same(String what, Map<Map<String, String>, Double> expected, Map<Map<String, String>, Double> found) {
        Set<Map<String, String>> wrong = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        wrong.addAll(expected.keySet());
        wrong.addAll(found.keySet());
        wrong.removeIf(labels -> near(expected.getOrDefault(labels, 0.0), found.getOrDefault(labels, 0.0)));
        compared++;
        StringBuilder row = new StringBuilder(String.format(
                "%-70s %6d series %16s counted %16s shown%s%n",
                what, found.size(), number(total(expected)), number(total(found)), wrong.isEmpty() ? "" : "  WRONG"));
        int shown = 0;
        for (Map<String, String> labels : wrong) {
            String difference = labels + ": counted " + number(expected.getOrDefault(labels, 0.0)) + ", shown "
                    + number(found.getOrDefault(labels, 0.0));
            if (shown++ < SHOWN) {
                row.append("    ").append(difference).append('\n');
            }
            report.fail(what + ' ' + difference);
        }
        table.append(row);
        if (!wrong.isEmpty()) {
            faults.append(row);
        }
    }

    /** A figure in dollars has passed through many sums. */
    private static boolean near(double expected, double found) {
        return Math.abs(expected - found) <= ROUNDING * Math.max(1, Math.abs(expected));
    }

    private static double total(Map<Map<String, String>, Double> amounts) {
        return amounts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format("%.9f", value);
    }

    private void exactLabels(String vocabulary, Scrape scrape) {
        for (Family family : families.of(vocabulary)) {
            if (family.measure() == Family.Measure.ITSELF) {
                continue;
            }
            String type = scrape.types().getOrDefault(family.name(), "");
            for (Sample sample : scrape.named(family.samples(type).get(0))) {
                if (!sample.labels().keySet().equals(family.labels())) {
                    report.fail(vocabulary + " " + family.name() + ": labels "
                            + sample.labels().keySet() + ", not " + family.labels());
                    break;
                }
            }
        }
    }

    /** Buckets that grow, of which the last has all; no number that is none. */
    private void wellFormed(String where, Scrape scrape) {
        scrape.types().forEach((name, type) -> {
            if (type.equals("histogram")) {
                buckets(where + " " + name, name, scrape);
            } else if (type.equals("gauge")) {
                for (Sample sample : scrape.named(name)) {
                    if (!Double.isFinite(sample.value()) || sample.value() < 0) {
                        report.fail(where + " " + name + sample.labels() + " is " + sample.value());
                    }
                }
            }
        });
    }

    private void buckets(String what, String name, Scrape scrape) {
        Map<Map<String, String>, Map<Double, Double>> buckets = new HashMap<>();
        for (Sample sample : scrape.named(name + "_bucket")) {
            Map<String, String> labels = new TreeMap<>(sample.labels());
            String bound = labels.remove("le");
            double le = "+Inf".equals(bound) ? Double.POSITIVE_INFINITY : Double.parseDouble(String.valueOf(bound));
            buckets.computeIfAbsent(labels, absent -> new TreeMap<>()).put(le, sample.value());
        }
        for (Sample count : scrape.named(name + "_count")) {
            Map<Double, Double> own = buckets.getOrDefault(count.labels(), Map.of());
            if (own.getOrDefault(Double.POSITIVE_INFINITY, -1.0) != count.value()) {
                report.fail(what + count.labels() + ": its last bucket is not its count");
            }
            double last = 0;
            for (double value : own.values()) {
                if (value < last) {
                    report.fail(what + count.labels() + ": a bucket has less than the one before");
                }
                last = value;
            }
        }
    }

    int compared() {
        return compared;
    }

    /** What of the table is wrong. */
    String faults() {
        return faults.toString();
    }

    String table() {
        return table.toString();
    }
}
