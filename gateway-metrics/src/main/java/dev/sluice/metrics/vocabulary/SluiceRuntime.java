package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.AREA;
import static dev.sluice.metrics.instrument.Dimension.CONNECTION_KIND;
import static dev.sluice.metrics.instrument.Dimension.CONNECTION_STATE;
import static dev.sluice.metrics.instrument.Dimension.GC_KIND;
import static dev.sluice.metrics.instrument.Dimension.LOOP;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.POOL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.RUNTIME;
import static dev.sluice.metrics.instrument.Dimension.SIDE;
import static dev.sluice.metrics.instrument.Dimension.SPAN_LOSS;
import static dev.sluice.metrics.instrument.Dimension.USE;
import static dev.sluice.metrics.instrument.Dimension.VERSION;

import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The part of the gateway's own names that tells of its parts and its process, rather than of requests. */
final class SluiceRuntime {

    private SluiceRuntime() {}

    static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(connections());
        families.addAll(loopsAndMemory());
        families.addAll(configuration());
        families.addAll(Shared.process());
        families.addAll(jvm());
        return families;
    }

    private static List<Family> connections() {
        return List.of(
                Family.gauge(
                                "sluice_connections",
                                "Connections by side and state, with those of the store; pending are requests that "
                                        + "wait for one.",
                                Fact.CONNECTIONS)
                        .by("kind", CONNECTION_KIND)
                        .by("provider", PROVIDER)
                        .by("state", CONNECTION_STATE),
                Family.counter(
                                "sluice_backpressure_seconds_total",
                                "How long reading from one side was paused because the other could not take more.",
                                Fact.BACKPRESSURE)
                        .by("side", SIDE),
                Family.gauge(
                                "sluice_outbound_buffer_bytes",
                                "Bytes written that the sockets of one side have not taken yet.",
                                Fact.OUTBOUND_BYTES)
                        .by("side", SIDE));
    }

    private static List<Family> loopsAndMemory() {
        return List.of(
                Family.histogram(
                                "sluice_event_loop_lag_seconds",
                                "How late an event loop's own probe ran.",
                                Fact.LOOP_LAG)
                        .by("loop", LOOP),
                Family.gauge(
                                "sluice_event_loop_busy_ratio",
                                "Share of the time before the newest probe that an event loop spent working.",
                                Fact.LOOP_BUSY)
                        .by("loop", LOOP),
                Family.gauge("sluice_event_loop_pending_tasks", "Tasks that wait on an event loop.", Fact.LOOP_PENDING)
                        .by("loop", LOOP),
                Family.gauge("sluice_direct_memory_bytes", "Direct memory of buffers.", Fact.DIRECT_MEMORY)
                        .by("kind", USE),
                Family.gauge("sluice_body_memory_bytes", "Bodies that are held whole.", Fact.BODY_MEMORY)
                        .by("kind", USE),
                Family.counter(
                        "sluice_access_lines_dropped_total",
                        "Access lines that were dropped because the log could not keep up.",
                        Fact.ACCESS_LINES_DROPPED),
                Family.counter(
                                "sluice_trace_spans_dropped_total",
                                "Spans of recorded traces that the collector did not get: more came than could be sent "
                                        + "(queue_full), or it did not take them (export_failed).",
                                Fact.SPANS_DROPPED)
                        .by("reason", SPAN_LOSS));
    }

    private static List<Family> configuration() {
        return List.of(
                Family.gauge("sluice_ready", "1 while new requests are accepted, else 0.", Fact.READY),
                Family.info("sluice_build", "Version of the gateway and of its Java runtime.", Fact.BUILD)
                        .by("version", VERSION)
                        .by("java_version", RUNTIME),
                Family.gauge(
                        "sluice_config_last_reload_successful",
                        "1 when the newest reload of the configuration was applied, 0 when it was refused.",
                        Fact.LAST_RELOAD_SUCCESSFUL),
                Family.gauge(
                        "sluice_config_last_reload_success_timestamp_seconds",
                        "When a configuration was applied for the last time, in seconds since the epoch.",
                        Fact.LAST_RELOAD_TIME),
                Family.counter("sluice_config_reloads_total", "Reloads of the configuration.", Fact.RELOADS)
                        .by("outcome", OUTCOME));
    }

    private static List<Family> jvm() {
        return List.of(
                Family.gauge("jvm_memory_used_bytes", "Memory in use by area.", Fact.MEMORY_USED)
                        .by("area", AREA),
                Family.gauge("jvm_memory_committed_bytes", "Memory committed by area.", Fact.MEMORY_COMMITTED)
                        .by("area", AREA),
                Family.gauge("jvm_memory_max_bytes", "Memory there may be by area.", Fact.MEMORY_MAX)
                        .by("area", AREA),
                Family.gauge("jvm_memory_pool_used_bytes", "Memory in use by pool.", Fact.POOL_USED)
                        .by("pool", POOL),
                Family.gauge("jvm_threads_current", "Live threads.", Fact.THREADS),
                Family.gauge("jvm_threads_daemon", "Live daemon threads.", Fact.DAEMON_THREADS),
                Family.histogram("jvm_gc_pause_seconds", "Pauses of the garbage collector.", Fact.GC_PAUSES)
                        .by("kind", GC_KIND));
    }
}
