package dev.sluice.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of which all is in the ledger, kept in case it loses that: for a time, and up to a number of bytes.
 * Since when one is kept is its file's time of modification, so that a later life knows it, too. Single-threaded.
 */
final class Kept {

    private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

    private final Path folder;
    private final Journals.Options options;
    private final Clock clock;
    private final Deque<Folded> segments = new ArrayDeque<>();
    private long bytes;
    private boolean overfull;

    private record Folded(Path file, long number, long bytes, long sinceEpochMillis) {}

    private Kept(Path folder, Journals.Options options, Clock clock) {
        this.folder = folder;
        this.options = options;
        this.clock = clock;
    }

    /** Those that earlier lives have kept in a folder; what is too many of them goes. */
    static Kept in(Path folder, Journals.Options options, Clock clock) throws IOException {
        Kept kept = new Kept(folder, options, clock);
        List<Folded> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                SegmentName name = SegmentName.of(file);
                if (name != null && name.folded()) {
                    long since = Files.getLastModifiedTime(file).toMillis();
                    found.add(new Folded(file, name.number(), Files.size(file), since));
                }
            }
        }
        found.sort(Comparator.comparingLong(Folded::sinceEpochMillis).thenComparingLong(Folded::number));
        for (Folded each : found) {
            kept.add(each);
        }
        return kept;
    }

    /** Whether anything is kept at all. */
    boolean keeps() {
        return options.keptBytes() > 0;
    }

    /** The files, those that were folded first before the others. */
    List<Path> files() {
        return segments.stream().map(Folded::file).toList();
    }

    /** Takes over a segment of which all is in the ledger: it goes, or is called otherwise from now on. */
    void take(Segment segment) throws IOException {
        if (!keeps()) {
            segment.delete();
            return;
        }
        SegmentName name = SegmentName.of(segment.file());
        long now = clock.millis();
        if (name == null) {
            throw new IllegalStateException(segment.file() + " is called like no segment");
        }
        Path folded = name.whenFolded().in(folder);
        try {
            Files.setLastModifiedTime(segment.file(), FileTime.fromMillis(now));
            Files.move(segment.file(), folded, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.warn("journal: {} is gone; it cannot be kept", segment.file());
            return;
        }
        add(new Folded(folded, segment.number(), Files.size(folded), now));
    }

    /** The ledger has been given all of them once more: their time begins anew. */
    void foldedAgain() throws IOException {
        long now = clock.millis();
        for (int left = segments.size(); left > 0; left--) {
            Folded each = segments.element();
            boolean there = renew(each, now);
            segments.remove();
            if (there) {
                segments.add(new Folded(each.file(), each.number(), each.bytes(), now));
            } else {
                bytes -= each.bytes();
            }
        }
    }

    /** False where somebody has removed it. */
    private static boolean renew(Folded segment, long now) throws IOException {
        try {
            Files.setLastModifiedTime(segment.file(), FileTime.fromMillis(now));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Drops those that had been kept for long enough at an instant. */
    void drop(long epochMillis) throws IOException {
        long millis = options.kept().toMillis();
        for (Folded oldest = segments.peek();
                oldest != null && oldest.sinceEpochMillis() <= epochMillis - millis;
                oldest = segments.peek()) {
            dropOldest();
        }
    }

    private void add(Folded segment) throws IOException {
        segments.add(segment);
        bytes += segment.bytes();
        while (bytes > options.keptBytes()) {
            if (!overfull && keeps()) {
                overfull = true;
                LOG.warn(
                        "journal: more than {} bytes were folded within {}: the oldest are dropped before their time,"
                                + " and would be missed if the database lost them",
                        options.keptBytes(),
                        options.kept());
            }
            dropOldest();
        }
    }

    private void dropOldest() throws IOException {
        Folded oldest = segments.element();
        Files.deleteIfExists(oldest.file());
        segments.remove();
        bytes -= oldest.bytes();
    }
}
