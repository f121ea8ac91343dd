package dev.sluice.loads.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The samples of one scrape in Prometheus' text format. Immutable. */
public final class Scrape {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)( [0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final String TYPE = "# TYPE ";

    /** One line. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples;
    private final Map<String, List<Sample>> byName = new HashMap<>();
    private final Map<String, String> types;

    private Scrape(List<Sample> samples, Map<String, String> types) {
        this.samples = samples;
        this.types = types;
        samples.forEach(sample -> byName.computeIfAbsent(sample.name(), absent -> new ArrayList<>())
                .add(sample));
    }

    /** Reads the text format; lines that are no samples are left out. */
    public static Scrape parse(String text) {
        List<Sample> samples = new ArrayList<>();
        Map<String, String> types = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith(TYPE)) {
                String[] nameAndType = line.substring(TYPE.length()).split(" ", 2);
                types.put(nameAndType[0], nameAndType[1]);
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                samples.add(new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
            }
        }
        return new Scrape(samples, types);
    }

    /** The types of all families by their names. */
    public Map<String, String> types() {
        return Collections.unmodifiableMap(types);
    }

    /** How many samples there are. */
    public int size() {
        return samples.size();
    }

    /** The names of all samples. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** The samples with this name. */
    public List<Sample> named(String name) {
        return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
    }

    /** The sum of a metric's samples that carry these labels. */
    public double sum(String name, Map<String, String> labels) {
        double sum = 0;
        for (Sample sample : named(name)) {
            if (sample.labels().entrySet().containsAll(labels.entrySet())) {
                sum += sample.value();
            }
        }
        return sum;
    }

    /** By how much the sum of a counter's samples that carry these labels has grown since an earlier scrape. */
    public long since(Scrape before, String name, Map<String, String> labels) {
        return Math.round(sum(name, labels) - before.sum(name, labels));
    }

    /** The sums of a metric's samples that carry these labels, by the values of one more label; zeros left out. */
    public Map<String, Long> sums(String name, Map<String, String> labels, String by) {
        Map<String, Long> sums = new TreeMap<>();
        for (Sample sample : named(name)) {
            if (sample.value() != 0 && sample.labels().entrySet().containsAll(labels.entrySet())) {
                sums.merge(sample.labels().getOrDefault(by, ""), (long) sample.value(), Long::sum);
            }
        }
        return sums;
    }

    /** Whether there is such a metric at all. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    private static Map<String, String> labels(@Nullable String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            while (label.find()) {
                labels.put(label.group(1), unescaped(label.group(2)));
            }
        }
        return labels;
    }

    private static String unescaped(String value) {
        return value.replace("\\\\", "\u0000")
                .replace("\\n", "\n")
                .replace("\\\"", "\"")
                .replace('\u0000', '\\');
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
