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

    @Override
    public List<Family> families() {
        return List.of(
                Llm.REQUESTS,
                Llm.DURATION.by("provider", PROVIDER).by("model", MODEL).within(.1, .5, 1, 2, 5, 10, 30, 60),
                Family.sum("llm_tokens_total", "Total tokens consumed", Fact.TOKENS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("type", TOKEN_TYPE)
                        .only(row -> row.at(TOKEN_TYPE) < INPUT_AND_OUTPUT),
                Family.counter("rate_limit_hits_total", "Rate limit rejections", Fact.RATE_LIMITS)
                        .by("endpoint", ROUTE),
                Shared.RESIDENT,
                Family.gauge("process_heap_bytes", "Heap in use by the Java runtime, in bytes.", Fact.MEMORY_USED)
                        .only(row -> row.at(AREA) == HEAP),
                Shared.CPU_USER,
                Shared.CPU_SYSTEM,
                Family.gauge("process_uptime_seconds", "How long the process has been up, in seconds.", Fact.UPTIME),
                Shared.EVENT_LOOP_LAG,
                Shared.RUNTIME_VERSION);
    }
}
