package dev.sluice.loads.fidelity;

import dev.sluice.loads.fidelity.Judge.Finding;
import dev.sluice.loads.fidelity.Judge.Verdict;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sends mixed requests through the gateway and the same to the simulated provider itself: every answer has to be the
 * provider's, byte for byte, or an honest error, and the metrics' sums have to be the proof's own. One thread and two
 * connections a worker.
 */
@Command(name = "fidelity", description = "Every answer byte-identical or an honest error; every count exact.")
public final class Fidelity implements Callable<Integer> {

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(5);

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Provider provider = new Provider();

    @Option(names = "--requests", defaultValue = "100000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--first", defaultValue = "0", description = "Number of the first one (default: ${DEFAULT-VALUE}).")
    private int first;

    @Option(names = "--concurrency", defaultValue = "64", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the mix (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seconds", defaultValue = "3600", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--model", defaultValue = "gpt-4o", description = "Chat model (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Option(
            names = "--embedding-model",
            defaultValue = "text-embedding-3-small",
            description = "Embedding model (default: ${DEFAULT-VALUE}).")
    private String embeddingModel = "";

    private final AtomicInteger resent = new AtomicInteger();
    private final Tally tally = new Tally();

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("fidelity"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        Scrape before = gateway.scrape();
        long started = System.nanoTime();
        work(report);
        report.figure("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        report.figure("resent_on_closed_connections", resent.get());
        // What a client has got may be counted a moment later.
        Pulse.until(SETTLED_WITHIN, Duration.ofMillis(100), () -> tally.settled(before, gateway.scrape()));
        tally.compare(before, gateway.scrape(), report);
    }

    private void work(Report report) throws Exception {
        Mix mix = new Mix(seed, model, embeddingModel);
        Workers.Job job = new Workers.Job(requests, concurrency, Duration.ofSeconds(seconds));
        report.same("requests", requests, Workers.run(job, () -> new Examiner(mix, report)));
    }

    /** One worker, with a connection to each side. */
    private final class Examiner implements Workers.Worker {

        private final Connection toGateway = gateway.connection();
        private final Connection toProvider = provider.connection();
        private final Mix mix;
        private final Report report;

        Examiner(Mix mix, Report report) {
            this.mix = mix;
            this.report = report;
        }

        @Override
        public void work(int number) throws IOException {
            if (number % 5000 == 4999) {
                System.err.println(number + 1 + " requests, " + report.failed() + " wrong");
            }
            examine(mix.ask(first + number), toGateway, toProvider, report);
        }

        @Override
        public void close() throws IOException {
            resent.addAndGet(toGateway.resent());
            toGateway.close();
            toProvider.close();
        }
    }

    private void examine(Ask ask, Connection toGateway, Connection toProvider, Report report) throws IOException {
        Answer got = toGateway.exchange(gateway.authorised(ask.faulted(ask.request())));
        Answer whole = toProvider.exchange(ask.reference());
        Fault fault = ask.fault();
        Answer faulted = fault == null || fault.stalls() ? null : toProvider.exchange(ask.faulted(ask.reference()));
        Verdict verdict = Judge.judge(ask, got, whole, faulted);
        if (verdict.finding() == Finding.WRONG) {
            report.fail(ask + ": " + verdict.why());
        }
        tally.count(ask, got, verdict.finding(), tokens(ask, whole, faulted));
    }

    /** What the gateway can have seen of the usage. */
    private static Tokens tokens(Ask ask, Answer whole, @Nullable Answer faulted) {
        if (ask.fault() == null) {
            return Tokens.in(whole.body());
        }
        return faulted == null ? Tokens.NONE : Tokens.in(faulted.body());
    }
}
