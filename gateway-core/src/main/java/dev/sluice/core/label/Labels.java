package dev.sluice.core.label;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * An append-only, bounded dictionary of one label's values. A value keeps its number until the process ends, over
 * reloads too, so that counters indexed by it never fall; past the bound all new values share {@link #OTHER} and are
 * counted. Thread-safe: only a new value takes a lock; a known one, and one past the bound, is found without lock or
 * allocation, by event loops too.
 */
public final class Labels {

    /** The number of the value {@code unknown}: not known yet, as before routing. */
    public static final int UNKNOWN = 0;
    /** The number of the value {@code other}: past the bound. */
    public static final int OTHER = 1;

    private final int max;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
    private final LongAdder overflows = new LongAdder();
    private volatile String[] values = {"unknown", "other"};

    /** @param max how many values of their own the dictionary may hold, besides {@code unknown} and {@code other} */
    public Labels(int max) {
        this.max = max;
    }

    /** The number of a value, given out on first sight; {@link #OTHER} when the bound is reached. */
    public int number(String value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        return values.length >= bound() ? overflow() : give(value);
    }

    /** As {@link #number}, for who only looks: that a value does not fit is not counted. */
    public int numberIfAny(String value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        return values.length >= bound() ? OTHER : give(value);
    }

    private synchronized int give(String value) {
        Integer known = numbers.get(value);
        if (known != null) {
            return known;
        }
        int number = values.length;
        if (number >= bound()) {
            return overflow();
        }
        String[] grown = Arrays.copyOf(values, number + 1);
        grown[number] = value;
        // The text first: whoever finds the number finds its text.
        values = grown;
        numbers.put(value, number);
        return number;
    }

    private int overflow() {
        overflows.increment();
        return OTHER;
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
        return overflows.sum();
    }
}
