package dev.sluice.metrics.trace;

import dev.sluice.core.trace.TraceParent;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives spans the ids that they had when providers were told of them. Only the thread that makes spans uses it. */
final class PlannedIds implements IdGenerator {

    private String traceId = "";
    private long spanId;

    /** The ids of the span that is made next. */
    void next(String trace, long span) {
        traceId = trace;
        spanId = span;
    }

    @Override
    public String generateTraceId() {
        return traceId;
    }

    @Override
    public String generateSpanId() {
        return TraceParent.spanText(spanId);
    }
}
