package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.routing.Target;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.netty.upstream.Attempt;
import org.jspecify.annotations.Nullable;

/** One attempt of an exchange whose spans are recorded. Lives on the exchange's event loop. */
final class AttemptTrace implements Attempt.Witness {

    private final TraceParent span;
    private final Try made;
    private final long startedAt = System.nanoTime();
    private @Nullable AttemptRecord ended;

    AttemptTrace(TraceParent span, Try made) {
        this.span = span;
        this.made = made;
    }

    /** The span that the provider is told of as its caller's. */
    @Override
    public TraceParent span() {
        return span;
    }

    @Override
    public void ended(AttemptRecord record) {
        ended = record;
    }

    /**
     * What is known of it at an instant; both are of {@link System#nanoTime}.
     *
     * @param since when the exchange began
     */
    Trace.Attempt told(long since, long now) {
        Target target = made.target();
        AttemptRecord known = ended;
        return new Trace.Attempt(
                span.spanId(),
                target.provider().name(),
                target.provider().dialect().protocol(),
                target.model(),
                made.upstream().origin().host(),
                made.upstream().origin().port(),
                startedAt - since,
                known == null ? now - startedAt : known.durationNanos(),
                known == null ? 0 : known.status(),
                known == null ? null : known.failure());
    }
}
