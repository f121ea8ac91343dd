package dev.sluice.metrics.vocabulary;

import dev.sluice.metrics.instrument.Bounds;
import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Row;
import dev.sluice.metrics.instrument.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One metric family of a vocabulary: a name, and which fact it shows by which labels. Immutable; the {@code by},
 * {@code with}, {@code within}, {@code only} and {@code dividedBy} methods return a changed copy.
 *
 * @param only which of the fact's rows are shown
 * @param scale what a cell is divided by to give the unit of the name
 */
public record Family(
        Shape shape,
        String name,
        String help,
        Fact fact,
        List<Column> columns,
        List<Double> bounds,
        Predicate<Row> only,
        double scale) {

    public Family {
        columns = List.copyOf(columns);
        bounds = List.copyOf(bounds);
    }

    /** A label. */
    sealed interface Column {

        String label();

        /** What stands there for a row. */
        String value(Row row, Totals totals);

        /** Its values come from a dimension. */
        record By(String label, Dimension dimension) implements Column {

            @Override
            public String value(Row row, Totals totals) {
                return totals.text(dimension, row.at(dimension));
            }
        }

        /** It has one value, because a vocabulary tells apart what the gateway does not. */
        record With(String label, String value) implements Column {

            @Override
            public String value(Row row, Totals totals) {
                return value;
            }
        }
    }

    private static Family of(Shape shape, String name, String help, Fact fact) {
        return new Family(shape, name, help, fact, List.of(), List.of(), row -> true, fact.scale());
    }

    static Family counter(String name, String help, Fact fact) {
        return of(Shape.COUNTER, name, help, fact);
    }

    static Family count(String name, String help, Fact fact) {
        return of(Shape.COUNT, name, help, fact);
    }

    static Family sum(String name, String help, Fact fact) {
        return of(Shape.SUM, name, help, fact);
    }

    static Family gauge(String name, String help, Fact fact) {
        return of(Shape.GAUGE, name, help, fact);
    }

    static Family info(String name, String help, Fact fact) {
        return of(Shape.INFO, name, help, fact);
    }

    /** Shows all bounds that the fact is recorded with, unless {@link #within} chooses. */
    static Family histogram(String name, String help, Fact fact) {
        Bounds all = fact.bounds().orElseThrow();
        return of(Shape.HISTOGRAM, name, help, fact).within(all.shown());
    }

    /** Of a fact that is recorded for it. */
    static Family nativeHistogram(String name, String help, Fact fact) {
        Bounds all = fact.bounds().orElseThrow();
        return of(Shape.NATIVE_HISTOGRAM, name, help, fact).within(all.shown());
    }

    Family by(String label, Dimension dimension) {
        return and(new Column.By(label, dimension));
    }

    Family with(String label, String value) {
        return and(new Column.With(label, value));
    }

    private Family and(Column column) {
        List<Column> more = new ArrayList<>(columns);
        more.add(column);
        return new Family(shape, name, help, fact, more, bounds, only, scale);
    }

    /** The same under another name. */
    Family called(String other) {
        return new Family(shape, other, help, fact, columns, bounds, only, scale);
    }

    /** The same without telling apart by a label. */
    Family without(String label) {
        List<Column> fewer =
                columns.stream().filter(column -> !column.label().equals(label)).toList();
        return new Family(shape, name, help, fact, fewer, bounds, only, scale);
    }

    Family within(double... chosen) {
        List<Double> boxed = new ArrayList<>(chosen.length);
        for (double bound : chosen) {
            boxed.add(bound);
        }
        return new Family(shape, name, help, fact, columns, boxed, only, scale);
    }

    Family only(Predicate<Row> shown) {
        return new Family(shape, name, help, fact, columns, bounds, shown, scale);
    }

    /** Shows values in another unit than the fact's own. */
    Family dividedBy(double divisor) {
        return new Family(shape, name, help, fact, columns, bounds, only, divisor);
    }

    /**
     * This family and one of the same name from another vocabulary as one: the union of labels and of buckets, so that
     * the queries of both find what they ask for and no fact is shown twice.
     */
    Family mergedWith(Family other) {
        if (shape != other.shape || fact != other.fact || scale != other.scale || !name.equals(other.name)) {
            throw new IllegalArgumentException(name + " tells different facts in two vocabularies");
        }
        List<Column> allColumns = new ArrayList<>(columns);
        for (Column column : other.columns) {
            if (!allColumns.contains(column)) {
                allColumns.add(column);
            }
        }
        List<Double> allBounds = new ArrayList<>(bounds);
        allBounds.addAll(other.bounds);
        List<Double> ascending = allBounds.stream().distinct().sorted().toList();
        return new Family(shape, name, help, fact, allColumns, ascending, only.or(other.only), scale);
    }

    double[] boundsArray() {
        return bounds.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
