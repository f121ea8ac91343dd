package dev.sluice.metrics.instrument;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Callers;
import dev.sluice.core.observe.Identities;

/**
 * The texts of providers, models and keys. A configured name that reads {@code unknown} or {@code other} shares the
 * number, and so the series, of the reserved value: one label set must not stand for two rows.
 */
final class Names {

    private Names() {}

    /** The numbers by which rows are to be told apart, for each number that the labels have given out. */
    static int[] canonical(Labels labels) {
        String[] values = labels.values();
        int[] numbers = new int[values.length];
        for (int number = 0; number < values.length; number++) {
            numbers[number] = canonical(values, number);
        }
        return numbers;
    }

    /** The number by which a row is to be told apart. */
    static int canonical(Labels labels, int number) {
        return canonical(labels.values(), number);
    }

    private static int canonical(String[] values, int number) {
        if (values[number].equals(values[Labels.UNKNOWN])) {
            return Labels.UNKNOWN;
        }
        return values[number].equals(values[Labels.OTHER]) ? Labels.OTHER : number;
    }

    static void addTo(Totals.Builder totals, Identities identities) {
        String[] providers = identities.providers().values();
        totals.texts(Dimension.PROVIDER, providers);
        totals.texts(Dimension.FROM_PROVIDER, providers);
        totals.texts(Dimension.TO_PROVIDER, providers);
        String[] models = identities.models().values();
        totals.texts(Dimension.MODEL, models);
        totals.texts(Dimension.FROM_MODEL, models);
        totals.texts(Dimension.TO_MODEL, models);
        totals.texts(Dimension.KEY, identities.keys().values());
        overflow(totals, 0, identities.providers());
        overflow(totals, 1, identities.models());
        overflow(totals, 2, identities.keys());
        Callers callers = identities.callers();
        totals.texts(Dimension.TENANT, callers.tenants().values());
        totals.texts(Dimension.USER, callers.users().values());
        totals.texts(Dimension.CLIENT_KEY, callers.keys().values());
        overflow(totals, 4, callers.tenants());
        overflow(totals, 5, callers.users());
        overflow(totals, 6, callers.keys());
    }

    private static void overflow(Totals.Builder totals, int dimension, Labels labels) {
        totals.add(Fact.LABEL_OVERFLOWS, new Row(labels.overflows()).at(Dimension.BOUNDED, dimension));
    }
}
