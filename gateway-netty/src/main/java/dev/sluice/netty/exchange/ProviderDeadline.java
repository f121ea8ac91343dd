package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.netty.loop.Deadlines;

/** How long an exchange waits for its provider, stage by stage and in all. Lives on the exchange's event loop. */
final class ProviderDeadline {

    private final Deadlines.Timer timer;
    private Stage stage = Stage.UNARY;
    private long endAt;
    private Code endCode = Code.TOTAL_TIMEOUT;

    /** What is waited for. */
    enum Stage {
        /** The first output of a stream. */
        FIRST_BYTE,
        /** The next bytes of a stream. */
        STALL,
        /** The whole of a unary answer. */
        UNARY,
        /** The rest of an error, which is held until it is whole. */
        ERROR,
        /** The next attempt: only the end of all counts. */
        PAUSE
    }

    ProviderDeadline(Deadlines.Timer timer) {
        this.timer = timer;
    }

    /**
     * Begins to wait; the end of all counts from the exchange's own beginning.
     *
     * @param totalNanos what the configuration allows
     * @param clientNanos what the client allows
     */
    void begin(long totalNanos, long exchangeStartedAt, long clientNanos) {
        boolean clients = clientNanos < totalNanos;
        endCode = clients ? Code.DEADLINE_EXCEEDED : Code.TOTAL_TIMEOUT;
        endAt = exchangeStartedAt + (clients ? clientNanos : totalNanos);
    }

    /** Waits for something else, from an instant on. */
    void enter(Stage next, Timeouts timeouts, long from) {
        stage = next;
        long at = from
                + switch (next) {
                    case FIRST_BYTE -> timeouts.firstByteNanos();
                    case STALL -> timeouts.stallNanos();
                    case UNARY -> timeouts.unaryNanos();
                    case ERROR -> Math.min(timeouts.firstByteNanos(), timeouts.unaryNanos());
                    case PAUSE -> timeouts.totalNanos();
                };
        timer.set(at - endAt < 0 ? at : endAt);
    }

    /** How long there is until the end of all; not positive when it has passed. */
    long leftNanos(long now) {
        return endAt - now;
    }

    void clear() {
        timer.clear();
    }

    /** What it means that the deadline has passed. */
    Code passed(long now) {
        if (endAt - now <= 0) {
            return endCode;
        }
        return switch (stage) {
            case FIRST_BYTE -> Code.FIRST_BYTE_TIMEOUT;
            case STALL -> Code.STALL_TIMEOUT;
            case UNARY, ERROR -> Code.UNARY_TIMEOUT;
            case PAUSE -> endCode;
        };
    }
}
