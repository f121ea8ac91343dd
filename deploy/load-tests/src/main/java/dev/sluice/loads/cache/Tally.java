package dev.sluice.loads.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What clients have asked and what came of it, and from that what has to be shown and be in the books. Thread-safe. */
final class Tally {

    private static final BigDecimal INPUT = new BigDecimal("0.0000025");
    private static final BigDecimal OUTPUT = new BigDecimal("0.00001");

    /** The provider's key for what the gateway asks for itself. */
    private static final String VECTORS = "vectors";

    /** An answer that was given again. */
    private record Saving(Caller caller, String model, String id) {}

    /** What a key has used. */
    record Use(long requests, long tokens, BigDecimal usd) {

        static final Use NONE = new Use(0, 0, BigDecimal.ZERO);

        private Use plus(long count, long more, BigDecimal cost) {
            return new Use(requests + count, tokens + more, usd.add(cost));
        }
    }

    private final Shown shown = new Shown();
    private final Map<Result, Long> results = new EnumMap<>(Result.class);
    private final List<Saving> savings = new ArrayList<>();
    private final Map<String, Caller> paid = new HashMap<>();
    private final Map<Caller, Use> uses = new EnumMap<>(Caller.class);
    private Use saved = Use.NONE;

    /** One look into one cache. */
    synchronized void look(String cache, Result result) {
        shown.add("sluice_cache_lookups_total", 1, "cache", cache, "result", result.word());
        if (result != Result.BYPASS) {
            shown.add("sluice_cache_lookup_seconds_count", 1, "cache", cache, "result", result.word());
            shown.add(result == Result.HIT ? "cache_hits_total" : "cache_misses_total", 1, "cache_name", cache);
        }
    }

    /** What came of a request altogether. */
    synchronized void request(Caller caller, String model, Result result) {
        results.merge(result, 1L, Long::sum);
        uses.merge(caller, new Use(1, 0, BigDecimal.ZERO), (some, one) -> some.plus(1, 0, BigDecimal.ZERO));
        String tenant = caller.tenant();
        shown.add("sluice_tenant_cache_lookups_total", 1, "tenant", tenant, "model", model, "result", result.word());
        if (result != Result.BYPASS) {
            String hit = String.valueOf(result == Result.HIT);
            shown.add("modelgate_cache_latency_seconds_count", 1, "tenant_id", tenant, "hit", hit);
            String counter = result == Result.HIT ? "modelgate_cache_hits_total" : "modelgate_cache_misses_total";
            shown.add(counter, 1, "model", model, "tenant_id", tenant, "role_id", "all");
        }
    }

    /** A provider was asked, under this id. */
    synchronized void paid(Caller caller, String id) {
        paid.put(id, caller);
    }

    /** The answer to the request with this id was given again. */
    synchronized void saved(Caller caller, String model, String id) {
        savings.add(new Saving(caller, model, id));
    }

    /** Reckons from what the provider has billed; how many of its lines are about what clients asked. */
    synchronized long settle(List<JsonNode> ledger) {
        Map<String, JsonNode> billed = new HashMap<>();
        long lines = 0;
        for (JsonNode line : ledger) {
            String id = line.path("id").asText();
            Caller caller = paid.get(id);
            lines += line.path("key").asText().equals(VECTORS) ? 0 : 1;
            if (caller != null) {
                billed.put(id, line);
                uses.merge(caller, Use.NONE, (use, none) -> use.plus(0, tokens(line), usd(line)));
            }
        }
        for (Saving saving : savings) {
            settle(saving, billed.getOrDefault(saving.id(), MissingNode.getInstance()));
        }
        return lines;
    }

    private void settle(Saving saving, JsonNode line) {
        saved = saved.plus(1, tokens(line), usd(line));
        String model = saving.model();
        String tenant = saving.caller().tenant();
        shown.add("sluice_cache_saved_tokens_total", (double) tokens(line), "tenant", tenant, "model", model);
        shown.add("sluice_cache_saved_usd_total", usd(line).doubleValue(), "tenant", tenant, "model", model);
        shown.add("modelgate_cache_tokens_saved_total", (double) tokens(line), "tenant_id", tenant, "model", model);
        shown.add("modelgate_cache_cost_saved_usd_total", usd(line).doubleValue(), "tenant_id", tenant, "model", model);
    }

    private static long tokens(JsonNode line) {
        return line.path("input").asLong() + line.path("output").asLong();
    }

    private static BigDecimal usd(JsonNode line) {
        return INPUT.multiply(BigDecimal.valueOf(line.path("input").asLong()))
                .add(OUTPUT.multiply(BigDecimal.valueOf(line.path("output").asLong())));
    }

    synchronized Shown shown() {
        return shown;
    }

    /** How often providers were asked. */
    synchronized long paid() {
        return paid.size();
    }

    synchronized Use use(Caller caller) {
        return uses.getOrDefault(caller, Use.NONE);
    }

    /** What all hits together have saved. */
    synchronized Use saved() {
        return saved;
    }

    synchronized Map<Result, Long> results() {
        return new EnumMap<>(results);
    }
}
