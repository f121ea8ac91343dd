package dev.sluice.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What earlier lives of the process have left in a folder.
 *
 * @param journals the files of which something may not be in the ledger, by event loop, in the order of their writing
 * @param lastNumber of any segment; 0: there is none
 */
record LeftBehind(Map<Integer, List<Path>> journals, long lastNumber) {

    static LeftBehind in(Path folder) throws IOException {
        List<SegmentName> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                SegmentName name = SegmentName.of(file);
                if (name != null) {
                    names.add(name);
                }
            }
        }
        names.sort(Comparator.comparingLong(SegmentName::number));
        Map<Integer, List<Path>> journals = new TreeMap<>();
        for (SegmentName name : names) {
            if (!name.folded()) {
                journals.computeIfAbsent(name.loop(), each -> new ArrayList<>()).add(name.in(folder));
            }
        }
        return new LeftBehind(
                journals, names.isEmpty() ? 0 : names.get(names.size() - 1).number());
    }

    /** Reads what is left of one journal. Files that were never finished go. */
    static JournalReader reader(int loop, List<Path> files) throws IOException {
        JournalReader reader = new JournalReader("loop-" + loop);
        for (Path file : files) {
            SegmentName name = SegmentName.of(file);
            Segment segment = name == null ? null : Segment.open(file, name.number());
            if (segment == null) {
                Files.delete(file);
            } else {
                reader.follow(segment);
            }
        }
        reader.end();
        return reader;
    }
}
