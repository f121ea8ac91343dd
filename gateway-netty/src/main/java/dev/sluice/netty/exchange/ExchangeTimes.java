package dev.sluice.netty.exchange;

import dev.sluice.core.observe.ExchangeRecord;

/** The instants of one exchange, of {@link System#nanoTime}; 0 where something has not happened. */
final class ExchangeTimes {

    final long startedEpochMillis = System.currentTimeMillis();
    final long startedAt;
    long sentAt;
    long upstreamOverAt;
    long queueNanos = -1;
    long readAt;
    long firstOutputAt;
    long firstTokenFlushedAt;
    long lastOutputAt;
    long outputEvents;

    ExchangeTimes(long startedAt) {
        this.startedAt = startedAt;
    }

    /** An event with output is in the read that came at {@link #readAt}. */
    void output() {
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
                sentAt == 0 ? -1 : (upstreamOverAt == 0 ? endedAt : upstreamOverAt) - sentAt,
                queueNanos,
                firstTokenFlushedAt == 0 ? -1 : firstTokenFlushedAt - startedAt,
                firstOutputAt == 0 || sentAt == 0 ? -1 : firstOutputAt - sentAt,
                outputEvents == 0 ? -1 : lastOutputAt - firstOutputAt,
                outputEvents);
    }
}
