package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Admin;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the gateway shows at one moment, by the path that it shows it under: each vocabulary that tells of caches, and
 * all of them together.
 */
record Scrapes(Map<String, Scrape> byPath) {

    private static final String ALL = "/metrics";
    /** How the counters of each begin. */
    private static final Map<String, String> VOCABULARIES = Map.of(
            "/metrics/sluice", "sluice_", "/metrics/modelgate", "modelgate_", "/metrics/gatewayz", "cache_", ALL, "");

    /** Before and after. */
    record Pair(Scrape before, Scrape after) {}

    static Scrapes take(Admin admin) throws IOException {
        Map<String, Scrape> scrapes = new LinkedHashMap<>();
        for (String path : VOCABULARIES.keySet()) {
            scrapes.put(path, admin.scrape(path));
        }
        return new Scrapes(scrapes);
    }

    /** Holds what has grown since an earlier moment against what was counted meanwhile; how many counters. */
    int compare(Scrapes before, Shown shown, Report report) {
        int compared = 0;
        for (Map.Entry<String, String> each : VOCABULARIES.entrySet()) {
            Pair pair = new Pair(before.at(each.getKey()), at(each.getKey()));
            compared += shown.compare(each.getKey(), each.getValue(), pair, report);
        }
        return compared;
    }

    /** The gateway's own names. */
    Scrape own() {
        return at("/metrics/sluice");
    }

    private Scrape at(String path) {
        Scrape scrape = byPath.get(path);
        if (scrape == null) {
            throw new IllegalArgumentException(path);
        }
        return scrape;
    }
}
