package dev.sluice.metrics.trace;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;

/**
 * Makes the spans of an exchange that is over: one of its own, and below it one for each attempt at a provider. They
 * hold no prompt, no completion, no key and no address of a client. Used by one thread.
 */
final class SpanMaker {

    private static final int ERRORS_OF_SERVERS = 500;

    private final Tracer tracer;
    private final PlannedIds ids;
    private final Identities identities;

    SpanMaker(Tracer tracer, PlannedIds ids, Identities identities) {
        this.tracer = tracer;
        this.ids = ids;
        this.identities = identities;
    }

    void make(ExchangeRecord exchange, Trace trace) {
        long start = TimeUnit.MILLISECONDS.toNanos(exchange.timing().startedEpochMillis());
        String operation = GenAi.operation(exchange.request().endpoint());
        Span span = exchangeSpan(exchange, trace, operation, start);
        Context parent = Context.root().with(span);
        for (Trace.Attempt attempt : trace.attempts()) {
            make(trace, attempt, operation, start, parent);
        }
        span.end(start + exchange.timing().durationNanos(), TimeUnit.NANOSECONDS);
    }

    private Span exchangeSpan(ExchangeRecord exchange, Trace trace, String operation, long start) {
        String[] models = identities.models().values();
        String model = exchange.route().model() < models.length
                ? models[exchange.route().model()]
                : models[0];
        ids.next(trace.id(), trace.spanId());
        Span span = tracer.spanBuilder(operation + " " + model)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent(trace))
                .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                .startSpan();
        ExchangeRecord.Request request = exchange.request();
        span.setAttribute(GenAi.OPERATION, operation);
        span.setAttribute(GenAi.REQUEST_MODEL, model);
        span.setAttribute(GenAi.METHOD, request.method().name());
        span.setAttribute(GenAi.ROUTE, request.endpoint().template());
        span.setAttribute(GenAi.STATUS, (long) exchange.result().status());
        if (!trace.attempts().isEmpty()) {
            Trace.Attempt last = trace.attempts().get(trace.attempts().size() - 1);
            span.setAttribute(GenAi.PROVIDER, GenAi.provider(last.protocol()));
        }
        if (exchange.result().success() && !exchange.route().upstreamModel().isEmpty()) {
            span.setAttribute(GenAi.RESPONSE_MODEL, exchange.route().upstreamModel());
        }
        GenAi.usage(span, exchange.usage());
        own(span, exchange);
        if (exchange.result().failure() != null) {
            span.setAttribute(GenAi.ERROR_TYPE, exchange.result().failure().errorType());
        }
        if (exchange.result().status() >= ERRORS_OF_SERVERS
                || exchange.result().status() < 400 && exchange.result().failure() != null) {
            span.setStatus(StatusCode.ERROR);
        }
        return span;
    }

    /** What the conventions have no names for. */
    private static void own(Span span, ExchangeRecord exchange) {
        span.setAttribute("sluice.request_id", exchange.request().requestId());
        span.setAttribute("sluice.stream", exchange.request().stream());
        span.setAttribute("sluice.attempts", exchange.route().attempts());
        time(span, "sluice.queue_ms", exchange.timing().queueNanos());
        time(span, "sluice.first_token_ms", exchange.timing().firstTokenNanos());
        time(span, "sluice.overhead_ms", exchange.overheadNanos());
        if (exchange.request().account() != null
                && !exchange.request().account().isPlain()) {
            span.setAttribute(
                    "sluice.tenant", exchange.request().account().tenant().id());
        }
        if (exchange.cost().basis() != Cost.Basis.NONE) {
            span.setAttribute(
                    "sluice.cost_usd",
                    PicoDollars.usd(exchange.cost().picoDollars()).doubleValue());
        }
    }

    private static void time(Span span, String name, long nanos) {
        if (nanos >= 0) {
            span.setAttribute(name, nanos / 1e6);
        }
    }

    private static Context parent(Trace trace) {
        if (trace.parentId() == 0) {
            return Context.root();
        }
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        trace.id(),
                        TraceParent.spanText(trace.parentId()),
                        TraceFlags.getSampled(),
                        TraceState.getDefault())));
    }

    private void make(Trace trace, Trace.Attempt attempt, String operation, long exchangeStart, Context parent) {
        long start = exchangeStart + attempt.startNanos();
        ids.next(trace.id(), attempt.spanId());
        SpanBuilder builder = tracer.spanBuilder((operation + " " + attempt.model()).strip())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                .setAttribute(GenAi.OPERATION, operation)
                .setAttribute(GenAi.PROVIDER, GenAi.provider(attempt.protocol()))
                .setAttribute(GenAi.SERVER_ADDRESS, attempt.host())
                .setAttribute(GenAi.SERVER_PORT, (long) attempt.port())
                .setAttribute("sluice.provider", attempt.provider());
        if (!attempt.model().isEmpty()) {
            builder.setAttribute(GenAi.REQUEST_MODEL, attempt.model());
        }
        Span span = builder.startSpan();
        if (attempt.status() != 0) {
            span.setAttribute(GenAi.STATUS, (long) attempt.status());
        }
        if (attempt.failure() != null) {
            span.setAttribute(GenAi.ERROR_TYPE, attempt.failure().errorType());
            span.setStatus(StatusCode.ERROR);
        }
        span.end(start + attempt.durationNanos(), TimeUnit.NANOSECONDS);
    }
}
