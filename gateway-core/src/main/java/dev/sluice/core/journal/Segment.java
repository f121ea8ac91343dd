package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a journal, mapped: a header, then records, each with its length and a checksum, at multiples of eight
 * bytes. A record's length is written last, so that whoever sees it sees the whole record. One thread writes; another
 * may read behind it.
 */
final class Segment {

    /** Where the first record begins. */
    static final int FIRST = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);
    private static final long MAGIC = 0x536c754a6f757231L;
    private static final int HEAD = 8;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final Path file;
    private final long number;
    private final MappedByteBuffer bytes;
    private final RecordCodec codec = new RecordCodec();
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer scratch = ByteBuffer.allocate(RecordCodec.MOST);

    /** The same for whoever reads behind the writer. */
    private final CRC32C check = new CRC32C();

    private final ByteBuffer behind = ByteBuffer.allocate(RecordCodec.MOST);
    private int end = FIRST;

    private Segment(Path file, long number, MappedByteBuffer bytes) {
        this.file = file;
        this.number = number;
        this.bytes = bytes;
    }

    /**
     * Makes a file of zeros with a header; its blocks are written, so that a full disk shows here and not later. What
     * cannot be made whole is not left behind.
     */
    static Segment create(Path file, long number, int size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            try {
                return new Segment(file, number, filled(channel, number, size));
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    private static MappedByteBuffer filled(FileChannel channel, long number, int size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(64 * 1024);
        for (int at = 0; at < size; at += zeros.capacity()) {
            write(channel, zeros.clear().limit(Math.min(zeros.capacity(), size - at)), at);
        }
        write(channel, ByteBuffer.allocate(FIRST).putLong(MAGIC).putLong(number).flip(), 0);
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
    }

    /** All of it: where the disk takes a part only, a mapped file would have a hole that kills the process. */
    private static void write(FileChannel channel, ByteBuffer bytes, int at) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes, (long) at + bytes.position());
        }
    }

    /**
     * Opens a file that is there; null where it was never finished: without a header, and without a record behind it.
     */
    static @Nullable Segment open(Path file, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < FIRST || channel.size() > Integer.MAX_VALUE) {
                return null;
            }
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            Segment segment = new Segment(file, number, bytes);
            if (bytes.getLong(0) == MAGIC && bytes.getLong(8) == number) {
                return segment;
            }
            if (segment.nextAfter(FIRST - 8) < 0) {
                return null;
            }
            LOG.error("journal: the header of {} is damaged; what stands behind it is read", file);
            return segment;
        }
    }

    Path file() {
        return file;
    }

    long number() {
        return number;
    }

    /** Appends a record; false where there is no room for it. */
    boolean append(Record.Kind kind, Entry entry) {
        scratch.clear();
        codec.write(scratch, kind, entry);
        int length = scratch.flip().limit();
        if (end + HEAD + padded(length) + HEAD > bytes.capacity()) {
            return false;
        }
        crc.reset();
        crc.update(scratch.array(), 0, length);
        bytes.put(end + HEAD, scratch.array(), 0, length);
        bytes.putInt(end + 4, (int) crc.getValue());
        INTS.setRelease((ByteBuffer) bytes, end, length);
        end += HEAD + padded(length);
        return true;
    }

    /** What stands at a place. */
    sealed interface Found {

        /** @param next where what follows begins */
        record Written(Record record, int next) implements Found {}

        /** Nothing yet: the journal ends here. */
        record Nothing() implements Found {}

        /** Bytes that are no record. */
        record Damaged() implements Found {}
    }

    Found read(int at) {
        if (at + HEAD > bytes.capacity()) {
            return new Found.Nothing();
        }
        int length = (int) INTS.getAcquire((ByteBuffer) bytes, at);
        if (length == 0) {
            return new Found.Nothing();
        }
        if (length < 0 || length > RecordCodec.MOST || at + HEAD + length > bytes.capacity()) {
            return new Found.Damaged();
        }
        bytes.get(at + HEAD, behind.array(), 0, length);
        check.reset();
        check.update(behind.array(), 0, length);
        if ((int) check.getValue() != bytes.getInt(at + 4)) {
            return new Found.Damaged();
        }
        try {
            return new Found.Written(codec.read(behind.clear().limit(length)), at + HEAD + padded(length));
        } catch (RuntimeException malformed) {
            // The checksum fits and the record does not: another version's.
            return new Found.Damaged();
        }
    }

    /** Where the next whole record stands behind a damaged place; -1 where there is none. */
    int nextAfter(int damaged) {
        for (int at = damaged + 8; at + HEAD < bytes.capacity(); at += 8) {
            if (bytes.getInt(at) != 0 && read(at) instanceof Found.Written) {
                return at;
            }
        }
        return -1;
    }

    /** Has the disk take what was written; blocks. */
    void force() {
        bytes.force();
    }

    /** Whoever has read it to its end tells where that is, where nobody writes any more. */
    void endsAt(int at) {
        end = at;
    }

    /** Where the next record begins, for whoever writes; where the last one ends, when nobody does any more. */
    int end() {
        return end;
    }

    boolean isEmpty() {
        return end == FIRST;
    }

    /** Gives back to the disk what is behind its end. It must not be read any more. */
    void cut() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static int padded(int length) {
        return (length + 7) & ~7;
    }
}
