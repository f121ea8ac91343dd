package dev.sluice.metrics.instrument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which of very many numbers are in use: whoever reads need not look at the others. One thread adds; any thread may
 * read what was added by then.
 */
final class UsedNumbers {

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(UsedNumbers.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int[] numbers = new int[8];
    private int count;

    /** A number that has not been added before. */
    void add(int number) {
        int index = count;
        if (index == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * index);
        }
        numbers[index] = number;
        // Release: who sees the count finds the numbers, whichever array they are in.
        COUNT.setRelease(this, index + 1);
    }

    /** In the order in which they were added. */
    int[] all() {
        int known = (int) COUNT.getAcquire(this);
        return Arrays.copyOf(numbers, known);
    }
}
