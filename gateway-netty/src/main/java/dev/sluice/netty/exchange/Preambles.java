package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.netty.wire.RequestHead;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The preambles of heads that came more than once, by all their bytes, by whose they are and by the model: clients send
 * the same head again and again. Only where all that is equal one is given; a sum just says where to look. Bounded;
 * empty again with another configuration. Lives on one event loop.
 */
final class Preambles {

    /** What is longer is not remembered. */
    private static final int MOST_BYTES = 4 * 1024;

    private static final int SLOTS = 256;

    private final @Nullable Known[] slots = new @Nullable Known[SLOTS];

    /** The sums that were met last: of what comes once only nothing is remembered. */
    private final int[] met = new int[SLOTS];

    private final CRC32C crc = new CRC32C();

    @SuppressWarnings("ArrayRecordComponent") // Compared by hand.
    private record Known(byte[] head, @Nullable Account who, String model, Preamble preamble) {

        boolean isOf(byte[] bytes, int length, Request request) {
            return Arrays.equals(head, 0, head.length, bytes, 0, length)
                    && Objects.equals(who, request.account())
                    && model.equals(request.model());
        }
    }

    /** That of a request, which is made where it is not known. */
    Preamble of(Request request, Supplier<Preamble> made) {
        RequestHead head = request.asked();
        byte[] bytes = head.headers().bytes();
        int length = head.end();
        String model = request.model();
        if (length > MOST_BYTES || model == null) {
            return made.get();
        }
        crc.reset();
        crc.update(bytes, 0, length);
        int sum = (int) crc.getValue() ^ model.hashCode();
        int slot = sum & SLOTS - 1;
        Known known = slots[slot];
        if (known != null && known.isOf(bytes, length, request)) {
            return known.preamble();
        }
        Preamble preamble = made.get();
        if (met[slot] == sum) {
            slots[slot] = new Known(Arrays.copyOf(bytes, length), request.account(), model, preamble);
        }
        met[slot] = sum;
        return preamble;
    }

    /** What was made under one configuration is of no use under another. */
    void clear() {
        Arrays.fill(slots, null);
    }
}
