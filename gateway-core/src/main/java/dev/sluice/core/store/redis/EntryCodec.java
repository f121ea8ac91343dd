package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.StoreException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the ledger as they are in Redis: the id is the field's name, the rest its value - a byte for the version,
 * then numbers of variable length and strings with their length before them, in the order of {@link Entry}'s fields.
 */
final class EntryCodec {

    private static final byte VERSION = 1;
    private static final int NUMBERS = 20;
    private static final int MOST_BYTES_OF_NUMBER = 10;
    private static final int MOST_BYTES_OF_CHAR = 3;

    private EntryCodec() {}

    /** An entry's id: 32 hexadecimal digits, in the order of which entries of one instant are. */
    static String field(Entry entry) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(entry.idHigh()) + hex.toHexDigits(entry.idLow());
    }

    static byte[] value(Entry entry) {
        @Nullable
        String[] texts = {
            entry.tenant(),
            entry.user(),
            entry.key(),
            entry.role(),
            entry.model(),
            entry.provider(),
            entry.priceVersion(),
            entry.usage().tier() == ServiceTier.STANDARD
                    ? ""
                    : entry.usage().tier().name()
        };
        int most = 1 + (NUMBERS + texts.length) * MOST_BYTES_OF_NUMBER;
        for (String text : texts) {
            most += text == null ? 0 : text.length() * MOST_BYTES_OF_CHAR;
        }
        ByteBuffer to = ByteBuffer.allocate(most).put(VERSION);
        putNumber(to, entry.endedEpochMillis());
        for (String text : texts) {
            putString(to, text);
        }
        putNumber(to, entry.status());
        putNumber(to, entry.picoDollars());
        putNumber(to, flags(entry));
        for (long count : entry.usage().counts()) {
            putNumber(to, count);
        }
        return Arrays.copyOf(to.array(), to.position());
    }

    /** The entry that a field and its value are of. */
    static Entry entry(String field, byte[] value) {
        try {
            return read(field, ByteBuffer.wrap(value));
        } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new StoreException("Redis has an entry that this version cannot read: run the newest", e);
        }
    }

    private static Entry read(String field, ByteBuffer from) {
        if (from.get() != VERSION) {
            throw new IllegalArgumentException("another version");
        }
        long ended = number(from);
        String tenant = text(from);
        String user = string(from);
        String key = text(from);
        String role = string(from);
        String model = text(from);
        String provider = text(from);
        String priceVersion = text(from);
        ServiceTier tier = tier(text(from));
        int status = (int) number(from);
        long cost = number(from);
        int flags = (int) number(from);
        return new Entry(
                HexFormat.fromHexDigitsToLong(field, 0, 16),
                HexFormat.fromHexDigitsToLong(field, 16, 32),
                ended,
                tenant,
                user,
                key,
                role,
                model,
                provider,
                status,
                usage(from, tier, (flags & 8) != 0 ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED),
                (flags & 1) != 0,
                cost,
                priceVersion,
                (flags & 2) != 0,
                (flags & 4) != 0,
                List.of());
    }

    private static String text(ByteBuffer from) {
        String text = string(from);
        if (text == null) {
            throw new IllegalArgumentException("something is missing");
        }
        return text;
    }

    private static int flags(Entry entry) {
        return (entry.estimated() ? 1 : 0)
                | (entry.prepaid() ? 2 : 0)
                | (entry.trial() ? 4 : 0)
                | (entry.usage().isEstimated() ? 8 : 0);
    }

    private static ServiceTier tier(String name) {
        return name.isEmpty() ? ServiceTier.STANDARD : ServiceTier.valueOf(name);
    }

    private static Usage usage(ByteBuffer from, ServiceTier tier, Usage.Origin origin) {
        long[] counts = new long[Usage.COUNTS];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = number(from);
        }
        return Usage.of(counts, tier, origin);
    }

    /** Zigzag, so that what is not reported, -1, is one byte; then seven bits a byte, the lowest first. */
    private static void putNumber(ByteBuffer to, long number) {
        long left = (number << 1) ^ (number >> 63);
        while ((left & ~0x7fL) != 0) {
            to.put((byte) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    private static long number(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (number >>> 1) ^ -(number & 1);
            }
        }
        throw new IllegalArgumentException("a number without end");
    }

    private static void putString(ByteBuffer to, @Nullable String text) {
        byte[] bytes = text == null ? null : text.getBytes(UTF_8);
        putNumber(to, bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            to.put(bytes);
        }
    }

    private static @Nullable String string(ByteBuffer from) {
        long length = number(from);
        if (length > from.remaining()) {
            throw new IllegalArgumentException("a string without end");
        }
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[(int) length];
        from.get(bytes);
        return new String(bytes, UTF_8);
    }
}
