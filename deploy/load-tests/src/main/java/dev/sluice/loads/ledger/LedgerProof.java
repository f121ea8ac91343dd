package dev.sluice.loads.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.ledger.Ask.Leaving;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Mixed requests of all dialects, of which some fail, some are tried again, and some are left by their clients: what
 * the gateway counted, and what that cost, has to be what the provider charged. Exactly where the provider told it, and
 * within two percent of what it did not tell.
 */
@Command(name = "ledger", description = "Tokens and costs are the provider's own, none twice, none missing.")
public final class LedgerProof implements Callable<Integer> {

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
    private static final int WARM_UP = 1500;
    private static final Duration LOOK = Duration.ofMillis(500);

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Provider provider = new Provider();

    @Option(names = "--requests", defaultValue = "50000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--first", defaultValue = "0", description = "Number of the first one (default: ${DEFAULT-VALUE}).")
    private int first;

    @Option(names = "--rate", defaultValue = "300", description = "A second, at the most (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--concurrency", defaultValue = "64", description = "Workers (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--seed", defaultValue = "1", description = "Of the mix (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--seconds", defaultValue = "1800", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--access-log",
            required = true,
            description = "The file into which the gateway's output goes, with log.access: json.")
    private Path accessLog = Path.of("");

    @Option(
            names = "--prices",
            defaultValue = "deploy/load-tests/ledger-prices.json",
            description = "The file with the gateway's prices (default: ${DEFAULT-VALUE}).")
    private Path prices = Path.of("");

    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("ledger"), this::prove);
    }

    private void prove(Report report) throws Exception {
        report.figure("seed", seed);
        warmUp();
        Mix mix = new Mix(seed);
        List<Ask> asks =
                IntStream.range(first, first + requests).mapToObj(mix::ask).toList();
        Scrape before = gateway.scrape();
        long lastLine = lastLine();
        long started = System.nanoTime();
        Workers.Job job = new Workers.Job(requests, concurrency, Duration.ofSeconds(seconds));
        report.same("requests", requests, Workers.run(job, () -> new Client(asks, started)));
        report.figure("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        report.figure("answers", new TreeMap<>(outcomes));
        settle(asks, before, lastLine, report);
    }

    /** Programs that have just been started are slow, and then what a client has left goes on for a while. */
    private void warmUp() throws Exception {
        Mix mix = new Mix(-seed - 1);
        List<Ask> asks = IntStream.range(0, WARM_UP).mapToObj(mix::ask).toList();
        long started = System.nanoTime();
        Workers.Job job = new Workers.Job(WARM_UP, concurrency, Duration.ofSeconds(seconds));
        Workers.run(job, () -> new Client(asks, started));
        outcomes.clear();
        Pulse.until(SETTLED_WITHIN, LOOK, () -> provider.inFlight() == 0 && gateway.activeRequests() == 0);
        Pulse.rest(LOOK);
    }

    private long lastLine() throws IOException {
        List<JsonNode> lines = provider.ledgerAfter(0);
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).path("number").asLong();
    }

    /** What a client has left is over at the provider a moment later, and in the log and the metrics another. */
    private void settle(List<Ask> asks, Scrape before, long lastLine, Report report) throws IOException {
        Prices paid = Prices.read(prices);
        Pulse.until(SETTLED_WITHIN, LOOK, () -> provider.inFlight() == 0 && gateway.activeRequests() == 0);
        Pulse.until(SETTLED_WITHIN, LOOK, () -> entries().size() >= asks.size());
        List<Charge> charges = charges(lastLine);
        Pulse.until(
                Duration.ofSeconds(5),
                LOOK,
                () -> new Balance(asks, charges, List.of(), paid).agrees(before, gateway.scrape()));
        Balance balance = new Balance(asks, charges, entries(), paid);
        report.figure("attempts", charges.size());
        balance.eachRequest(report);
        System.out.println(balance.allTogether(before, gateway.scrape(), report));
    }

    private List<Entry> entries() throws IOException {
        return Entry.read(accessLog, "ledger-" + seed + "-");
    }

    private List<Charge> charges(long lastLine) throws IOException {
        List<Charge> charges = new ArrayList<>();
        for (JsonNode line : provider.ledgerAfter(lastLine)) {
            charges.add(Charge.of(line));
        }
        return charges;
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = gateway.connection();
        private final List<Ask> asks;
        private final long started;

        Client(List<Ask> asks, long started) {
            this.asks = asks;
            this.started = started;
        }

        @Override
        public void work(int number) throws IOException {
            long due = started + (long) (number * (double) TimeUnit.SECONDS.toNanos(1) / rate);
            Pulse.rest(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            Ask ask = asks.get(number);
            Leaving leaving = ask.leaving();
            Answer answer = ask.leaves()
                    ? connection.leave(gateway.authorised(ask.request()), leaving.bytes(), leaving.millis())
                    : connection.exchange(gateway.authorised(ask.request()));
            outcomes.merge(answer.status() + " " + answer.ending(), 1, Integer::sum);
            if (number % 5000 == 4999) {
                System.err.println((number + 1) + " requests");
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
