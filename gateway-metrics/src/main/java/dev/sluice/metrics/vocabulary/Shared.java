package dev.sluice.metrics.vocabulary;

import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/**
 * Families that several vocabularies have alike: the process, and what clients of Node programs expect of a runtime.
 */
final class Shared {

    static final Family CPU = Family.counter(
            "process_cpu_seconds_total", "User and system CPU time spent by the process, in seconds.", Fact.CPU);
    static final Family CPU_USER = Family.counter(
            "process_cpu_user_seconds_total", "User CPU time spent by the process, in seconds.", Fact.CPU_USER);
    static final Family CPU_SYSTEM = Family.counter(
            "process_cpu_system_seconds_total", "System CPU time spent by the process, in seconds.", Fact.CPU_SYSTEM);
    static final Family RESIDENT = Family.gauge(
            "process_resident_memory_bytes", "Resident memory of the process, in bytes.", Fact.RESIDENT_MEMORY);
    static final Family VIRTUAL = Family.gauge(
            "process_virtual_memory_bytes", "Virtual memory of the process, in bytes.", Fact.VIRTUAL_MEMORY);
    static final Family START_TIME = Family.gauge(
            "process_start_time_seconds", "When the process started, in seconds since the epoch.", Fact.START_TIME);
    static final Family OPEN_FDS =
            Family.gauge("process_open_fds", "Open file descriptors of the process.", Fact.OPEN_FDS);
    static final Family MAX_FDS =
            Family.gauge("process_max_fds", "File descriptors that the process may open.", Fact.MAX_FDS);
    static final Family EVENT_LOOP_LAG = Family.gauge(
            "nodejs_eventloop_lag_seconds",
            "How late the newest probe of the latest event loop of this Java gateway ran, in seconds.",
            Fact.LOOP_LAG_NEWEST);
    static final Family RUNTIME_VERSION = Family.info(
                    "nodejs_version",
                    "Version of the Java runtime, under the name that a Node program has it.",
                    Fact.BUILD)
            .by("version", Dimension.RUNTIME);

    private Shared() {}

    /** What every vocabulary with process metrics tells of the process. */
    static List<Family> process() {
        return List.of(CPU, CPU_USER, CPU_SYSTEM, RESIDENT, VIRTUAL, START_TIME, OPEN_FDS, MAX_FDS);
    }
}
