package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.AREA;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;

import dev.sluice.metrics.instrument.Fact;
import java.util.List;

/** The names of RealMultiLLM; its Node and V8 terms stand for this Java process. */
final class RealMultiLlm implements Vocabulary {

    private static final int INPUT_AND_OUTPUT = 2;
    private static final int HEAP = 0;

    @Override
    public String name() {
        return "realmultillm";
    }

    private static final Family DURATION =
            Llm.DURATION.by("provider", PROVIDER).by("model", MODEL).within(.1, .5, 1, 2, 5, 10, 30, 60);
    private static final Family TOKENS = Family.sum("llm_tokens_total", "Total tokens consumed", Fact.TOKENS)
            .by("provider", PROVIDER)
            .by("model", MODEL)
            .by("type", TOKEN_TYPE)
            .only(row -> row.at(TOKEN_TYPE) < INPUT_AND_OUTPUT);
    private static final Family HEAP_USED = Family.gauge(
                    "process_heap_bytes", "Heap in use by the Java runtime, in bytes.", Fact.MEMORY_USED)
            .only(row -> row.at(AREA) == HEAP);

    @Override
    public List<Family> families() {
        return List.of(
                Llm.REQUESTS,
                DURATION,
                TOKENS,
                Family.counter("rate_limit_hits_total", "Rate limit rejections", Fact.RATE_LIMITS)
                        .by("endpoint", ROUTE),
                Shared.RESIDENT,
                HEAP_USED,
                Shared.CPU_USER,
                Shared.CPU_SYSTEM,
                Family.gauge("process_uptime_seconds", "How long the process has been up, in seconds.", Fact.UPTIME),
                Shared.EVENT_LOOP_LAG,
                Shared.RUNTIME_VERSION);
    }

    /** Its route puts a prefix before what it has recorded. */
    @Override
    public List<Departure> departures() {
        return List.of(
                new Departure("llm_requests_total", Llm.REQUESTS.called("realmultillm_llm_requests_total")),
                new Departure(
                        "llm_request_duration_seconds", DURATION.called("realmultillm_llm_request_duration_seconds")),
                new Departure("llm_tokens_total", TOKENS.called("realmultillm_llm_tokens_total")),
                new Departure("process_heap_bytes", HEAP_USED.called("process_heap_used_bytes")));
    }
}
