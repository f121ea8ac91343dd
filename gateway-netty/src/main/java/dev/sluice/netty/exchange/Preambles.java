package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.netty.wire.RequestHead;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The preambles of heads that came more than once, by all their bytes but the credential, by whose they are and by the
 * model: clients send the same head again and again. Only where all that is equal one is given; a sum just says where
 * to look. A head with other secrets is not remembered. Bounded; empty again with another configuration and after a
 * purge. Lives on one event loop.
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
    private record Known(
            byte[] before, byte[] behind, @Nullable Account who, String model, Preamble preamble) {

        static Known of(Request request, String model, Preamble preamble) {
            RequestHead head = request.asked();
            Credential left = request.arrival().credential();
            byte[] bytes = head.headers().bytes();
            return new Known(
                    Arrays.copyOf(bytes, left.from()),
                    Arrays.copyOfRange(bytes, left.to(), head.end()),
                    request.account(),
                    model,
                    preamble);
        }

        boolean isOf(Request request) {
            RequestHead head = request.asked();
            Credential left = request.arrival().credential();
            byte[] bytes = head.headers().bytes();
            return Arrays.equals(before, 0, before.length, bytes, 0, left.from())
                    && Arrays.equals(behind, 0, behind.length, bytes, left.to(), head.end())
                    && Objects.equals(who, request.account())
                    && model.equals(request.model());
        }
    }

    /** That of a request, which is made where it is not known. */
    Preamble of(Request request, Supplier<Preamble> made) {
        RequestHead head = request.asked();
        String model = request.model();
        if (head.end() > MOST_BYTES || model == null) {
            return made.get();
        }
        int sum = sum(head, request.arrival().credential()) ^ model.hashCode() ^ spread(request.account());
        int slot = sum & SLOTS - 1;
        Known known = slots[slot];
        if (known != null && known.isOf(request)) {
            return known.preamble();
        }
        Preamble preamble = made.get();
        if (met[slot] == sum && Credential.isOnlySecretOf(head)) {
            slots[slot] = Known.of(request, model, preamble);
        }
        met[slot] = sum;
        return preamble;
    }

    /** Clients of one kind have the same head: each has a place of its own. */
    private static int spread(@Nullable Account who) {
        return who == null ? 0 : 31 * who.key().id().hashCode();
    }

    private int sum(RequestHead head, Credential left) {
        byte[] bytes = head.headers().bytes();
        crc.reset();
        crc.update(bytes, 0, left.from());
        crc.update(bytes, left.to(), head.end() - left.to());
        return (int) crc.getValue();
    }

    /** What was made under one configuration is of no use under another; and a purge leaves nothing of what came. */
    void clear() {
        Arrays.fill(slots, null);
    }
}
