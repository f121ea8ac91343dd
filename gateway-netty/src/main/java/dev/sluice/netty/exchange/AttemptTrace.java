package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.routing.Target;
import dev.sluice.core.trace.Trace;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt of an exchange whose spans are recorded. Lives on the exchange's event loop. */
final class AttemptTrace implements Consumer<AttemptRecord> {

    private final long spanId;
    private final Try made;
    private final long startedAt = System.nanoTime();
    private @Nullable AttemptRecord ended;

    AttemptTrace(long spanId, Try made) {
        this.spanId = spanId;
        this.made = made;
    }

    /** The span that the provider is told of as its caller's. */
    long spanId() {
        return spanId;
    }

    @Override
    public void accept(AttemptRecord record) {
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
                spanId,
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
