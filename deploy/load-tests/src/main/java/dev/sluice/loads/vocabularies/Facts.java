package dev.sluice.loads.vocabularies;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** How often what happened, and how much that was together, by labels. One thread at a time. */
final class Facts {

    /** What happened under the same labels. */
    static final class Amount {

        private long count;
        private double sum;

        long count() {
            return count;
        }

        double sum() {
            return sum;
        }
    }

    private final Map<Fact, Map<Map<String, String>, Amount>> amounts = new EnumMap<>(Fact.class);

    /** Labels, given as name, value, name, value… */
    static Map<String, String> labels(String... namesAndValues) {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels;
    }

    /** Once. */
    void add(Fact fact, Map<String, String> labels) {
        add(fact, labels, 1, 1);
    }

    /** Once, so much. */
    void add(Fact fact, Map<String, String> labels, double amount) {
        add(fact, labels, 1, amount);
    }

    void add(Fact fact, Map<String, String> labels, long count, double sum) {
        Amount amount = amounts.computeIfAbsent(fact, absent -> new HashMap<>())
                .computeIfAbsent(labels, absent -> new Amount());
        amount.count += count;
        amount.sum += sum;
    }

    void each(Fact fact, BiConsumer<Map<String, String>, Amount> visitor) {
        amounts.getOrDefault(fact, Map.of()).forEach(visitor);
    }

    long count(Fact fact) {
        return amounts.getOrDefault(fact, Map.of()).values().stream()
                .mapToLong(Amount::count)
                .sum();
    }

    /** How often under this value of a label. */
    long count(Fact fact, String label, String value) {
        return amounts.getOrDefault(fact, Map.of()).entrySet().stream()
                .filter(each -> value.equals(each.getKey().get(label)))
                .mapToLong(each -> each.getValue().count())
                .sum();
    }
}
