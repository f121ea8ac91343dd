package dev.sluice.loads.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The samples of one scrape in Prometheus' text format. Immutable. */
public final class Scrape {

    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)( [0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples;

    private Scrape(List<Sample> samples) {
        this.samples = samples;
    }

    /** Reads the text format; lines that are no samples are left out. */
    public static Scrape parse(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("#") && sample.matches()) {
                samples.add(new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
            }
        }
        return new Scrape(samples);
    }

    /** The sum of a metric's samples that carry these labels. */
    public double sum(String name, Map<String, String> labels) {
        double sum = 0;
        for (Sample sample : samples) {
            if (sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet())) {
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
        for (Sample sample : samples) {
            if (sample.name().equals(name)
                    && sample.value() != 0
                    && sample.labels().entrySet().containsAll(labels.entrySet())) {
                sums.merge(sample.labels().getOrDefault(by, ""), (long) sample.value(), Long::sum);
            }
        }
        return sums;
    }

    /** Whether there is such a metric at all. */
    public boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name().equals(name));
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
