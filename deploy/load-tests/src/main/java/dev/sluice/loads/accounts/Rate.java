package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Three times what limits of requests by the second and by the minute allow, at one gateway or spread over several:
 * what is let in is what they allow, no window has twice as many, and who is refused may come when it was told.
 *
 * <p>A window is two of the clock's, of which the last one fades. So what a limit allows is even once one of the
 * clock's windows was used up; the warm-up does that, and ends where the next one begins.
 */
@Command(name = "rate", description = "Three times as many requests as limits by the second and the minute allow.")
public final class Rate implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long MINUTE = 60_000;
    private static final double OFF = 0.02;

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--seconds", defaultValue = "60", description = "That are measured (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--per-second",
            defaultValue = "100",
            description = "Limit of the one key (default: ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(
            names = "--per-minute",
            defaultValue = "1200",
            description = "Limit of the other (default: ${DEFAULT-VALUE}).")
    private int perMinute;

    @Option(
            names = "--samples",
            defaultValue = "40",
            description = "Clients that come again when they were told (default: ${DEFAULT-VALUE}).")
    private int samples;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws Exception {
        return installation.prove(new Report("rate"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("gateways", installation.nodes().size());
        try (Volley bySecond = volley("by-second", "requests_per_second", perSecond);
                Volley byMinute = volley("by-minute", "requests_per_minute", perMinute)) {
            warmUp(bySecond, byMinute);
            long from = System.nanoTime();
            Comebacks comebacks = new Comebacks(installation, samples);
            Pulse.rest(Duration.ofSeconds(seconds));
            long to = System.nanoTime();
            judge(report, "by the second", bySecond.stop(PATIENCE), new Span(from, to, 1, perSecond));
            judge(report, "by the minute", byMinute.stop(PATIENCE), new Span(from, to, 60, perMinute));
            comebacks.judge(report);
        }
        installation.rest(report);
    }

    private Volley volley(String key, String limit, int most) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            String value = admin.makeKey(key, "{\"" + limit + "\":" + most + "}");
            return new Volley(installation.addresses(), number -> request(value));
        }
    }

    /** A small request. */
    static Request request(String key) {
        return Request.post(
                        "/v1/chat/completions",
                        "{\"model\":\"gpt-4o\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .with(Map.of("authorization", "Bearer " + key, "x-sim-tokens", "1"));
    }

    /** Begins half a minute before a minute of the clock does, and ends with that. */
    private void warmUp(Volley bySecond, Volley byMinute) {
        long left = MINUTE - clock.millis() % MINUTE;
        Pulse.rest(Duration.ofMillis(Math.floorMod(left - MINUTE / 2, MINUTE)));
        bySecond.pace(3.0 * perSecond);
        byMinute.pace(3.0 * perMinute / 60);
        Pulse.rest(Duration.ofMillis(MINUTE - clock.millis() % MINUTE));
    }

    /** What is measured, and of which limit. */
    private record Span(long from, long to, int windowSeconds, int limit) {

        double allowed() {
            return (to - from) / 1e9 / windowSeconds * limit;
        }

        long windowNanos() {
            return TimeUnit.SECONDS.toNanos(windowSeconds);
        }
    }

    private static void judge(Report report, String name, List<Outcome> outcomes, Span span) {
        List<Outcome> admitted = new ArrayList<>();
        long offered = 0;
        for (Outcome outcome : outcomes) {
            if (outcome.passed()) {
                admitted.add(outcome);
            } else if (outcome.status() != 429) {
                report.fail(name + ": answered with " + outcome.status() + ", " + outcome.ending());
            }
            offered += within(outcome.sentNanos(), span) ? 1 : 0;
        }
        long measured =
                admitted.stream().filter(each -> within(each.sentNanos(), span)).count();
        double off = measured / span.allowed() - 1;
        report.figure(name + ": asked", offered);
        report.figure(name + ": allowed", Math.round(span.allowed()));
        report.figure(name + ": admitted", measured);
        report.figure(name + ": off by %", Math.round(off * 10_000) / 100.0);
        if (Math.abs(off) > OFF) {
            report.fail(name + ": admitted are " + measured + " of " + Math.round(span.allowed()));
        }
        long most = mostInAWindow(admitted, span.windowNanos());
        report.atMost(name + ": admitted in any window at the most", 2L * span.limit() - 1, most);
    }

    private static boolean within(long at, Span span) {
        return at - span.from() >= 0 && at - span.to() < 0;
    }

    /** Requests that were both sent and answered within a window of this length, and so were let in within one. */
    private static long mostInAWindow(List<Outcome> admitted, long nanos) {
        List<Outcome> inOrder = new ArrayList<>(admitted);
        inOrder.sort(Comparator.comparingLong(Outcome::sentNanos));
        int most = 0;
        for (int first = 0; first < inOrder.size(); first++) {
            long end = inOrder.get(first).sentNanos() + nanos;
            int count = 0;
            for (int i = first; i < inOrder.size() && inOrder.get(i).sentNanos() < end; i++) {
                count += inOrder.get(i).endedNanos() <= end ? 1 : 0;
            }
            most = Math.max(most, count);
        }
        return most;
    }
}
