package dev.sluice.core.store.sqlite;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.ResponseCache;
import dev.sluice.core.cache.kept.AnswerCodec;
import dev.sluice.core.cache.kept.Backlog;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.time.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the file of cached answers, and does without it for a while when it fails: says so once, and that it
 * works again. Blocks; one thread, but for {@link #corrupt}.
 */
final class AnswerKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerKeeper.class);
    private static final int MOST_AT_ONCE = 32;
    private static final long MOST_BYTES_AT_ONCE = 256 * 1024;
    private static final int MOST_DROPPED_AT_ONCE = 200;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path path;
    private final Function<Path, AnswerFile> opener;
    private final ResponseCache hand;
    private final Clock clock;
    private final Ticker ticker;
    private final LongAdder corrupt = new LongAdder();

    private @Nullable AnswerFile file;
    private long most;
    private boolean begun;
    private boolean failing;
    private long failedNanos;

    /** Whether a purge could not be made in the file: nothing of it is given then. */
    private boolean spoilt;

    /** Before which row is read on; 0: all are read. */
    private long before;

    private long readBytes;

    /** @param opener opens the file */
    AnswerKeeper(Path path, Function<Path, AnswerFile> opener, ResponseCache hand, Clock clock, Ticker ticker) {
        this.path = path;
        this.opener = opener;
        this.hand = hand;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Entries that were not what had been written, so far. Any thread. */
    long corrupt() {
        return corrupt.sum();
    }

    /** Keeps answers from now on, so many bytes of them; when it begins all that there are may be read. */
    void begin(long mostBytes) {
        most = mostBytes;
        if (!begun) {
            begun = true;
            before = Long.MAX_VALUE;
            readBytes = 0;
            opened();
        }
    }

    /** Keeps nothing any more, and nothing stays. */
    void end() {
        close();
        try {
            AnswerFile.delete(path);
        } catch (StoreException e) {
            failed(e);
        }
    }

    /** Reads a few of those that were kept; whether there may be more. */
    boolean readOn() {
        AnswerFile from = file;
        if (from == null || before == 0) {
            return false;
        }
        List<byte[]> broken = new ArrayList<>();
        int[] rows = new int[1];
        long upTo = readBytes + MOST_BYTES_AT_ONCE;
        try {
            from.read(before, clock.millis(), row -> {
                before = row.number();
                read(row, broken);
                return ++rows[0] < MOST_AT_ONCE && readBytes < upTo;
            });
            if (rows[0] == 0 || readBytes >= most) {
                before = 0;
            }
            remove(from, broken);
            return before != 0;
        } catch (SQLException e) {
            failed(e);
            before = 0;
            return false;
        }
    }

    private void read(AnswerFile.Row row, List<byte[]> broken) {
        Entry entry = AnswerCodec.decode(row.entry());
        if (entry == null || !Arrays.equals(AnswerFile.bytes(entry.key().exact()), row.exact())) {
            corrupt.increment();
            broken.add(row.exact());
            return;
        }
        readBytes += entry.weight();
        if (readBytes <= most) {
            hand.restore(entry);
        }
    }

    private static void remove(AnswerFile from, List<byte[]> broken) throws SQLException {
        if (!broken.isEmpty()) {
            from.change(() -> {
                long more = 0;
                for (byte[] exact : broken) {
                    more += from.remove(exact);
                }
                return more;
            });
        }
    }

    /** Writes some of what waits; nothing of it waits any longer where that cannot be done. */
    void write(Backlog backlog) {
        AnswerFile to = begun ? opened() : null;
        if (to == null) {
            backlog.drop(Purge.ALL);
            return;
        }
        List<Entry> part = backlog.take(MOST_AT_ONCE, MOST_BYTES_AT_ONCE);
        try {
            to.change(() -> {
                long more = 0;
                for (Entry entry : part) {
                    byte[] value = AnswerCodec.encode(entry);
                    more += value == null ? 0 : to.put(entry, value);
                }
                return more + to.shrink(more, most, MOST_DROPPED_AT_ONCE);
            });
            succeeded();
        } catch (SQLException e) {
            failed(e);
        }
    }

    /** Drops a few of those that have expired, or are too much; whether there may be more. */
    boolean tidy() {
        AnswerFile in = begun ? opened() : null;
        if (in == null) {
            return false;
        }
        try {
            return in.change(() -> {
                        long more = in.prune(clock.millis(), MOST_DROPPED_AT_ONCE);
                        return more + in.shrink(more, most, MOST_DROPPED_AT_ONCE);
                    })
                    != 0;
        } catch (SQLException e) {
            failed(e);
            return false;
        }
    }

    /**
     * Drops those that are to go, also from the memory: it may have been read back meanwhile; how many the file had.
     * Fails where the file may still have some.
     */
    long purge(Purge which) {
        hand.purge(which);
        if (!begun) {
            return 0;
        }
        AnswerFile in = opened();
        if (in == null) {
            return purgedWithoutFile();
        }
        try {
            return in.purge(which);
        } catch (SQLException e) {
            spoilt = true;
            StoreException failure = failed(e);
            if (Files.exists(path)) {
                throw failure;
            }
            // It was damaged, and what it had has gone with it.
            return 0;
        }
    }

    private long purgedWithoutFile() {
        if (Files.notExists(path)) {
            return 0;
        }
        spoilt = true;
        throw new StoreException(path + " cannot be written: what it has is not purged, and would be given again after"
                + " a restart. Remove it, or purge again when it can be written");
    }

    /** The file, open; null: it has failed, and it is not yet time to try it again. */
    private @Nullable AnswerFile opened() {
        if (file == null && (!failing || ticker.nanoTime() - failedNanos >= RETRY_NANOS)) {
            try {
                AnswerFile made = opener.apply(path);
                file = made;
                wipe(made);
            } catch (StoreException e) {
                failed(e);
            } catch (SQLException e) {
                LOG.debug("told", failed(e));
            }
        }
        return file;
    }

    private void wipe(AnswerFile in) throws SQLException {
        if (spoilt) {
            in.purge(Purge.ALL);
            spoilt = false;
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.info("cached answers are kept again in {}", path);
        }
    }

    private StoreException failed(SQLException cause) {
        boolean damaged = StoreFile.isDamaged(cause);
        StoreException explained = damaged
                ? new StoreException(path + " is damaged, and will be made anew", cause)
                : StoreFile.explain(path, "cannot be used", cause);
        AnswerFile broken = file;
        file = null;
        AnswerFile.abandon(broken, explained);
        failed(explained);
        if (damaged) {
            removeDamaged();
        }
        return explained;
    }

    /** It would not get better: the next try makes it anew. There is nothing in it that could not be lost. */
    private void removeDamaged() {
        try {
            AnswerFile.delete(path);
            corrupt.increment();
        } catch (StoreException e) {
            LOG.warn("{}; it is damaged", e.getMessage());
        }
    }

    private void failed(StoreException cause) {
        failedNanos = ticker.nanoTime();
        if (!failing) {
            failing = true;
            LOG.warn("{}; cached answers may not survive a restart", cause.getMessage());
        }
    }

    /** Nothing is read or written after it, until it begins again. */
    void close() {
        begun = false;
        before = 0;
        AnswerFile last = file;
        file = null;
        try {
            if (last != null) {
                last.close();
            }
        } catch (SQLException e) {
            LOG.warn("{} cannot be closed in order: {}", path, e.getMessage());
        }
    }
}
