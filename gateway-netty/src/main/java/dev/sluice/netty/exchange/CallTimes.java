package dev.sluice.netty.exchange;

import dev.sluice.core.estimate.Seen;
import dev.sluice.core.estimate.Sheets;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one attempt: instants of {@link System#nanoTime}, 0 where something has not happened, and what has
 * been seen of its answer.
 */
final class CallTimes {

    private final @Nullable AttemptTrace trace;
    private final long startedAt = System.nanoTime();
    private long readAt;
    private long firstOutputAt;
    private @Nullable Seen seen;
    private boolean failed;

    /** @param trace null: it is not recorded */
    CallTimes(@Nullable AttemptTrace trace) {
        this.trace = trace;
    }

    /** What is recorded of it for a trace; null: nothing. */
    @Nullable
    AttemptTrace trace() {
        return trace;
    }

    /** What has been seen of its answer; null where there is none, or it is an error. */
    @Nullable
    Seen seen() {
        return seen;
    }

    /** An answer begins that is no error. */
    Seen sees(Sheets pool) {
        Seen begun = new Seen(pool);
        seen = begun;
        return begun;
    }

    /** The provider has failed, or refused. */
    void failed() {
        failed = true;
    }

    boolean hasFailed() {
        return failed;
    }

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
