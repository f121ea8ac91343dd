package dev.sluice.metrics.trace;

import dev.sluice.core.config.TracingSettings;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.trace.Trace;
import dev.sluice.metrics.instrument.SpanLosses;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the spans of recorded exchanges to a collector, as OTLP over HTTP. Event loops only put the record into a
 * bounded queue; when that is full its spans are dropped, which the log tells and {@link SpanLosses} counts.
 * Thread-safe.
 */
public final class SpanExport implements GatewayListener, LoopListener, SpanLosses, AutoCloseable {

    static final int QUEUE = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(SpanExport.class);
    private static final long IDLE_MILLIS = 200;
    private static final Duration AT_THE_END = Duration.ofSeconds(2);
    private static final Duration BATCHES = Duration.ofSeconds(1);

    private final BlockingQueue<ExchangeRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final SdkTracerProvider provider;
    private final SpanTelemetry telemetry;
    private final SpanMaker spans;
    private final Duration patience;
    private final Thread maker = new Thread(this::run, "spans");
    private volatile boolean closed;

    private SpanExport(SdkTracerProvider provider, SpanTelemetry telemetry, SpanMaker spans, Duration patience) {
        this.patience = patience;
        this.provider = provider;
        this.telemetry = telemetry;
        this.spans = spans;
    }

    /**
     * Starts to send.
     *
     * @param version that of the gateway, as spans tell it
     */
    public static SpanExport start(TracingSettings.Otlp otlp, Identities identities, String version) {
        return start(otlp, identities, version, AT_THE_END);
    }

    /**
     * As {@link #start(TracingSettings.Otlp, Identities, String)}.
     *
     * @param patience for how long the end waits for what is queued to be made, and then to be sent
     */
    static SpanExport start(TracingSettings.Otlp otlp, Identities identities, String version, Duration patience) {
        PlannedIds ids = new PlannedIds();
        SpanTelemetry telemetry = new SpanTelemetry();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                // What is recorded has been decided when the request came.
                .setSampler(Sampler.alwaysOn())
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), "sluice")
                        .put(AttributeKey.stringKey("service.version"), version)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(otlp, telemetry))
                        .setMaxQueueSize(QUEUE)
                        .setScheduleDelay(BATCHES)
                        .setExporterTimeout(otlp.timeout())
                        .setMeterProvider(telemetry.meters())
                        .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                        .build())
                .build();
        SpanMaker spans = new SpanMaker(provider.get("dev.sluice.gateway"), ids, identities);
        SpanExport export = new SpanExport(provider, telemetry, spans, patience);
        export.maker.setDaemon(true);
        export.maker.start();
        return export;
    }

    private static OtlpHttpSpanExporter exporter(TracingSettings.Otlp otlp, SpanTelemetry telemetry) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(otlp.endpoint())
                .setTimeout(otlp.timeout())
                .setMeterProvider(telemetry.meters())
                .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                .setCompression("gzip");
        otlp.headers().forEach((name, value) -> builder.addHeader(name, value.value()));
        return builder.build();
    }

    @Override
    public LoopListener onLoop(int loop) {
        return this;
    }

    @Override
    public void requestEnded(ExchangeRecord exchange) {
        Trace trace = exchange.request().recordedTrace();
        if (trace != null && !queue.offer(exchange)) {
            dropped.addAndGet(1L + trace.attempts().size());
        }
    }

    @Override
    public long unqueued() {
        return dropped.get() + telemetry.unqueued();
    }

    @Override
    public long unsent() {
        return telemetry.unsent();
    }

    private void run() {
        long told = 0;
        while (!closed || !queue.isEmpty()) {
            ExchangeRecord next = poll();
            if (next != null) {
                make(next);
            } else if (dropped.get() != told) {
                // Told when there is time for it again: once for each rush.
                LOG.warn("{} spans were dropped: more came than could be made", dropped.get() - told);
                told = dropped.get();
            }
        }
    }

    private void make(ExchangeRecord exchange) {
        Trace trace = exchange.request().trace();
        try {
            if (trace != null) {
                spans.make(exchange, trace);
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "spans of request {} could not be made", exchange.request().id(), e);
        }
    }

    private @Nullable ExchangeRecord poll() {
        try {
            return queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return queue.poll();
        }
    }

    /** Makes what is queued, sends it, within bounds, and stops. */
    @Override
    public void close() {
        closed = true;
        try {
            maker.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        provider.shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
