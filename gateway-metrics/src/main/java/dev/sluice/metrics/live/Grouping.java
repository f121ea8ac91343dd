package dev.sluice.metrics.live;

import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Sums rows of one reading of the instruments. Immutable. */
record Grouping(Totals totals) {

    static final Predicate<Row> ALL = row -> true;

    /** By the texts of a dimension, in their order. */
    Map<String, Long> sums(Fact fact, Dimension by) {
        return sums(fact, by, ALL, Row::last);
    }

    /** By the texts of a dimension, in their order, of some rows. */
    Map<String, Long> sums(Fact fact, Dimension by, Predicate<Row> only, ToLongFunction<Row> value) {
        Map<String, Long> sums = new TreeMap<>();
        for (Row row : totals.rows(fact)) {
            if (row.has(by) && only.test(row)) {
                sums.merge(totals.text(by, row.at(by)), value.applyAsLong(row), Long::sum);
            }
        }
        return sums;
    }

    /** By the texts of two dimensions. */
    Map<String, Map<String, Long>> sums(Fact fact, Dimension outer, Dimension inner) {
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        for (Row row : totals.rows(fact)) {
            sums.computeIfAbsent(totals.text(outer, row.at(outer)), text -> new TreeMap<>())
                    .merge(totals.text(inner, row.at(inner)), row.last(), Long::sum);
        }
        return sums;
    }

    /** All together. */
    long sum(Fact fact) {
        return sum(fact, ALL, Row::last);
    }

    /** Of some rows together. */
    long sum(Fact fact, Predicate<Row> only, ToLongFunction<Row> value) {
        return totals.rows(fact).stream().filter(only).mapToLong(value).sum();
    }

    /** The buckets of a distribution, without its sum. */
    long[] buckets(Fact fact, Predicate<Row> only) {
        List<Row> rows = totals.rows(fact).stream().filter(only).toList();
        long[] buckets = new long[fact.bounds().orElseThrow().shown().length + 1];
        rows.forEach(row -> Arrays.setAll(buckets, bucket -> buckets[bucket] + row.cell(bucket)));
        return buckets;
    }

    /** The row's text in a dimension. */
    boolean is(Row row, Dimension dimension, String text) {
        return totals.text(dimension, row.at(dimension)).equals(text);
    }
}
