package dev.sluice.core.cache;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The keys of what was found lately, by all the bytes of which they were made: who is asked by whom, and the body as it
 * came. Whoever asks the same in the same bytes needs no canonical form of it, and no SHA-256. Only where every byte is
 * equal a key is given; a sum just says where to look. Bounded; single-threaded. A purge of the caches ends it.
 */
final class KeyMemo {

    /** What is longer is not remembered. */
    static final int MOST_BYTES = 8 * 1024;

    private static final int SLOTS = 256;

    private final @Nullable Known[] slots = new @Nullable Known[SLOTS];
    private final CRC32C sum = new CRC32C();

    /** @param bytes all of which the key was made, and nothing else */
    @SuppressWarnings("ArrayRecordComponent") // Compared by hand, within this class.
    private record Known(byte[] bytes, CacheKey key) {}

    /** The key that was made of these bytes; null where it is not known. */
    @Nullable
    CacheKey find(Bytes asked) {
        if (asked.size() > MOST_BYTES) {
            return null;
        }
        Known known = slots[slot(asked)];
        return known != null && Arrays.equals(known.bytes, 0, known.bytes.length, asked.array(), 0, asked.size())
                ? known.key
                : null;
    }

    /** Remembers the key that was made of these bytes, in place of another one. */
    void keep(Bytes asked, CacheKey key) {
        if (asked.size() <= MOST_BYTES) {
            slots[slot(asked)] = new Known(Arrays.copyOf(asked.array(), asked.size()), key);
        }
    }

    private int slot(Bytes asked) {
        sum.reset();
        sum.update(asked.array(), 0, asked.size());
        return (int) sum.getValue() & SLOTS - 1;
    }
}
