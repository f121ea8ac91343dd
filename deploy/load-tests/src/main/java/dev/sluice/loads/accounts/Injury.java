package dev.sluice.loads.accounts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a loss of power or a bad disk does to a journal of a gateway that is not running. A segment is a header of 16
 * bytes, then records at multiples of eight: length, checksum, content; a length of 0 is the end.
 */
enum Injury {
    /** The last record was written in part. */
    TEAR,
    /** A byte of a record that has others behind it is another one. */
    DAMAGE;

    private static final int FIRST = 16;
    private static final int HEAD = 8;

    /** Injures the segment that was written last; says whether there was anything to injure. */
    boolean inflict(Path store, int where) throws IOException {
        Optional<Path> segment = newest(store.resolve("journal"));
        if (segment.isEmpty()) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(segment.get(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            List<int[]> records = records(channel);
            if (records.size() < 3) {
                return false;
            }
            // Of the last two one may be torn, and then there is nothing whole behind the other.
            int[] record = records.get(this == TEAR ? records.size() - 1 : where % (records.size() - 2));
            if (this == TEAR) {
                int kept = record[1] / 2;
                channel.write(ByteBuffer.allocate(record[1] - kept), record[0] + HEAD + (long) kept);
            } else {
                flip(channel, record[0] + HEAD + (long) (where % record[1]));
            }
            return true;
        }
    }

    private static void flip(FileChannel channel, long at) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        one.put(0, (byte) ~one.get(0)).flip();
        channel.write(one, at);
    }

    /** Place and length of each record. */
    private static List<int[]> records(FileChannel channel) throws IOException {
        List<int[]> records = new ArrayList<>();
        ByteBuffer length = ByteBuffer.allocate(4);
        for (int at = FIRST; at + HEAD < channel.size(); ) {
            length.clear();
            channel.read(length, at);
            int bytes = length.getInt(0);
            if (bytes <= 0) {
                break;
            }
            records.add(new int[] {at, bytes});
            at += HEAD + (bytes + 7 & ~7);
        }
        return records;
    }

    private static Optional<Path> newest(Path journals) throws IOException {
        if (!Files.isDirectory(journals)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(journals)) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
        }
    }
}
