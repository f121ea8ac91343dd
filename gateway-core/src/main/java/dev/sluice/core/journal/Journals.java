package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.observe.JournalState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of all event loops, and the one thread that folds them into the ledger, has the disk take them and makes
 * segments ready. Opening reads what a life of the process before has left: what was settled goes into the ledger, what
 * was open is settled at what was last observed. Thread-safe.
 */
public final class Journals implements Bookkeeping, JournalState {

    private static final Logger LOG = LoggerFactory.getLogger(Journals.class);
    private static final Pattern FILE = Pattern.compile("loop-([0-9]{1,3})-([0-9]{1,10})\\.journal");
    private static final int BATCH = 4096;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final long RETRY_NANOS = 500_000_000;

    private final Path folder;
    private final int segmentBytes;
    private final Ledger ledger;
    private final List<Journal> journals = new ArrayList<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private final AtomicLong folded = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile long recovered;
    private volatile @Nullable String trouble;

    private Journals(Path folder, Options options, Ledger ledger) {
        this.folder = folder;
        this.segmentBytes = options.segmentBytes();
        this.ledger = ledger;
        this.thread = new Thread(this::run, "sluice-journal");
        this.thread.setDaemon(true);
    }

    /**
     * How journals are kept.
     *
     * @param loops event loops, of which each has one
     * @param segmentBytes of one file
     */
    public record Options(int loops, int segmentBytes) {

        /** 8 MiB segments: some 30,000 exchanges each. */
        public static Options of(int loops) {
            return new Options(loops, 8 * 1024 * 1024);
        }
    }

    /**
     * Opens the journals in a folder; blocks until what was left there is in the ledger.
     *
     * @throws IOException when the folder cannot be written to
     */
    public static Journals open(Path folder, Options options, Ledger ledger) throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // As the store's own file: nobody else's to read.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        Journals opened = new Journals(folder, options, ledger);
        opened.recover();
        opened.recovered = opened.folded.get();
        for (int loop = 0; loop < options.loops(); loop++) {
            Journal journal = new Journal(new JournalReader("loop-" + loop));
            opened.journals.add(journal);
            journal.offer(opened.segment(loop));
        }
        opened.thread.start();
        return opened;
    }

    /** The journal of one event loop. */
    @Override
    public Journal of(int loop) {
        return journals.get(loop);
    }

    /** How many entries have gone into the ledger in this life, those that the life before has left among them. */
    @Override
    public long folded() {
        return folded.get();
    }

    @Override
    public long behind() {
        // What was folded first: what is settled meanwhile is then still behind.
        long done = folded.get() - recovered;
        long settled = journals.stream().mapToLong(Journal::settledEntries).sum();
        return Math.max(0, settled - done);
    }

    @Override
    public boolean troubled() {
        return trouble() != null;
    }

    @Override
    public @Nullable String trouble() {
        String known = trouble;
        return known == null && journals.stream().anyMatch(Journal::refuses) ? "no segment is ready" : known;
    }

    /** Folds what there is, within bounds, and ends. What is still open stays in its files for the next life. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a life before has left, a journal after the other; then its files go. */
    private void recover() throws IOException {
        int settled = 0;
        int open = 0;
        for (Map.Entry<String, List<Path>> left : leftBehind().entrySet()) {
            JournalReader reader = new JournalReader(left.getKey());
            for (Path file : left.getValue()) {
                Segment segment = Segment.open(file, number(file));
                if (segment == null) {
                    Files.delete(file);
                } else {
                    reader.follow(segment);
                }
            }
            settled += fold(reader);
            List<Entry> unsettled = reader.unsettled();
            open += unsettled.size();
            ledger.fold(unsettled);
            reader.dropAll();
        }
        if (settled + open > 0) {
            LOG.info("journal: {} settled exchanges of the life before read, {} open ones settled", settled, open);
        }
    }

    private Map<String, List<Path>> leftBehind() throws IOException {
        Map<String, List<Path>> byJournal = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.sorted(Comparator.comparingLong(Journals::number)).toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    lastNumber.accumulateAndGet(number(file), Math::max);
                    byJournal
                            .computeIfAbsent("loop-" + name.group(1), each -> new ArrayList<>())
                            .add(file);
                }
            }
        }
        return byJournal;
    }

    private static long number(Path file) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(2)) : -1;
    }

    private Segment segment(int loop) throws IOException {
        long number = lastNumber.incrementAndGet();
        return Segment.create(folder.resolve("loop-" + loop + "-" + number + ".journal"), number, segmentBytes);
    }

    private void run() {
        while (!closing) {
            LockSupport.parkNanos(this, turn() ? PAUSE_NANOS : RETRY_NANOS);
        }
        turn();
    }

    /**
     * One round over all journals; false where something is in the way. What is in one's way is not in that of others:
     * those who write need not wait for the ledger, and what can be folded gives the disk room again.
     */
    private boolean turn() {
        List<Exception> failures = new ArrayList<>(0);
        for (int loop = 0; loop < journals.size(); loop++) {
            attempt(ready(loop), failures);
        }
        for (Journal journal : journals) {
            attempt(() -> keep(journal), failures);
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

    /** Something that a disk may be in the way of. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Step step, List<Exception> failures) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    private Step ready(int loop) {
        return () -> {
            Journal journal = journals.get(loop);
            if (journal.wantsSegment()) {
                journal.offer(segment(loop));
            }
        };
    }

    private void keep(Journal journal) throws IOException {
        journal.force();
        fold(journal.reader());
        journal.reader().drop();
    }

    private int fold(JournalReader reader) {
        int all = 0;
        List<Entry> settled = reader.settled(BATCH);
        while (!settled.isEmpty()) {
            ledger.fold(settled);
            reader.folded();
            folded.addAndGet(settled.size());
            all += settled.size();
            settled = reader.settled(BATCH);
        }
        return all;
    }
}
