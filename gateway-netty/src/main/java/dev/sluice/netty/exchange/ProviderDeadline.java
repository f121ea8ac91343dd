package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.netty.loop.Deadlines;

/** How long an exchange waits for its provider, stage by stage and in all. Lives on the exchange's event loop. */
final class ProviderDeadline {

    private final Deadlines.Timer timer;
    private Stage stage = Stage.UNARY;
    private long totalAt;

    /** What is waited for. */
    enum Stage {
        /** The first output of a stream. */
        FIRST_BYTE,
        /** The next bytes of a stream. */
        STALL,
        /** The whole of a unary answer. */
        UNARY
    }

    ProviderDeadline(Deadlines.Timer timer) {
        this.timer = timer;
    }

    /** Begins to wait; the total counts from the exchange's own beginning. */
    void begin(Timeouts timeouts, long exchangeStartedAt, Stage first) {
        totalAt = exchangeStartedAt + timeouts.totalNanos();
        enter(first, timeouts, System.nanoTime());
    }

    /** Waits for something else, from an instant on. */
    void enter(Stage next, Timeouts timeouts, long from) {
        stage = next;
        long at = from
                + switch (next) {
                    case FIRST_BYTE -> timeouts.firstByteNanos();
                    case STALL -> timeouts.stallNanos();
                    case UNARY -> timeouts.unaryNanos();
                };
        timer.set(at - totalAt < 0 ? at : totalAt);
    }

    void clear() {
        timer.clear();
    }

    /** What it means that the deadline has passed. */
    Code passed(long now) {
        if (totalAt - now <= 0) {
            return Code.TOTAL_TIMEOUT;
        }
        return switch (stage) {
            case FIRST_BYTE -> Code.FIRST_BYTE_TIMEOUT;
            case STALL -> Code.STALL_TIMEOUT;
            case UNARY -> Code.UNARY_TIMEOUT;
        };
    }
}
