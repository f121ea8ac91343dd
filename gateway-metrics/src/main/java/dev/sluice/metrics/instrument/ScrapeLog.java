package dev.sluice.metrics.instrument;

import java.util.ArrayList;
import java.util.List;

/**
 * What scrapes cost, by what was asked for (a vocabulary, or a word for several). Thread-safe; the names come from a
 * closed set, never from a request.
 */
public final class ScrapeLog {

    private final List<String> names = new ArrayList<>();
    private final List<long[]> newest = new ArrayList<>();
    private final Cube seconds = Fact.SCRAPES.cube(1);

    /** A scrape has been answered; shown from the next one on. */
    public synchronized void scraped(String vocabulary, long nanos, Size size) {
        int number = names.indexOf(vocabulary);
        if (number < 0) {
            number = names.size();
            names.add(vocabulary);
            newest.add(new long[2]);
        }
        seconds.record(number, 0, Math.max(0, nanos));
        newest.get(number)[0] = size.bytes();
        newest.get(number)[1] = size.series();
    }

    /** How much a scrape gave: bytes as sent, and samples. */
    public record Size(long bytes, long series) {}

    synchronized void addTo(Totals.Builder totals) {
        totals.texts(Dimension.VOCABULARY, names.toArray(String[]::new));
        Cube.sum(List.of(seconds), totals.rests())
                .forEach(row -> totals.add(Fact.SCRAPES, new Row(row.cells()).at(Dimension.VOCABULARY, row.major())));
        for (int number = 0; number < names.size(); number++) {
            long[] size = newest.get(number);
            totals.add(Fact.SCRAPE_BYTES, new Row(size[0]).at(Dimension.VOCABULARY, number));
            totals.add(Fact.SCRAPE_SERIES, new Row(size[1]).at(Dimension.VOCABULARY, number));
        }
    }
}
