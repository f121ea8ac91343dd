package dev.sluice.loads.accounts;

import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A gateway, one of several, or the Redis that they share is killed at random moments while clients go on asking: every
 * start succeeds, every exchange that a client knows of is in the ledger once, credits and counters are the ledger's
 * sums, and nothing is left open.
 */
@Command(name = "crash", description = "Gateways are killed again and again: nothing is lost, doubled or left open.")
public final class Crash implements Callable<Integer> {

    /** Who is killed. */
    enum Victim {
        NODE,
        REDIS
    }

    private static final int PREPAID = 3;
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final BigDecimal RICH = new BigDecimal(1000);
    private static final BigDecimal POOR = new BigDecimal("0.01");
    private static final int LONG_LIFE = 20;
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(60);
    /** How soon all gateways show the balances that the ledger leaves, when nobody asks any more. */
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);

    private static final Duration USED_WITHIN = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(100);

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--rounds", defaultValue = "200", description = "Kills (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--minutes", defaultValue = "20", description = "For all of them (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--seed", defaultValue = "1", description = "Of moments and requests (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--clients", defaultValue = "24", description = "At once (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--life",
            defaultValue = "1000",
            description = "Milliseconds of a life at the most; one in twenty is six seconds longer "
                    + "(default: ${DEFAULT-VALUE}).")
    private int lifeMillis;

    @Option(
            names = "--kill",
            defaultValue = "NODE",
            description = "Who is killed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Victim victim = Victim.NODE;

    @Option(names = "--tear", description = "Tear the journal's last record before each second start.")
    private boolean tear;

    @Option(names = "--damage", description = "Change a byte in the journal's middle before each second start.")
    private boolean damage;

    private final List<Callers.Key> keys = new ArrayList<>();
    private final List<Long> startMillis = new ArrayList<>();
    private final Absences absences = new Absences();
    private int injuries;
    private int damages;

    @Override
    public Integer call() throws Exception {
        return installation.prove(new Report("crash"), this::prove);
    }

    private void prove(Report report) throws Exception {
        makeAccounts();
        try (Callers callers = new Callers(installation.nodes(), keys, clients, seed)) {
            killAgainAndAgain(report);
            haveAllKeysUsed(report);
            callers.stop();
            installation.rest(report);
            report.figure("answers", callers.outcomes());
            answers(callers, report);
            audit(callers.seen(), report);
        }
        stopAndStart(report);
    }

    /** While Redis is away, limits that are closed refuse what they cannot count; nothing else is turned away. */
    private void answers(Callers callers, Report report) {
        callers.outcomes().keySet().stream()
                .filter(outcome -> !outcome.matches("nobody there|(0|200|402|429) .*|503 COMPLETE"))
                .forEach(outcome -> report.fail("an answer that nobody should get: " + outcome));
        List<Refused> refused = callers.refused();
        List<Refused> unexcused =
                refused.stream().filter(each -> !absences.excuse(each)).toList();
        report.figure("refused for want of Redis", refused.size() - unexcused.size());
        report.same("refused otherwise", 0, unexcused.size());
        unexcused.stream()
                .map(Refused::code)
                .distinct()
                .forEach(code -> report.fail("an answer that nobody should get: 503 " + code));
    }

    private void makeAccounts() throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            admin.make("tenants", "{\"id\":\"acme\",\"limits\":{\"requests_per_day\":100000000}}");
            for (int i = 0; i <= PREPAID; i++) {
                String user = "prepaid-" + i;
                admin.make("users", "{\"id\":\"" + user + "\",\"tenant\":\"acme\",\"prepaid\":true}");
                admin.credit(user, initial(i));
                keys.add(key(admin, user, "\"user\":\"" + user + "\",", ""));
            }
            keys.add(key(admin, "budget", "", ",\"budget\":{\"usd\":1000,\"per\":\"month\"}"));
            keys.add(key(admin, "few-at-once", "", ",\"concurrency\":3"));
        }
    }

    /** The last user is soon refused. */
    private static BigDecimal initial(int user) {
        return user == PREPAID ? POOR : RICH;
    }

    private static Callers.Key key(Admin admin, String id, String members, String limits) throws IOException {
        String value = admin.makeKeyOf(
                "\"id\":\"" + id + "\"," + members + "\"limits\":{\"tokens_per_day\":" + MOST_TOKENS + limits + "}");
        return new Callers.Key(id, value);
    }

    private void killAgainAndAgain(Report report) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        int killed = 0;
        for (; killed < rounds && System.nanoTime() - end < 0; killed++) {
            Pulse.rest(
                    Duration.ofMillis(random.nextInt(lifeMillis) + (killed % LONG_LIFE == LONG_LIFE / 2 ? 6000L : 0L)));
            Mortal dies = victim == Victim.REDIS
                    ? installation.redis()
                    : installation.node(random.nextInt(installation.nodes().size()));
            if (victim == Victim.REDIS) {
                absences.left(System.nanoTime());
            }
            dies.kill();
            if (killed % 2 == 0 && dies instanceof Node node) {
                injure(node, random);
            }
            startMillis.add(dies.start().toMillis());
            if (victim == Victim.REDIS) {
                absences.answered(System.nanoTime());
            }
            if (killed % LONG_LIFE == LONG_LIFE - 1) {
                System.err.println((killed + 1) + " kills");
            }
        }
        report.same("kills, and starts that succeeded", rounds, killed);
        startMillis.sort(null);
        report.figure("start p50 ms", startMillis.get(startMillis.size() / 2));
        report.figure("start p99 ms", startMillis.get(startMillis.size() * 99 / 100));
        report.figure("start max ms", startMillis.get(startMillis.size() - 1));
    }

    /** What a gateway counts for a key it shows from when that is used: in the last life, too. */
    private void haveAllKeysUsed(Report report) throws IOException {
        List<String> ids = keys.stream().map(Callers.Key::id).toList();
        if (!Pulse.until(USED_WITHIN, LOOK, () -> installation.showsTokensOf(ids))) {
            report.fail("not all keys were used since the last start");
        }
    }

    private void injure(Node node, SplittableRandom random) throws IOException {
        if (tear && Injury.TEAR.inflict(node.folder(), random.nextInt(1_000_000))) {
            injuries++;
        }
        if (damage && Injury.DAMAGE.inflict(node.folder(), random.nextInt(1_000_000))) {
            injuries++;
            damages++;
        }
    }

    private void audit(List<Seen> seen, Report report) throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            Audit audit = new Audit(admin.usage());
            audit.exchanges(seen, injuries, report);
            audit.settlements(report);
            credits(admin, audit, report);
            counters(audit, report);
        }
        report.figure("records torn or damaged", injuries);
        long told = 0;
        for (Node node : installation.nodes()) {
            told += node.printed().stream()
                    .filter(line -> line.contains("is damaged from byte"))
                    .count();
        }
        report.figure("damages that a log tells of", told);
        if (told < damages) {
            report.fail("of " + damages + " damages in the middle the log tells of " + told);
        }
    }

    private void credits(Admin admin, Audit audit, Report report) throws IOException {
        BigDecimal all = BigDecimal.ZERO;
        for (int i = 0; i <= PREPAID; i++) {
            BigDecimal right = initial(i).subtract(audit.paidBy("prepaid-" + i));
            BigDecimal balance = admin.balance("prepaid-" + i);
            all = all.add(right);
            if (balance.compareTo(right) != 0) {
                report.fail("prepaid-" + i + " has " + balance + " USD, and the ledger's entries leave " + right);
            }
        }
        report.figure(
                "paid from credits, USD",
                RICH.multiply(BigDecimal.valueOf(PREPAID)).add(POOR).subtract(all));
        shown(all, report);
    }

    /** Each gateway shows to the last digit what the ledger leaves: what others have folded it reads soon. */
    private void shown(BigDecimal all, Report report) throws IOException {
        long began = System.nanoTime();
        Pulse.until(SHOWN_WITHIN, LOOK, () -> balances().stream().allMatch(each -> each == all.doubleValue()));
        report.figure(
                "ms until all gateways showed what the ledger leaves",
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        for (double counted : balances()) {
            if (counted != all.doubleValue()) {
                report.fail("a gateway counts on " + counted + " USD of credits, and the ledger leaves " + all);
            }
        }
    }

    private List<Double> balances() throws IOException {
        List<Double> balances = new ArrayList<>();
        for (Node node : installation.nodes()) {
            try (Admin admin = node.admin()) {
                balances.add(admin.scrape().sum("sluice_credit_balance_usd", Map.of()));
            }
        }
        return balances;
    }

    /** What limits count with is what the ledger has of today. */
    private void counters(Audit audit, Report report) throws IOException {
        String today = LocalDate.now(Clock.systemUTC()).toString();
        for (Callers.Key key : keys) {
            long tokens = audit.tokensOf(key.id(), today);
            Pulse.until(COUNTED_WITHIN, LOOK, () -> counted(key).stream().allMatch(each -> each == tokens));
            for (long counted : counted(key)) {
                report.same("tokens of " + key.id(), tokens, counted);
            }
        }
        for (Node node : installation.nodes()) {
            try (Admin admin = node.admin()) {
                long trouble = (long) admin.scrape().sum("sluice_journal_trouble", Map.of());
                report.same("books in trouble", 0, trouble);
            }
        }
    }

    private List<Long> counted(Callers.Key key) throws IOException {
        return installation.countedTokens(key.id(), MOST_TOKENS);
    }

    /** A stop in good order loses nothing either, and leaves nothing to settle. */
    private void stopAndStart(Report report) throws IOException {
        List<UsageLine> before = usage();
        for (Node node : installation.nodes()) {
            int code = node.stop();
            if (code != 0 && code != 143) {
                report.fail("a gateway that was told to stop exited with " + code);
            }
            node.start();
        }
        report.same("entries behind a stop in good order", before.size(), usage().size());
    }

    private List<UsageLine> usage() throws IOException {
        try (Admin admin = installation.node(0).admin()) {
            return admin.usage();
        }
    }
}
