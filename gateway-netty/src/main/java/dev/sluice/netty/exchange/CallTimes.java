package dev.sluice.netty.exchange;

/** The instants of one attempt, of {@link System#nanoTime}; 0 where something has not happened. */
final class CallTimes {

    private final long startedAt = System.nanoTime();
    private long readAt;
    private long firstOutputAt;

    /** When it was begun. */
    long startedAt() {
        return startedAt;
    }

    /** When the answer's body was last read. */
    long readAt() {
        return readAt;
    }

    void read(long now) {
        readAt = now;
    }

    /** What was read last holds output. */
    void output() {
        if (firstOutputAt == 0) {
            firstOutputAt = readAt;
        }
    }

    /** Whether an event with output has come. */
    boolean hasOutput() {
        return firstOutputAt != 0;
    }

    /** From sending the request, at an instant, to the first output of a stream, else to now. */
    long latencyNanos(long sentAt) {
        long until = firstOutputAt == 0 ? System.nanoTime() : firstOutputAt;
        return Math.max(0, until - Math.max(startedAt, sentAt));
    }
}
