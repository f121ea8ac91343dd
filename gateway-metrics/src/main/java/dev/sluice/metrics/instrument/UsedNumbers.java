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

    /** Volatile: who finds an array that has just grown finds in it what the one before had. */
    private volatile int[] numbers = new int[8];

    private int count;

    /** A number that has not been added before. */
    void add(int number) {
        int index = count;
        int[] room = numbers;
        if (index == room.length) {
            room = Arrays.copyOf(room, 2 * index);
            numbers = room;
        }
        room[index] = number;
        // Release: who sees the count finds the numbers, in the array that had them then or a later one.
        COUNT.setRelease(this, index + 1);
    }

    /** In the order in which they were added. */
    int[] all() {
        int known = (int) COUNT.getAcquire(this);
        return Arrays.copyOf(numbers, known);
    }
}
