package dev.sluice.loads.providers;

import dev.sluice.loads.http.Request;
import dev.sluice.loads.providers.Visit.Window;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Latencies;
import dev.sluice.loads.run.Listen;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import dev.sluice.loads.upstream.Upstream.Absence;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Provider A of two dies and comes back, several times, under requests at a fixed rate: none may fail, those after the
 * breaker opened have to be as fast as those to a provider that is well, sent in turn with them so that a busy machine
 * slows both; at most one an open period may reach A, and A's return has to be noticed. Then both die. All are the
 * proof's own.
 */
@Command(name = "outage", description = "One provider of two dies, and clients notice nothing; then both do.")
public final class Outage implements Callable<Integer> {

    private static final String A = "a";
    private static final String B = "b";
    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Listen listenA = new Listen();

    @Option(names = "--port-b", defaultValue = "9003", description = "Where B listens (default: ${DEFAULT-VALUE}).")
    private int portB;

    @Option(
            names = "--port-well",
            defaultValue = "9004",
            description = "Where one listens that stays well (default: ${DEFAULT-VALUE}).")
    private int portWell;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Requests a second to either model (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each phase (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--cycles", defaultValue = "3", description = "Deaths of A (default: ${DEFAULT-VALUE}).")
    private int cycles;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds before all (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--delay",
            defaultValue = "50",
            description = "Milliseconds of an answer (default: ${DEFAULT-VALUE}).")
    private int delayMillis;

    @Option(
            names = "--open",
            defaultValue = "5",
            description = "Seconds that the breaker stays open, as configured (default: ${DEFAULT-VALUE}).")
    private int openSeconds;

    @Option(
            names = "--absence",
            defaultValue = "REFUSING",
            description = "How they are dead: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Absence absence = Absence.REFUSING;

    @Option(
            names = "--requests",
            defaultValue = "2000",
            description = "While both are dead, for each model (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--concurrency", defaultValue = "16", description = "Of those (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    private final List<Window> healthy = new ArrayList<>();
    private final List<Window> dark = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("outage"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("absence", absence);
        byte[] outage = request("outage");
        byte[] well = request("well");
        long began = System.nanoTime();
        try (Backend a = new Backend(listenA.address(), delayMillis);
                Backend b = new Backend(address(portB), delayMillis);
                Backend control = new Backend(address(portWell), delayMillis);
                Traffic traffic = new Traffic(gateway.address(), 2 * rate, n -> isOutage(n) ? outage : well)) {
            traffic.start();
            Pulse.rest(Duration.ofSeconds(warmUpSeconds));
            for (int cycle = 0; cycle < cycles; cycle++) {
                phaseOfHealth(b, report);
                phaseOfDeath(a, report);
                comeBack(a, report);
            }
            phaseOfHealth(b, report);
            traffic.stop(gateway.patience());
            judge(traffic.visits(), report);
            report.figure(
                    "requests to the one that is well",
                    control.askedSince(began).size());
            a.leave(absence);
            b.leave(absence);
            proveTotalOutage(a, b, report);
        }
    }

    private InetSocketAddress address(int port) {
        return new InetSocketAddress(listenA.address().getAddress(), port);
    }

    private byte[] request(String model) {
        Request request = Request.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"there?\"}]}");
        return gateway.authorised(request).bytes(gateway.authority());
    }

    private static boolean isOutage(int number) {
        return number % 2 == 0;
    }

    private void phaseOfHealth(Backend b, Report report) {
        Window window = phase(healthy);
        long strays = b.askedSince(window.fromNanos()).size();
        if (strays > 0) {
            report.fail(strays + " requests went to B while A was well");
        }
        // What was sent while A was well may end before it dies.
        Pulse.rest(SHORTLY);
    }

    private void phaseOfDeath(Backend a, Report report) throws IOException {
        a.leave(absence);
        if (!Pulse.until(SOON, Duration.ofMillis(50), this::breakerIsOpen)) {
            report.fail("the breaker of A did not open");
        }
        Probes probes = new Probes(Duration.ofSeconds(openSeconds));
        long from = System.nanoTime();
        Scrape before = gateway.scrape();
        phase(dark);
        long attempts = attempts(before, gateway.scrape(), A);
        long most = probes.most(Duration.ofNanos(System.nanoTime() - from));
        report.atMost("probes of A in dark phase " + dark.size(), most, attempts);
        probes.judge(a.turnedAwaySince(from), report);
    }

    private boolean breakerIsOpen() throws IOException {
        return gateway.scrape().sum("sluice_circuit_state", Map.of("provider", A, "state", "open")) > 0;
    }

    private void comeBack(Backend a, Report report) throws IOException {
        long back = System.nanoTime();
        a.comeBack();
        Duration most = Duration.ofSeconds(openSeconds).plus(SOON);
        if (!Pulse.until(most, Duration.ofMillis(10), () -> a.askedSince(back).size() > 2)) {
            report.fail("A's return was not noticed");
            return;
        }
        long millis = Duration.ofNanos(a.askedSince(back).get(0) - back).toMillis();
        report.atMost("ms until return " + dark.size() + " of A was noticed", openSeconds * 1000L + 1000, millis);
        // What was sent to B before the probe was answered ends there.
        Pulse.rest(SHORTLY);
    }

    private Window phase(List<Window> phases) {
        long from = System.nanoTime();
        Pulse.rest(Duration.ofSeconds(seconds));
        Window window = new Window(from, System.nanoTime());
        phases.add(window);
        return window;
    }

    private void judge(List<Visit> visits, Report report) {
        Visit.Expected expected = Visit.Expected.of(Backend.ANSWER.getBytes(StandardCharsets.UTF_8));
        report.figure("requests", visits.size());
        for (Visit visit : visits) {
            if (!visit.is(expected)) {
                report.fail((in(dark).test(visit) ? "without A: " : "") + visit);
            }
        }
        report.figure("with_a", latencies(visits, healthy, true).figures());
        report.figure(
                "with_a, the one that is well",
                latencies(visits, healthy, false).figures());
        Latencies without = latencies(visits, dark, true);
        Latencies well = latencies(visits, dark, false);
        report.figure("without_a", without.figures());
        report.figure("without_a, the one that is well", well.figures());
        double bound = Math.max(well.millis(.99) * 1.1, well.millis(.99) + 1);
        report.figure("p99_bound_ms", Latencies.rounded(bound));
        if (without.millis(.99) > bound) {
            report.fail("without A the p99 is " + without.millis(.99) + " ms, above " + bound + " ms");
        }
    }

    private static Latencies latencies(List<Visit> visits, List<Window> phases, boolean outage) {
        return Latencies.of(visits.stream()
                .filter(in(phases))
                .filter(visit -> isOutage(visit.number()) == outage)
                .mapToLong(Visit::totalNanos));
    }

    private static Predicate<Visit> in(List<Window> phases) {
        return visit -> phases.stream().anyMatch(visit::in);
    }

    private void proveTotalOutage(Backend a, Backend b, Report report) throws Exception {
        Workers.Job job = new Workers.Job(requests, concurrency, Duration.ofMinutes(5));
        long from = System.nanoTime();
        long attempts = new TotalOutage(gateway, job, report).prove("outage", List.of(A, B))
                + new TotalOutage(gateway, job, report).prove("unbroken", List.of("a-unbroken", "b-unbroken"));
        if (absence == Absence.CLOSING) {
            long seen = (long) a.turnedAwaySince(from).size()
                    + b.turnedAwaySince(from).size();
            report.same("attempts that A and B saw themselves", attempts, seen);
        }
    }

    /** Attempts at a provider between two scrapes, as the gateway counts them. */
    static long attempts(Scrape before, Scrape after, String provider) {
        return after.since(before, "sluice_upstream_attempt_duration_seconds_count", Map.of("provider", provider));
    }
}
