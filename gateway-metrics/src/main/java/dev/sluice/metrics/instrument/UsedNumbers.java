package dev.sluice.metrics.instrument;

import java.util.Arrays;

/**
 * Which of very many numbers are in use: whoever reads need not look at the others. One thread adds; any thread may
 * read what was added by then.
 */
final class UsedNumbers {

    /** Volatile: who finds an array that has just grown finds in it what the one before had. */
    private volatile int[] numbers = new int[8];

    /** Volatile: who sees it finds the numbers, in the array that had them then or a later one. */
    private volatile int count;

    /** A number that has not been added before. */
    void add(int number) {
        int index = count;
        int[] room = numbers;
        if (index == room.length) {
            room = Arrays.copyOf(room, 2 * index);
            numbers = room;
        }
        room[index] = number;
        count = index + 1;
    }

    /** In the order in which they were added. */
    int[] all() {
        int known = count;
        return Arrays.copyOf(numbers, known);
    }
}
