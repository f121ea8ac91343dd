package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries that the ledger does not take, in the file {@code refused.entries} beside the journals: they wait there for
 * somebody to see to what is in their way, and are tried again at the next start. Bounded. Single-threaded, but for
 * {@link #size}.
 */
final class Aside {

    /** Some ten thousand entries. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Path file;
    private final Map<Id, Entry> entries = new LinkedHashMap<>();
    private @Nullable Segment segment;
    private volatile int size;

    private record Id(long high, long low, long ended) {

        static Id of(Entry entry) {
            return new Id(entry.idHigh(), entry.idLow(), entry.endedEpochMillis());
        }
    }

    private Aside(Path file) {
        this.file = file;
    }

    /** Those that earlier lives have put there. */
    static Aside in(Path folder) throws IOException {
        Aside aside = new Aside(folder.resolve("refused.entries"));
        aside.open();
        return aside;
    }

    private void open() throws IOException {
        Segment found;
        try {
            found = Segment.open(file, 0);
        } catch (NoSuchFileException e) {
            return;
        }
        if (found != null) {
            found.endsAt(read(found));
            segment = found;
            size = entries.size();
        }
    }

    private int read(Segment from) {
        int at = Segment.FIRST;
        while (true) {
            if (from.read(at) instanceof Segment.Found.Written written) {
                at = written.next();
                Entry entry = written.record().entry();
                entries.put(Id.of(entry), entry);
            } else {
                int next = from.nextAfter(at);
                if (next < 0) {
                    return at;
                }
                at = next;
            }
        }
    }

    Path file() {
        return file;
    }

    /** How many there are. Thread-safe. */
    int size() {
        return size;
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    boolean has(Entry entry) {
        return size > 0 && entries.containsKey(Id.of(entry));
    }

    /**
     * Puts one there; on disk when it returns.
     *
     * @throws IOException when there is no room: it must stay where it is
     */
    void put(Entry entry) throws IOException {
        Segment to = segment;
        if (to == null) {
            to = Segment.create(file, 0, MOST_BYTES);
            segment = to;
        }
        if (!to.append(Record.Kind.SETTLED, entry)) {
            throw new IOException(file + " is full of entries that the database refuses: see what is in their way");
        }
        to.force();
        entries.put(Id.of(entry), entry);
        size = entries.size();
    }

    /** The ledger has all but these by now. */
    void keepOnly(List<Entry> left) throws IOException {
        if (left.size() == size) {
            return;
        }
        Path shorter = file.resolveSibling("refused.new");
        Files.deleteIfExists(shorter);
        Aside again = new Aside(shorter);
        for (Entry entry : new ArrayList<>(left)) {
            again.put(entry);
        }
        if (left.isEmpty()) {
            Files.delete(file);
        } else {
            Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE);
        }
        entries.clear();
        segment = null;
        size = 0;
        open();
    }
}
