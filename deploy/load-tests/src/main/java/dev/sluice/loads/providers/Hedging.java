package dev.sluice.loads.providers;

import dev.sluice.loads.http.Request;
import dev.sluice.loads.providers.Visit.Window;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Latencies;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The same streams at the same rate twice, some of them with a slow first token: first without second attempts, then
 * with. They have to take most of the slowness out of the time to first token, at a bounded price, and no client may
 * get anything but one whole answer.
 */
@Command(name = "hedging", description = "Second attempts take slow first tokens out of the p99, at 5 % more requests.")
public final class Hedging implements Callable<Integer> {

    /** Both are the name of a model, of its provider, and of the provider's key. */
    private static final String PLAIN = "plain";

    private static final String HEDGED = "hedged";
    private static final double MOST_EXTRA = 0.05;

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Provider provider = new Provider();

    @Option(names = "--rate", defaultValue = "50", description = "Streams a second (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "Of each phase (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description =
                    "Seconds before each phase, in which the gateway learns its times (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--fastest",
            defaultValue = "100",
            description = "Milliseconds to an ordinary first token at least (default: ${DEFAULT-VALUE}).")
    private int fastestMillis;

    @Option(names = "--slowest", defaultValue = "300", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int slowestMillis;

    @Option(
            names = "--slow",
            defaultValue = "2000",
            description = "Milliseconds to a slow one, as the provider was told (default: ${DEFAULT-VALUE}).")
    private int slowMillis;

    @Option(names = "--seed", defaultValue = "1", description = "Of requests and times (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("hedging"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        Latencies plain = phase(PLAIN, report);
        Latencies hedged = phase(HEDGED, report);
        report.figure("first_token_without_hedging", plain.figures());
        report.figure("first_token_with_hedging", hedged.figures());
        if (plain.millis(.99) < slowMillis * 0.95) {
            report.fail("without hedging the p99 is " + plain.millis(.99) + " ms: nothing was slow");
        }
        double delay = hedged.millis(.95);
        report.figure("hedge_delay_ms", Latencies.rounded(delay));
        report.figure("p99_in_hedge_delays", Latencies.rounded(hedged.millis(.99) / delay));
        if (hedged.millis(.99) >= 2 * delay) {
            report.fail("with hedging the p99 is " + hedged.millis(.99) + " ms, not below twice " + delay + " ms");
        }
    }

    private Latencies phase(String model, Report report) throws IOException {
        Asks asks = Asks.of(Asks.Kind.STREAMS, model, seed, provider);
        Map<String, KeyCounts> keysBefore = provider.keys();
        Scrape before = gateway.scrape();
        try (Traffic traffic = new Traffic(gateway.address(), rate, number -> bytes(asks, number))) {
            traffic.start();
            Pulse.rest(Duration.ofSeconds(warmUpSeconds));
            long from = System.nanoTime();
            Pulse.rest(Duration.ofSeconds(seconds));
            Window window = new Window(from, System.nanoTime());
            traffic.stop(gateway.patience());
            List<Visit> visits = traffic.visits();
            judge(model, visits, asks, report);
            KeyCounts counts = KeyCounts.between(keysBefore, provider.keys()).getOrDefault(model, KeyCounts.NONE);
            price(new Price(model, visits.size(), counts.requests()), gateway.scrape(), before, report);
            return Latencies.of(
                    visits.stream().filter(visit -> visit.in(window)).mapToLong(Visit::firstOutputNanos));
        }
    }

    private byte[] bytes(Asks asks, int number) {
        int delay = new SplittableRandom(seed * 1_000_003 + number).nextInt(fastestMillis, slowestMillis + 1);
        Request request = asks.ask(number).request().with("x-sim-delay", delay + "ms");
        return gateway.authorised(request).bytes(gateway.authority());
    }

    private static void judge(String model, List<Visit> visits, Asks asks, Report report) {
        report.figure(model + ": streams", visits.size());
        for (Visit visit : visits) {
            if (!visit.is(Visit.Expected.of(asks.ask(visit.number()).right()))) {
                report.fail(model + ": not one whole answer: " + visit);
            }
        }
    }

    /** What streams cost at the provider. */
    private record Price(String model, long streams, long attempts) {}

    private static void price(Price price, Scrape after, Scrape before, Report report) {
        String model = price.model();
        long extra = price.attempts() - price.streams();
        report.figure(model + ": requests at the provider", price.attempts());
        report.figure(model + ": extra requests, percent", Latencies.rounded(100.0 * extra / price.streams()));
        if (extra > (model.equals(HEDGED) ? MOST_EXTRA * price.streams() : 0)) {
            report.fail(model + ": " + extra + " extra requests for " + price.streams() + " streams");
        }
        long made = hedges(before, after, model, "invoked");
        // One that had no connection yet when the first output came was never seen there.
        report.atMost(model + ": second attempts that the provider saw", made, extra);
        report.figure(model + ": second attempts that won", hedges(before, after, model, "won"));
        report.same(
                model + ": second attempts that won or lost",
                made,
                hedges(before, after, model, "won") + hedges(before, after, model, "lost"));
    }

    private static long hedges(Scrape before, Scrape after, String provider, String result) {
        return after.since(before, "sluice_hedges_total", Map.of("provider", provider, "result", result));
    }
}
