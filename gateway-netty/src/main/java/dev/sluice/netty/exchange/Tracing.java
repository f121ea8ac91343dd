package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Try;
import dev.sluice.core.config.TracingSettings;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The trace that one exchange belongs to (W3C Trace Context): the client's, where it names one; else one that begins
 * here, while tracing is on. Notes the attempts of an exchange whose spans are recorded. Lives on the exchange's event
 * loop.
 */
final class Tracing {

    /** Nobody speaks of a trace. */
    static final Tracing NONE = new Tracing(null, null, () -> 0, 0);

    private static final byte[] TRACEPARENT = HeaderRules.ascii("traceparent");

    private final @Nullable TraceParent given;
    private final @Nullable TraceParent begun;
    private final LongSupplier ids;
    private final long spanId;
    private final List<AttemptTrace> attempts = new ArrayList<>(0);

    /**
     * @param given what the client has sent
     * @param begun what is sent where the client has sent none
     * @param spanId the exchange's own; 0: nothing is recorded
     */
    private Tracing(@Nullable TraceParent given, @Nullable TraceParent begun, LongSupplier ids, long spanId) {
        this.given = given;
        this.begun = begun;
        this.ids = ids;
        this.spanId = spanId;
    }

    /**
     * The trace of a request.
     *
     * @param head null when it could not be read
     * @param exchangeId the id of a trace that begins here
     */
    static Tracing of(@Nullable RequestHead head, String exchangeId, ExchangeLoop shared) {
        TraceParent given = head == null ? null : given(head.headers());
        TracingSettings settings = shared.snapshot().tracing();
        if (!settings.isOn() || head == null) {
            return given == null ? NONE : new Tracing(given, null, shared::newSpanId, 0);
        }
        boolean sampled = given == null ? shared.chance() < settings.sample() : given.sampled();
        long own = shared.newSpanId();
        return new Tracing(
                given,
                given == null ? new TraceParent(exchangeId, own, sampled) : null,
                shared::newSpanId,
                sampled ? own : 0);
    }

    /** What stands in the one line of its name, if it is valid. */
    private static @Nullable TraceParent given(Headers headers) {
        int line = headers.find(TRACEPARENT);
        boolean readable = line >= 0 && !headers.hopByHop(line) && headers.count(TRACEPARENT) == 1;
        return readable ? TraceParent.parse(headers.value(line)) : null;
    }

    /** An attempt begins; null when it is not recorded. */
    @Nullable
    AttemptTrace begin(Try made) {
        String trace = id();
        if (spanId == 0 || trace == null) {
            return null;
        }
        AttemptTrace attempt = new AttemptTrace(new TraceParent(trace, ids.getAsLong(), true), made);
        attempts.add(attempt);
        return attempt;
    }

    /**
     * What a provider is told instead of what the client has sent; null: that passes as it came.
     *
     * @param attempt null when it is not recorded
     */
    UpstreamHead.@Nullable TraceLine upstream(@Nullable AttemptTrace attempt) {
        if (attempt != null) {
            return new UpstreamHead.TraceLine(attempt.span().text(), given != null);
        }
        return begun == null ? null : new UpstreamHead.TraceLine(begun.text(), false);
    }

    /** What a request is found by in logs. */
    static String name(Request request) {
        String trace = request.tracing().id();
        return "request " + request.exchangeId() + (trace == null ? "" : ", trace " + trace);
    }

    /** The trace's id; null where there is no trace. */
    @Nullable
    String id() {
        TraceParent known = given == null ? begun : given;
        return known == null ? null : known.traceId();
    }

    /**
     * What is known when the exchange is over; null where there is no trace.
     *
     * @param since when it began, an instant of {@link System#nanoTime}
     */
    @Nullable
    Trace told(long since) {
        String id = id();
        if (id == null || spanId == 0) {
            return id == null ? null : Trace.unrecorded(id);
        }
        long now = System.nanoTime();
        return new Trace(
                id,
                given == null ? 0 : given.spanId(),
                spanId,
                attempts.stream().map(attempt -> attempt.told(since, now)).toList());
    }
}
