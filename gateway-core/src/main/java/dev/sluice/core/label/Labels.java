package dev.sluice.core.label;

import java.util.HashMap;
import java.util.Map;

/**
 * An append-only, bounded dictionary of one label's values. A value keeps its number until the process ends, over
 * reloads too, so that counters indexed by it never fall; past the bound all new values share {@link #OTHER} and are
 * counted. Thread-safe: written when a snapshot is compiled, read at scrapes.
 */
public final class Labels {

    /** The number of the value {@code unknown}: not known yet, as before routing. */
    public static final int UNKNOWN = 0;
    /** The number of the value {@code other}: past the bound. */
    public static final int OTHER = 1;

    private final int max;
    private final Map<String, Integer> numbers = new HashMap<>();
    private volatile String[] values = {"unknown", "other"};
    private volatile long overflows;

    /** @param max how many values of their own the dictionary may hold, besides {@code unknown} and {@code other} */
    public Labels(int max) {
        this.max = max;
    }

    /** The number of a value, given out on first sight; {@link #OTHER} when the bound is reached. */
    public synchronized int number(String value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        if (numbers.size() >= max) {
            overflows++;
            return OTHER;
        }
        String[] grown = java.util.Arrays.copyOf(values, values.length + 1);
        grown[values.length] = value;
        numbers.put(value, values.length);
        values = grown;
        return grown.length - 1;
    }

    /** All values by number. The array is shared: do not write to it. */
    public String[] values() {
        return values;
    }

    /** The highest number that can be given out, plus one. */
    public int bound() {
        return max + 2;
    }

    /** How often a value did not fit. */
    public long overflows() {
        return overflows;
    }
}
