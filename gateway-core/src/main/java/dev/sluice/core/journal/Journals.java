package dev.sluice.core.journal;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.observe.JournalState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The journals of all event loops, and the one thread that folds them into the ledger, has the disk take them and makes
 * segments ready. Opening reads what a life of the process before has left: what was settled goes into the ledger, what
 * was open is settled at what was last observed. What is in a ledger that may lose it is kept for a while, and folded
 * again when it has. Thread-safe.
 */
public final class Journals implements Bookkeeping, JournalState {

    private static final long RETRY_NANOS = 500_000_000;

    private final Folding folding;
    private final long pauseNanos;
    private final int pausesATurn;
    private final List<Journal> journals;
    private final long recovered;
    private final Thread thread;
    private volatile boolean closing;

    private Journals(Folding folding, Options options) {
        this.folding = folding;
        this.pauseNanos = options.forced().toNanos();
        this.pausesATurn = Math.toIntExact(options.folded().toNanos() / pauseNanos);
        this.journals = List.copyOf(folding.journals());
        this.recovered = folding.folded();
        this.thread = new Thread(this::run, "sluice-journal");
        this.thread.setDaemon(true);
    }

    /**
     * How journals are kept.
     *
     * @param loops event loops, of which each has one
     * @param segmentBytes of one file
     * @param remembered how long the ledger keeps entries: what ended before is not folded, for it would count once
     *     more
     * @param kept how long a segment is kept when all of it is in the ledger; longer while nothing is folded
     * @param keptBytes of all segments that are kept; 0: none is
     * @param forced how often the disk takes what is written: what a loss of power may cost
     * @param folded how often what was settled goes into the ledger: the rarer, the more of it in one transaction
     */
    public record Options(
            int loops,
            int segmentBytes,
            Duration remembered,
            Duration kept,
            long keptBytes,
            Duration forced,
            Duration folded) {

        private static final int SEGMENT_BYTES = 8 * 1024 * 1024;
        private static final Duration AT_ONCE = Duration.ofMillis(5);
        private static final Duration SOON = Duration.ofMillis(10);
        private static final Duration LATER = Duration.ofMillis(50);

        public Options {
            if (forced.toNanos() <= 0 || folded.compareTo(forced) < 0 || folded.toNanos() % forced.toNanos() != 0) {
                throw new IllegalArgumentException(
                        "forced, " + forced + ", must be positive, and folded, " + folded + ", a multiple of it");
            }
        }

        /** Folded at once. */
        public Options(int loops, int segmentBytes, Duration remembered, Duration kept, long keptBytes) {
            this(loops, segmentBytes, remembered, kept, keptBytes, AT_ONCE, AT_ONCE);
        }

        /**
         * For a ledger that loses nothing: 8 MiB segments, some 30,000 exchanges each, that go when they are folded.
         */
        public static Options of(int loops, Duration remembered) {
            return new Options(loops, SEGMENT_BYTES, remembered, Duration.ZERO, 0, SOON, LATER);
        }

        /**
         * For a ledger that others share, and that may lose what it had: the same, but kept for an hour after that, up
         * to 1 GiB of them; and folded at once, for until then others have to take it that all is used that was
         * reserved.
         */
        public static Options kept(int loops, Duration remembered) {
            return new Options(loops, SEGMENT_BYTES, remembered, Duration.ofHours(1), 1024 * 1024 * 1024);
        }
    }

    /**
     * Opens the journals in a folder; blocks until what was left there is in the ledger.
     *
     * @param holdings what exchanges hold elsewhere until they are in the ledger
     * @throws IOException when the folder cannot be written to
     */
    public static Journals open(Path folder, Options options, Ledger ledger, Clock clock, Holdings holdings)
            throws IOException {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            // As the store's own file: nobody else's to read.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        Folding folding = new Folding(folder, options, ledger, clock, holdings);
        folding.begin();
        Journals opened = new Journals(folding, options);
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
        return folding.folded();
    }

    @Override
    public long behind() {
        // What was folded first: what is settled meanwhile is then still behind.
        long done = folding.folded() - recovered;
        long settled = journals.stream().mapToLong(Journal::settledEntries).sum();
        return Math.max(0, settled - done);
    }

    @Override
    public boolean troubled() {
        return trouble() != null;
    }

    @Override
    public @Nullable String trouble() {
        String known = folding.trouble();
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

    private void run() {
        while (!closing) {
            boolean wentWell = folding.turn();
            LockSupport.parkNanos(this, wentWell ? pauseNanos : RETRY_NANOS);
            for (int pause = 1; wentWell && pause < pausesATurn && !closing; pause++) {
                folding.prepare();
                LockSupport.parkNanos(this, pauseNanos);
            }
        }
        folding.turn();
    }
}
