package dev.sluice.netty.exchange;

import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.OutputLengths;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.journal.Bookkeeping;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What limits and charges exchanges: one for all event loops. Thread-safe, as its parts are.
 *
 * @param books where what is used is written, an event loop's own each
 * @param observeNanos how often it is written down what a stream has used so far, at the most
 * @param storeTrouble the code of what is wrong with the store, though it answers; null: nothing
 */
public record Accounting(
        Gates gates,
        Bookkeeping books,
        OutputLengths lengths,
        long observeNanos,
        Supplier<@Nullable String> storeTrouble) {

    private static final long OBSERVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The code of what keeps exchanges from being written down, or is wrong with the store; null while nothing is. */
    public @Nullable String trouble() {
        return books.trouble() == null ? storeTrouble.get() : Code.JOURNAL_UNAVAILABLE.code();
    }

    /** As a gateway has it: nothing is known of models, and streams are observed every five seconds. */
    public static Accounting of(Gates gates, Bookkeeping books, Supplier<@Nullable String> storeTrouble) {
        return new Accounting(gates, books, new OutputLengths(), OBSERVE_NANOS, storeTrouble);
    }
}
