package dev.sluice.loads.fidelity;

import dev.sluice.loads.fidelity.Judge.Finding;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** The client's own counts, to be held against the gateway's. Thread-safe. */
final class Tally {

    /** What is counted of each route. */
    private static final class Sums {
        private final Map<String, Long> byStatus = new TreeMap<>();
        private long requestBytes;
        private long answerBytes;
    }

    private final Map<String, Sums> routes = new TreeMap<>();
    private final Map<Finding, Long> findings = new EnumMap<>(Finding.class);
    private long successes;
    private long errors;
    private long input;
    private long output;

    synchronized void count(Ask ask, Answer got, Finding finding, Tokens tokens) {
        Sums sums = routes.computeIfAbsent(ask.kind().path(), route -> new Sums());
        sums.byStatus.merge(Integer.toString(got.status()), 1L, Long::sum);
        sums.requestBytes += ask.request().body().length;
        sums.answerBytes += got.body().length;
        findings.merge(finding, 1L, Long::sum);
        if (finding == Finding.IDENTICAL) {
            successes++;
        } else {
            errors++;
        }
        input += tokens.input();
        output += tokens.output();
    }

    /** Whether what the gateway counted between two scrapes is the same by now, as far as requests go. */
    synchronized boolean settled(Scrape before, Scrape after) {
        long mine = successes + errors;
        long theirs = 0;
        for (String route : routes.keySet()) {
            theirs += after.since(before, "sluice_http_server_request_duration_seconds_count", Map.of("route", route));
        }
        return theirs >= mine;
    }

    /** Holds everything counted against the difference between two scrapes. */
    synchronized void compare(Scrape before, Scrape after, Report report) {
        report.figure("findings", findings);
        routes.forEach((route, sums) -> compare(route, sums, before, after, report));
        report.same("operations_success", successes, operations(before, after, "success"));
        report.same("operations_error", errors, operations(before, after, "error"));
        report.same("tokens_input", input, tokens(before, after, "input"));
        report.same("tokens_output", output, tokens(before, after, "output"));
    }

    private static void compare(String route, Sums sums, Scrape before, Scrape after, Report report) {
        Map<String, String> labels = Map.of("route", route);
        String requests = "sluice_http_server_request_duration_seconds_count";
        Map<String, Long> statuses = after.sums(requests, labels, "status_code");
        before.sums(requests, labels, "status_code")
                .forEach((status, count) -> statuses.merge(status, -count, Long::sum));
        statuses.values().removeIf(count -> count == 0);
        report.figure(route + " by status", statuses);
        if (!statuses.equals(sums.byStatus)) {
            report.fail(route + " by status: expected " + sums.byStatus + ", found " + statuses);
        }
        report.same(
                route + " request bytes",
                sums.requestBytes,
                after.since(before, "sluice_http_server_request_body_bytes_sum", labels));
        report.same(
                route + " answer bytes",
                sums.answerBytes,
                after.since(before, "sluice_http_server_response_body_bytes_sum", labels));
    }

    private static long operations(Scrape before, Scrape after, String outcome) {
        return after.since(before, "sluice_operations_total", Map.of("outcome", outcome));
    }

    private static long tokens(Scrape before, Scrape after, String type) {
        return after.since(before, "sluice_tokens_total", Map.of("type", type));
    }
}
