package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of records as they stand there, each with its length before it. Many exchanges have the same ones: those
 * met lately are remembered, so that they are neither encoded nor made strings of again. One thread may write while
 * another reads: what either remembers is its own.
 */
final class RecordNames {

    /** Bytes of a name at the most: longer ones are cut. */
    static final int LONGEST = 400;

    private static final int NAMES = 7;
    private static final int REMEMBERED = 64;

    private final @Nullable Block[] written = new Block[REMEMBERED];
    private final @Nullable Block[] read = new Block[REMEMBERED];

    /** The names of an entry, the version of the prices that it was computed with, and the bytes that they are. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by hand, within this class.
    record Block(EntryNames names, String priceVersion, byte[] bytes) {

        private boolean isOf(Entry entry) {
            return names.areOf(entry) && priceVersion.equals(entry.priceVersion());
        }
    }

    void write(ByteBuffer out, Entry entry) {
        int slot = (entry.key().hashCode() * 31 + entry.model().hashCode()) & (REMEMBERED - 1);
        Block known = written[slot];
        if (known == null || !known.isOf(entry)) {
            known = encoded(entry);
            written[slot] = known;
        }
        out.put(known.bytes());
    }

    private static Block encoded(Entry entry) {
        ByteBuffer bytes = ByteBuffer.allocate(NAMES * (2 + LONGEST));
        text(bytes, entry.tenant());
        text(bytes, entry.user());
        text(bytes, entry.key());
        text(bytes, entry.role());
        text(bytes, entry.model());
        text(bytes, entry.provider());
        text(bytes, entry.priceVersion());
        return new Block(EntryNames.of(entry), entry.priceVersion(), Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** The names that stand next, which must have an array. */
    Block read(ByteBuffer in) {
        int from = in.arrayOffset() + in.position();
        int hash = 1;
        for (int name = 0; name < NAMES; name++) {
            int length = Math.max(0, in.getShort());
            in.position(in.position() + length);
            hash = 31 * hash + length;
        }
        int to = in.arrayOffset() + in.position();
        byte[] array = in.array();
        for (int at = from; at < to; at++) {
            hash = 31 * hash + array[at];
        }
        int slot = (hash ^ hash >>> 16) & (REMEMBERED - 1);
        Block known = read[slot];
        if (known == null || !Arrays.equals(known.bytes(), 0, known.bytes().length, array, from, to)) {
            known = decoded(Arrays.copyOfRange(array, from, to));
            read[slot] = known;
        }
        return known;
    }

    private static Block decoded(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        EntryNames names =
                new EntryNames(known(text(in)), text(in), known(text(in)), text(in), known(text(in)), known(text(in)));
        return new Block(names, known(text(in)), bytes);
    }

    /** One name; null is told apart from an empty one. */
    static void text(ByteBuffer out, @Nullable String text) {
        if (text == null) {
            out.putShort((short) -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST);
        out.putShort((short) length).put(bytes, 0, length);
    }

    static @Nullable String text(ByteBuffer in) {
        int length = in.getShort();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String known(@Nullable String text) {
        return text == null ? "" : text;
    }
}
