package dev.sluice.metrics.instrument;

import dev.sluice.core.time.Rests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything the gateway knows at one instant, summed over the event loops once; all that a scrape shows is read from
 * it, so that all families of one scrape agree. Immutable once built.
 */
public final class Totals {

    private final Map<Fact, List<Row>> rows;
    private final Map<Fact, List<Seeds>> seeds;
    private final Map<Dimension, String[]> texts;

    private Totals(Builder builder) {
        this.rows = builder.rows;
        this.seeds = builder.seeds;
        this.texts = builder.texts;
    }

    /** Rows of zeros for label sets known beforehand, for families that tell apart by none but these dimensions. */
    public record Seeds(Set<Dimension> dimensions, List<Row> rows) {}

    /** The fact's rows; empty when there is nothing to tell. */
    public List<Row> rows(Fact fact) {
        return Collections.unmodifiableList(rows.getOrDefault(fact, List.of()));
    }

    /** The fact's zeros: several lists where label sets of different dimensions are known. */
    public List<Seeds> seeds(Fact fact) {
        return Collections.unmodifiableList(seeds.getOrDefault(fact, List.of()));
    }

    /** The label's text of a number in a dimension. */
    public String text(Dimension dimension, int number) {
        String[] known = texts.getOrDefault(dimension, dimension.fixedTexts());
        return known[number];
    }

    /** How many numbers a dimension has. */
    public int size(Dimension dimension) {
        return texts.getOrDefault(dimension, dimension.fixedTexts()).length;
    }

    /** Collects the rows of one scrape; used by one thread, which rests now and then. */
    static final class Builder {

        private final Map<Fact, List<Row>> rows = new EnumMap<>(Fact.class);
        private final Map<Fact, List<Seeds>> seeds = new EnumMap<>(Fact.class);
        private final Map<Dimension, String[]> texts = new EnumMap<>(Dimension.class);
        private final Rests rests = new Rests();

        /** Of whoever collects: taken now and then. */
        Rests rests() {
            return rests;
        }

        void add(Fact fact, Row row) {
            if (row.size() != fact.cells()) {
                throw new IllegalArgumentException(fact + " has " + fact.cells() + " cells, not " + row.size());
            }
            rests.step();
            rows.computeIfAbsent(fact, f -> new ArrayList<>()).add(row);
        }

        void value(Fact fact, long value) {
            add(fact, new Row(value));
        }

        void seeds(Fact fact, Seeds known) {
            seeds.computeIfAbsent(fact, f -> new ArrayList<>()).add(known);
        }

        void texts(Dimension dimension, String... names) {
            texts.put(dimension, names);
        }

        Totals build() {
            return new Totals(this);
        }
    }
}
