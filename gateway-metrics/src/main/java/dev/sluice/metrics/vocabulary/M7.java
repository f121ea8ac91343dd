package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.AREA;
import static dev.sluice.metrics.instrument.Dimension.FAILOVER_RESULT;
import static dev.sluice.metrics.instrument.Dimension.FROM_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.GC_KIND;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.POOL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.TO_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.USE;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The names of the reliability milestones (M7), with what Node's Prometheus client shows of a process by default. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class M7 implements Vocabulary {

    private static final int HEAP = 0;
    private static final int USED = 0;

    @Override
    public String name() {
        return "m7";
    }

    @Override
    public List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.add(Llm.REQUESTS);
        families.add(Llm.DURATION.by("provider", PROVIDER).by("status", OUTCOME).within(.1, .5, 1, 2, 5, 10, 30));
        families.addAll(resilience());
        families.addAll(Shared.process());
        families.add(Shared.EVENT_LOOP_LAG);
        families.add(Shared.RUNTIME_VERSION);
        families.addAll(node());
        return families;
    }

    /** A breaker that lets probes through is not closed yet: at 0 a flapping one would hide a dead provider. */
    private static List<Family> resilience() {
        return List.of(
                Family.gauge(
                                "llm_circuit_state",
                                "Circuit breaker state (0=closed, 1=open or half-open), the worst of the provider's.",
                                Fact.BREAKER_NOT_CLOSED)
                        .by("provider", PROVIDER),
                Family.counter("llm_retry_total", "Total number of retry attempts", Fact.RETRIES)
                        .by("provider", PROVIDER),
                Family.counter("llm_failover_total", "Total number of failover events", Fact.FAILOVERS)
                        .by("from", FROM_PROVIDER)
                        .by("to", TO_PROVIDER)
                        .only(row -> row.at(FAILOVER_RESULT) == FailoverResult.INVOKED.ordinal()));
    }

    private static List<Family> node() {
        return List.of(
                Family.gauge(
                                "nodejs_heap_size_total_bytes",
                                "Heap committed to the Java runtime.",
                                Fact.MEMORY_COMMITTED)
                        .only(row -> row.at(AREA) == HEAP),
                Family.gauge("nodejs_heap_size_used_bytes", "Heap in use by the Java runtime.", Fact.MEMORY_USED)
                        .only(row -> row.at(AREA) == HEAP),
                Family.gauge("nodejs_external_memory_bytes", "Direct memory in use by buffers.", Fact.DIRECT_MEMORY)
                        .only(row -> row.at(USE) == USED),
                Family.gauge(
                                "nodejs_heap_space_size_total_bytes",
                                "Memory committed to a memory pool of the Java runtime.",
                                Fact.POOL_COMMITTED)
                        .by("space", POOL),
                Family.gauge(
                                "nodejs_heap_space_size_used_bytes",
                                "Memory in use in a memory pool of the Java runtime.",
                                Fact.POOL_USED)
                        .by("space", POOL),
                Family.gauge(
                                "nodejs_heap_space_size_available_bytes",
                                "Memory committed and not in use in a memory pool of the Java runtime.",
                                Fact.POOL_AVAILABLE)
                        .by("space", POOL),
                Family.histogram(
                                "nodejs_gc_duration_seconds",
                                "Pauses of the Java runtime's garbage collector by kind.",
                                Fact.GC_PAUSES)
                        .by("kind", GC_KIND)
                        .within(.001, .01, .1, 1, 2, 5));
    }
}
