package dev.sluice.metrics.instrument;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What totals hold of a fact, by the texts of some dimensions, for tests. */
final class Sums {

    private Sums() {}

    /** The last cells: of a distribution the sums, else the values. Rows that fall together are added up. */
    static Map<String, Long> of(Totals totals, Fact fact, Dimension... dimensions) {
        Map<String, Long> sums = new TreeMap<>();
        totals.rows(fact).forEach(row -> sums.merge(place(totals, row, dimensions), row.last(), Long::sum));
        return sums;
    }

    /** How many values distributions hold. */
    static Map<String, Long> counts(Totals totals, Fact fact, Dimension... dimensions) {
        Map<String, Long> counts = new TreeMap<>();
        totals.rows(fact).forEach(row -> counts.merge(place(totals, row, dimensions), row.count(), Long::sum));
        return counts;
    }

    private static String place(Totals totals, Row row, Dimension... dimensions) {
        return String.join(
                " ",
                List.of(dimensions).stream()
                        .map(dimension -> totals.text(dimension, row.at(dimension)))
                        .toList());
    }
}
