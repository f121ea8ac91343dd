package dev.sluice.loads.providers;

import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the provider counted between two looks, by key and status, and what every vocabulary has to say of it. All
 * requests of clients have succeeded, or nothing here can be right.
 *
 * @param group the provider's name in the gateway's configuration
 * @param model what clients asked for
 * @param requests of clients
 * @param keys the provider's own counts, by the keys' names
 */
record Ledger(String group, String model, long requests, Map<String, KeyCounts> keys) {

    /** A counter, and by how much it has to have grown. */
    record Entry(String metric, Map<String, String> labels, long expected) {

        private boolean differs(Scrape before, Scrape after) {
            return after.since(before, metric, labels) != expected;
        }
    }

    private static final String OPERATIONS = "gpt_load_proxy_requests_total";
    private static final String ATTEMPTS = "sluice_upstream_attempt_duration_seconds_count";

    /** Whether all counters are where they have to be. */
    boolean agrees(Scrape before, Scrape after) {
        return entries().stream().noneMatch(entry -> entry.differs(before, after));
    }

    /** Holds all counters against the provider's counts. */
    void compare(Scrape before, Scrape after, Report report) {
        List<Entry> entries = entries();
        report.figure("counters_compared", entries.size());
        for (Entry entry : entries) {
            if (entry.differs(before, after)) {
                report.fail(entry.metric() + entry.labels() + ": expected " + entry.expected() + ", found "
                        + after.since(before, entry.metric(), entry.labels()));
            }
        }
    }

    /** What has to be there. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        ofRequests(entries);
        ofAttempts(entries);
        ofRetries(entries);
        keys.forEach((key, counts) -> ofKey(entries, key, counts));
        return entries;
    }

    private void ofRequests(List<Entry> entries) {
        entries.add(new Entry(OPERATIONS, Map.of("group", group, "status", "success"), requests));
        entries.add(new Entry(OPERATIONS, Map.of("group", group, "status", "error"), 0));
        Map<String, String> labels = Map.of("provider", group, "model", model);
        entries.add(new Entry("llm_requests_total", and(labels, "status", "success"), requests));
        entries.add(new Entry("llm_requests_total", Map.of("status", "error"), 0));
        entries.add(new Entry("sluice_operations_total", and(labels, "outcome", "success"), requests));
    }

    private void ofAttempts(List<Entry> entries) {
        long attempts = sum(KeyCounts::requests);
        Map<String, String> labels = Map.of("provider", group, "model", model);
        entries.add(new Entry(ATTEMPTS, labels, attempts));
        entries.add(new Entry(ATTEMPTS, and(labels, "outcome", "success"), sum(counts -> counts.status(200))));
        entries.add(new Entry("modelgate_provider_requests_total", labels, attempts));
        entries.add(new Entry("gpt_load_key_rotations_total", Map.of("group", group), attempts));
        entries.add(new Entry("sluice_key_rotations_total", Map.of("group", group), attempts));
    }

    private void ofRetries(List<Entry> entries) {
        Map<String, String> provider = Map.of("provider", group);
        long rejected = sum(counts -> counts.status(401));
        long limited = sum(counts -> counts.status(429));
        for (String metric : List.of("llm_retry_total", "sluice_retries_total", "modelgate_retry_attempts_total")) {
            entries.add(new Entry(metric, provider, rejected + limited));
        }
        for (String metric : List.of("sluice_retries_total", "modelgate_retry_attempts_total")) {
            entries.add(new Entry(metric, and(provider, "reason", "auth"), rejected));
            entries.add(new Entry(metric, and(provider, "reason", "rate_limit"), limited));
        }
    }

    private void ofKey(List<Entry> entries, String key, KeyCounts counts) {
        Map<String, String> labels = Map.of("provider", group, "key_name", key);
        String attempts = "sluice_upstream_key_attempts_total";
        entries.add(new Entry(attempts, labels, counts.requests()));
        entries.add(new Entry(attempts, and(labels, "result", "success"), counts.status(200)));
        entries.add(new Entry(attempts, and(labels, "result", "rejected"), counts.status(401)));
        entries.add(new Entry(attempts, and(labels, "result", "rate_limited"), counts.status(429)));
        entries.add(new Entry("modelgate_api_key_usage_total", labels, counts.requests()));
        entries.add(new Entry("modelgate_api_key_rate_limits_total", labels, counts.status(429)));
    }

    private long sum(ToLongFunction<KeyCounts> count) {
        return keys.values().stream().mapToLong(count).sum();
    }

    private static Map<String, String> and(Map<String, String> labels, String name, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(name, value);
        return Map.copyOf(more);
    }
}
