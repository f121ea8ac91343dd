package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Attempts;
import dev.sluice.core.attempt.Try;
import dev.sluice.core.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is asked into words that the target of a try knows, now or some time later; a target that cannot be told is
 * passed over, and the next one taken. Lives on the exchange's event loop.
 */
final class Phrasing {

    private final Attempts attempts;
    private final Renditions renditions;
    private final Listener listener;
    private @Nullable Try unsaid;
    private @Nullable Failure first;

    /** For whom it is done. */
    interface Listener {

        /** Now it can be sent. */
        void said(Try made, Rendition rendition);

        /** It takes its time, which is not the provider's; one of the other two follows. */
        void waits(Try made);

        /** No target is left that can be told; why the first one could not. */
        void speechless(Failure why);
    }

    Phrasing(Attempts attempts, Renditions renditions, Listener listener) {
        this.attempts = attempts;
        this.renditions = renditions;
        this.listener = listener;
    }

    void begin(Try next) {
        unsaid = next;
        renditions.render(next.target(), outcome -> rendered(next, outcome));
        if (next.equals(unsaid)) {
            listener.waits(next);
        }
    }

    /** Whether a try waits for its words. */
    boolean isUnderWay() {
        return unsaid != null;
    }

    /** The try that waits is not made; whether there was one. */
    boolean withdraw() {
        Try left = unsaid;
        unsaid = null;
        if (left != null) {
            attempts.withdrawn(left);
        }
        return left != null;
    }

    private void rendered(Try next, TranslationTask.Outcome outcome) {
        if (!next.equals(unsaid)) {
            return;
        }
        Rendition rendition = outcome.rendition();
        if (rendition != null) {
            unsaid = null;
            listener.said(next, rendition);
            return;
        }
        withdraw();
        first = first == null ? outcome.failure() : first;
        Try other = attempts.next();
        if (other != null) {
            begin(other);
        } else if (first != null) {
            listener.speechless(first);
        }
    }
}
