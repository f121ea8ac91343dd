package dev.sluice.core.journal;

import static dev.sluice.core.journal.Exchanges.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Journals of several event loops through kills at any point, refusals and losses of the ledger, against what every
 * exchange must have come to: each once, as it was settled, or, where its process did not live to settle it, as it was
 * last observed.
 */
final class FoldingModelTest {

    private static final int LOOPS = 3;
    private static final Duration KEPT = Duration.ofHours(1);
    private static final int STEPS = 250;

    private final Path folder;
    private final TurnedClock clock = new TurnedClock();
    private final ForgetfulLedger ledger = new ForgetfulLedger(clock::now);

    /** What the ledger must have in the end. */
    private final Map<Long, Entry> expected = new TreeMap<>();

    private final List<Open> open = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private Random random = new Random(0);
    private Folding folding;
    private long lastId;
    private boolean losesSilently;

    /** An exchange that is under way. */
    private static final class Open {

        private final long id;
        private final int loop;
        private Entry last;

        Open(long id, int loop) {
            this.id = id;
            this.loop = loop;
            this.last = entry(id, 900).withNothingUsed();
        }
    }

    FoldingModelTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.folding = new Folding(folder, options(), ledger, clock, Holdings.NONE);
    }

    @RepeatedTest(30)
    void hasEveryExchangeOnceWhateverHappens(RepetitionInfo repetition) throws IOException {
        long seed = 4711L * repetition.getCurrentRepetition();
        random = new Random(seed);
        clock.onRead(ledger::perhapsDie);
        begin();
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        reveal();
        ledger.failNext(0);
        killed();
        begin();

        String run = "seed " + seed + ": " + steps;
        assertThat(ledger.contradictions()).as(run).isEmpty();
        assertThat(costs(ledger.entries())).as(run).isEqualTo(costs(expected.values()));
        assertThat(ledger.entries()).as(run).isEqualTo(List.copyOf(expected.values()));
    }

    private void step() throws IOException {
        int choice = random.nextInt(100);
        if (choice < 30) {
            reserve();
        } else if (choice < 45) {
            observe();
        } else if (choice < 70) {
            settle();
        } else if (choice < 84) {
            turn();
        } else if (choice < 88) {
            ledger.failNext(random.nextInt(4));
        } else if (choice < 91) {
            killed();
            begin();
        } else if (choice < 94) {
            lose();
        } else if (choice < 96) {
            reveal();
        } else {
            pass();
        }
    }

    private void reserve() {
        lastId++;
        Open begun = new Open(lastId, random.nextInt(LOOPS));
        if (journal(begun).reserved(entry(begun.id, 900))) {
            open.add(begun);
            steps.add("reserve " + begun.id);
        }
    }

    private void observe() {
        if (!open.isEmpty()) {
            Open one = open.get(random.nextInt(open.size()));
            Entry soFar = entry(one.id, random.nextInt(500));
            if (journal(one).observed(soFar)) {
                one.last = soFar;
                steps.add("observe " + one.id);
            }
        }
    }

    private void settle() {
        if (!open.isEmpty()) {
            Open one = open.get(random.nextInt(open.size()));
            Entry end = entry(one.id, random.nextInt(900));
            if (journal(one).settled(end)) {
                open.remove(one);
                expected.put(one.id, end);
                steps.add("settle " + one.id);
            }
        }
    }

    /** Now and then the process does not survive it. */
    private void turn() throws IOException {
        steps.add("turn");
        ledger.dieIn(random.nextInt(4) == 0 ? random.nextInt(12) : Integer.MAX_VALUE);
        try {
            folding.turn();
        } catch (ForgetfulLedger.Killed e) {
            killed();
            begin();
        }
        ledger.live();
    }

    /** What was under way comes to what was last observed of it. */
    private void killed() {
        steps.add("kill");
        open.forEach(each -> expected.put(each.id, each.last));
        open.clear();
    }

    /** The next life; sometimes the first attempts at one fail, or are killed, too. */
    private void begin() throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                ledger.dieIn(attempt < 5 && random.nextInt(3) == 0 ? random.nextInt(15) : Integer.MAX_VALUE);
                folding = new Folding(folder, options(), ledger, clock, Holdings.NONE);
                folding.begin();
                ledger.live();
                return;
            } catch (ForgetfulLedger.Killed | IllegalStateException e) {
                steps.add("fail to begin");
            }
        }
    }

    /** The ledger loses the latest that it has, or all but what nobody keeps any more. */
    private void lose() {
        long millis = random.nextBoolean() ? random.nextInt(5_000) : KEPT.toMillis();
        ledger.forgetSince(clock.now() - millis);
        losesSilently = true;
        steps.add("lose " + millis);
    }

    /** It tells so a little later. */
    private void reveal() {
        if (losesSilently) {
            ledger.becomeAnother();
            losesSilently = false;
            steps.add("tell");
        }
    }

    private void pass() {
        reveal();
        Duration time = random.nextInt(3) == 0
                ? Duration.ofMinutes(random.nextInt(1, 90))
                : Duration.ofMillis(random.nextInt(5_000));
        clock.turn(time);
        steps.add("pass " + time);
    }

    private static Map<Long, Long> costs(Collection<Entry> entries) {
        Map<Long, Long> costs = new TreeMap<>();
        entries.forEach(each -> costs.put(each.idLow(), each.picoDollars()));
        return costs;
    }

    private Journal journal(Open exchange) {
        return folding.journals().get(exchange.loop);
    }

    private static Journals.Options options() {
        return new Journals.Options(LOOPS, 2_048, Duration.ofDays(90), KEPT, Long.MAX_VALUE);
    }
}
