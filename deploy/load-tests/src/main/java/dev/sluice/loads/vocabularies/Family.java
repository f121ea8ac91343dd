package dev.sluice.loads.vocabularies;

import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Scrape.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A family of a vocabulary, and what it has to show.
 *
 * @param from the fact that it shows; of {@code like} and {@code itself} what stands there instead
 */
record Family(String vocabulary, String name, Measure measure, String from, List<Column> columns, List<Only> only) {

    /** What of it. */
    enum Measure {
        COUNT,
        SUM,
        BOTH,
        LIKE,
        ITSELF
    }

    /** A label, and where its value comes from: a fact's label, or this very value. */
    record Column(String label, String from, boolean fixed) {

        private static Column of(String text) {
            if (text.contains("=")) {
                String[] parts = text.split("=", 2);
                return new Column(parts[0], parts[1], true);
            }
            String[] parts = text.split(":", 2);
            return new Column(parts[0], parts[parts.length - 1], false);
        }
    }

    /** What a fact's label has to be, or must not be. */
    record Only(String label, Set<String> values, boolean among) {

        private static Only of(String text) {
            boolean among = !text.contains("!=");
            String[] parts = text.split("!?=", 2);
            return new Only(parts[0], Set.of(parts[1].split("/", -1)), among);
        }

        private boolean allows(String asked, String value) {
            return !asked.equals(label) || values.contains(value) == among;
        }

        private boolean holds(Map<String, String> labels) {
            return values.contains(labels.getOrDefault(label, "")) == among;
        }
    }

    /** Reads a line of the table. */
    static Family of(String line) {
        String[] cells = Arrays.stream(line.split("\\|", -1)).map(String::trim).toArray(String[]::new);
        String[] what = cells[2].split(" ", 2);
        Measure measure = Measure.valueOf(what[0].toUpperCase(Locale.ROOT));
        boolean itself = measure == Measure.ITSELF;
        return new Family(
                cells[0],
                cells[1],
                measure,
                itself ? cells[3] : what[1],
                itself ? List.of() : words(cells[3]).stream().map(Column::of).toList(),
                cells.length > 4 ? words(cells[4]).stream().map(Only::of).toList() : List.of());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    boolean isOf(String vocabularyAsked) {
        return vocabulary.equals(vocabularyAsked);
    }

    boolean isNamed(String asked) {
        return asked.equals(name);
    }

    Set<String> labels() {
        return columns.stream().map(Column::label).collect(Collectors.toSet());
    }

    /** What samples with this name should show, by the family's labels; what is zero is left out. */
    Map<Map<String, String>, Double> expected(Facts facts, String samples) {
        boolean sums = measure == Measure.SUM || samples.endsWith("_sum");
        Map<Map<String, String>, Double> expected = new HashMap<>();
        facts.each(Fact.valueOf(from), (labels, amount) -> {
            if (only.stream().allMatch(each -> each.holds(labels))) {
                Map<String, String> shown = new TreeMap<>();
                columns.forEach(column -> shown.put(
                        column.label(), column.fixed() ? column.from() : labels.getOrDefault(column.from(), "(none)")));
                expected.merge(shown, sums ? amount.sum() : amount.count(), Double::sum);
            }
        });
        expected.values().removeIf(value -> value == 0);
        return expected;
    }

    /** By how much samples have grown, under the family's labels alone; what is zero is left out. */
    Map<Map<String, String>, Double> grown(String samples, Scrape before, Scrape after) {
        Map<Map<String, String>, Double> grown = new HashMap<>();
        add(grown, after.named(samples), 1);
        add(grown, before.named(samples), -1);
        grown.values().removeIf(value -> Math.abs(value) < 1e-12);
        return grown;
    }

    private void add(Map<Map<String, String>, Double> to, List<Sample> samples, int sign) {
        Set<String> kept = labels();
        for (Sample sample : samples) {
            if (!isMeant(sample)) {
                continue;
            }
            Map<String, String> labels = new TreeMap<>(sample.labels());
            labels.keySet().retainAll(kept);
            to.merge(labels, sign * sample.value(), Double::sum);
        }
    }

    /** Whether the labels that it shows are what they have to be. */
    private boolean isMeant(Sample sample) {
        for (Column column : columns) {
            String shown = sample.labels().getOrDefault(column.label(), "");
            if (!only.stream().allMatch(each -> each.allows(column.from(), shown))) {
                return false;
            }
        }
        return true;
    }

    /** What samples of it are called: how often, or how much. */
    List<String> samples(String type) {
        List<String> names = new ArrayList<>();
        boolean histogram = type.equals("histogram");
        names.add(histogram ? name + "_count" : name);
        if (histogram && measure == Measure.BOTH) {
            names.add(name + "_sum");
        }
        return names;
    }
}
