package dev.sluice.netty.exchange;

import dev.sluice.core.observe.ExchangeRecord;

/** The instants of one exchange, of {@link System#nanoTime}; 0 where something has not happened. */
final class ExchangeTimes {

    final long startedAt;
    private final long startedEpochMillis;
    private long admittedAt;
    private long bodyAt;
    private long sentAt;
    private long upstreamNanos = -1;
    private long queueNanos = -1;
    private long firstOutputAt;
    private long firstTokenFlushedAt;
    private long lastOutputAt;
    private long outputEvents;
    private long pausedAt;
    private long meantNanos;
    private long pauseNanos;

    ExchangeTimes(long startedAt, long startedEpochMillis) {
        this.startedAt = startedAt;
        this.startedEpochMillis = startedEpochMillis;
    }

    /** What the head asks for has been let in, or refused. */
    void admitted() {
        admittedAt = System.nanoTime();
    }

    /** The request's body has ended. */
    void bodyEnded() {
        bodyAt = System.nanoTime();
    }

    /** An attempt whose request was written at an instant is over now; 0: it was not written. */
    void attempted(long writtenAt, long queuedNanos) {
        queueNanos = queuedNanos;
        if (writtenAt != 0) {
            sentAt = writtenAt;
            upstreamNanos = Math.max(0, upstreamNanos) + System.nanoTime() - writtenAt;
        }
    }

    /** Nothing is tried before so much time has passed. Tells the instant. */
    long pauses(long nanos) {
        pausedAt = System.nanoTime();
        meantNanos = nanos;
        return pausedAt;
    }

    /** The pause is over, if there is one. What it took longer than was meant is the gateway's own time. */
    void goesOn() {
        if (pausedAt != 0) {
            pauseNanos += Math.min(meantNanos, System.nanoTime() - pausedAt);
            pausedAt = 0;
        }
    }

    /** An event with output is in a read that came at an instant. */
    void output(long readAt) {
        if (outputEvents++ == 0) {
            firstOutputAt = readAt;
        }
        lastOutputAt = readAt;
    }

    /** What was written has been flushed: the first token, if it was among it. */
    void flushed() {
        if (firstTokenFlushedAt == 0 && firstOutputAt != 0) {
            firstTokenFlushedAt = System.nanoTime();
        }
    }

    ExchangeRecord.Timing timing(long endedAt) {
        return new ExchangeRecord.Timing(
                startedEpochMillis,
                endedAt - startedAt,
                upstreamNanos,
                queueNanos,
                firstTokenFlushedAt == 0 ? -1 : firstTokenFlushedAt - startedAt,
                firstOutputAt == 0 || sentAt == 0 ? -1 : firstOutputAt - sentAt,
                outputEvents == 0 ? -1 : lastOutputAt - firstOutputAt,
                outputEvents,
                admittedAt == 0 ? -1 : admittedAt - startedAt,
                bodyAt == 0 ? -1 : bodyAt - startedAt,
                pauseNanos);
    }
}
