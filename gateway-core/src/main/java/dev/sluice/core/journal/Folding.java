package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the folding thread does: takes over what an earlier life has left, and then, turn by turn, has the disk take the
 * journals, folds them into the ledger, makes segments ready, and folds again what the ledger may have lost. Blocks.
 * Single-threaded, but for what it tells.
 */
final class Folding {

    private static final Logger LOG = LoggerFactory.getLogger(Folding.class);
    private static final int BATCH = 4096;
    private static final long NEVER = -1;

    /**
     * What is kept goes when folding has gone well since its time was over, and that for a while: by then a ledger that
     * had lost something meanwhile has told so.
     */
    private static final long SETTLING_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final Path folder;
    private final Journals.Options options;
    private final Ledger ledger;
    private final Clock clock;
    private final Holdings holdings;
    private final Giving giving;
    private final Kept kept;
    private final NotedGeneration noted;
    private final List<Journal> journals = new ArrayList<>();
    private final List<Exception> failures = new ArrayList<>();
    private final AtomicLong folded = new AtomicLong();
    private long lastNumber;
    private long foldedSinceEpochMillis = NEVER;
    private @Nullable Replay replay;
    private volatile @Nullable String trouble;

    Folding(Path folder, Journals.Options options, Ledger ledger, Clock clock, Holdings holdings) throws IOException {
        this.folder = folder;
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        this.holdings = holdings;
        this.giving = new Giving(ledger, Aside.in(folder), holdings);
        this.kept = Kept.in(folder, options, clock);
        this.noted = NotedGeneration.in(folder);
    }

    /**
     * Takes over what earlier lives have left. What they had folded is folded again where the ledger is another than
     * the one noted beside it only: that may be millions of entries.
     */
    void begin() throws IOException {
        LeftBehind left = LeftBehind.in(folder);
        lastNumber = left.lastNumber();
        giving.again();
        replayWhatWasLost();
        recover(left);
        for (int loop = 0; loop < options.loops(); loop++) {
            Journal journal = new Journal(new JournalReader("loop-" + loop));
            journals.add(journal);
            journal.offer(segment(loop));
        }
    }

    List<Journal> journals() {
        return journals;
    }

    /**
     * How many entries have gone into the ledger or were put aside, those apart that were folded again. Thread-safe.
     */
    long folded() {
        return folded.get();
    }

    /** Thread-safe. */
    @Nullable
    String trouble() {
        String now = trouble;
        return now == null ? giving.trouble() : now;
    }

    /**
     * One round over all journals; false where something is in the way. What is in one's way is not in that of others:
     * those who write need not wait for the ledger, and what can be folded gives the disk room again.
     */
    boolean turn() {
        failures.clear();
        makeReady();
        attempt(this::replayWhatWasLost);
        for (Journal journal : journals) {
            attempt(() -> keep(journal));
        }
        if (!failures.isEmpty()) {
            Exception first = failures.get(0);
            if (trouble == null) {
                LOG.error("journal: exchanges cannot be kept: {}; it is tried again and again", first.toString());
            }
            trouble = String.valueOf(first.getMessage());
            return false;
        }
        if (trouble != null) {
            LOG.warn("journal: writing and folding go on");
        }
        trouble = null;
        return true;
    }

    /** Between two rounds: has the disk take what was written. What is in the way is told by the next round. */
    void prepare() {
        failures.clear();
        makeReady();
        for (Journal journal : journals) {
            attempt(journal::force);
        }
    }

    /** What a life before has left, a journal after the other; then its files go, or are kept. */
    private void recover(LeftBehind left) throws IOException {
        int settled = 0;
        int open = 0;
        for (Map.Entry<Integer, List<Path>> each : left.journals().entrySet()) {
            JournalReader reader = LeftBehind.reader(each.getKey(), each.getValue());
            settled += fold(reader);
            List<Entry> unsettled = reader.unsettled();
            open += unsettled.size();
            if (kept.keeps()) {
                // Written down first, as if they had been settled: else they could not be folded again.
                settle(each.getKey(), unsettled, reader);
                fold(reader);
            } else if (!unsettled.isEmpty()) {
                give(unsettled);
                folded.addAndGet(unsettled.size());
            }
            reader.dropAll(kept);
        }
        if (settled + open > 0) {
            LOG.info("journal: {} settled exchanges of the life before read, {} open ones settled", settled, open);
        }
    }

    private void settle(int loop, List<Entry> entries, JournalReader reader) throws IOException {
        Segment segment = null;
        for (Entry entry : entries) {
            if (segment == null || !segment.append(Record.Kind.SETTLED, entry)) {
                segment = segment(loop);
                reader.follow(segment);
                if (!segment.append(Record.Kind.SETTLED, entry)) {
                    throw new IllegalStateException("a segment of " + options.segmentBytes() + " bytes holds no entry");
                }
            }
        }
    }

    private Segment segment(int loop) throws IOException {
        lastNumber++;
        return Segment.create(new SegmentName(loop, lastNumber, false).in(folder), lastNumber, options.segmentBytes());
    }

    /** Something that a disk or the ledger may be in the way of. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    private void makeReady() {
        for (int loop = 0; loop < journals.size(); loop++) {
            if (journals.get(loop).wantsSegment()) {
                Journal journal = journals.get(loop);
                int number = loop;
                attempt(() -> journal.offer(segment(number)));
            }
        }
    }

    private void keep(Journal journal) throws IOException {
        journal.force();
        fold(journal.reader());
        if (!journal.refuses()) {
            journal.reader().giveUp(holdings);
        }
        journal.reader().drop(kept);
    }

    private int fold(JournalReader reader) throws IOException {
        int all = 0;
        for (List<Entry> settled = reader.settled(BATCH); !settled.isEmpty(); ) {
            give(settled);
            reader.folded();
            folded.addAndGet(settled.size());
            all += settled.size();
            // What came while the last ones were folded is of the next round: there may always be some, and the disk
            // and other loops wait.
            settled = settled.size() < BATCH ? List.of() : reader.settled(BATCH);
        }
        return all;
    }

    /** Gives the ledger a batch; and those who write need not wait until all batches have been given. */
    private void give(List<Entry> batch) throws IOException {
        long now = clock.millis();
        giving.give(remembered(batch, now - options.remembered().toMillis()));
        if (foldedSinceEpochMillis == NEVER) {
            foldedSinceEpochMillis = now;
        }
        makeReady();
    }

    /**
     * Without what the ledger has given up. A quiet loop's segment may be in use for longer than that, and is read
     * again at a start: what the ledger no longer knows of it would be taken from balances once more.
     */
    private List<Entry> remembered(List<Entry> batch, long sinceEpochMillis) {
        boolean all = true;
        for (Entry entry : batch) {
            if (entry.endedEpochMillis() < sinceEpochMillis) {
                all = false;
                holdings.forget(entry);
            }
        }
        return all
                ? batch
                : batch.stream()
                        .filter(entry -> entry.endedEpochMillis() >= sinceEpochMillis)
                        .toList();
    }

    /**
     * Where the ledger has become another, all that is here and was folded before is folded again, before anything new.
     */
    private void replayWhatWasLost() throws IOException {
        String generation = ledger.generation();
        if (noted.is(generation)) {
            replay = null;
            dropKept();
            return;
        }
        Replay again = replay;
        if (again == null || !again.isFor(generation)) {
            noted.forget();
            foldedSinceEpochMillis = NEVER;
            again = new Replay(generation, kept.files(), inUse());
            replay = again;
        }
        for (List<Entry> batch = again.next(BATCH); !batch.isEmpty(); batch = again.next(BATCH)) {
            give(batch);
            again.folded();
            // There may be an hour of it: what is settled meanwhile does not wait for its end.
            for (Journal journal : journals) {
                attempt(journal::force);
                attempt(() -> fold(journal.reader()));
            }
        }
        kept.foldedAgain();
        noted.note(generation);
        replay = null;
        if (again.entries() > 0) {
            LOG.warn("journal: the database may have lost what it had: {} entries were folded again", again.entries());
        }
    }

    private List<Replay.Part> inUse() {
        return journals.stream()
                .flatMap(journal -> journal.reader().inUse().stream())
                .toList();
    }

    private void dropKept() throws IOException {
        if (foldedSinceEpochMillis != NEVER && clock.millis() - foldedSinceEpochMillis >= SETTLING_MILLIS) {
            kept.drop(foldedSinceEpochMillis);
            foldedSinceEpochMillis = NEVER;
        }
    }
}
