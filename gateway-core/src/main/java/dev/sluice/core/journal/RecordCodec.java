package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Share;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records as bytes and reads them again. A record is of at most {@link #MOST} bytes: longer names are cut. */
final class RecordCodec {

    /** Bytes of one record at the most. */
    static final int MOST = 4096;

    private static final int LONGEST_NAME = 400;
    private static final int LONGEST_SHARE = 2 + LONGEST_NAME + 16;
    private static final Record.Kind[] KINDS = Record.Kind.values();
    private static final ServiceTier[] TIERS = ServiceTier.values();
    private static final int ESTIMATED = 1;
    private static final int PREPAID = 2;
    private static final int TRIAL = 4;

    private RecordCodec() {}

    @SuppressWarnings("EnumOrdinal") // The order of the kinds is part of the file's format.
    static void write(ByteBuffer out, Record.Kind kind, Entry entry) {
        out.put((byte) kind.ordinal());
        out.put((byte) flags(entry));
        out.putShort((short) entry.status());
        out.putLong(entry.idHigh()).putLong(entry.idLow()).putLong(entry.endedEpochMillis());
        out.putLong(entry.picoDollars());
        usage(out, entry.usage());
        text(out, entry.tenant());
        text(out, entry.user());
        text(out, entry.key());
        text(out, entry.role());
        text(out, entry.model());
        text(out, entry.provider());
        text(out, entry.priceVersion());
        shares(out, entry.elsewhere());
    }

    static Record read(ByteBuffer in) {
        Record.Kind kind = KINDS[in.get()];
        int flags = in.get();
        int status = in.getShort();
        long high = in.getLong();
        long low = in.getLong();
        long ended = in.getLong();
        long cost = in.getLong();
        boolean estimated = (flags & ESTIMATED) != 0;
        Usage usage = usage(in, estimated ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED);
        String tenant = known(text(in));
        String user = text(in);
        String key = known(text(in));
        String role = text(in);
        String model = known(text(in));
        String provider = known(text(in));
        String priceVersion = known(text(in));
        return new Record(
                kind,
                new Entry(
                        high,
                        low,
                        ended,
                        tenant,
                        user,
                        key,
                        role,
                        model,
                        provider,
                        status,
                        usage,
                        estimated,
                        cost,
                        priceVersion,
                        (flags & PREPAID) != 0,
                        (flags & TRIAL) != 0,
                        shares(in)));
    }

    private static int flags(Entry entry) {
        return (entry.estimated() ? ESTIMATED : 0) | (entry.prepaid() ? PREPAID : 0) | (entry.trial() ? TRIAL : 0);
    }

    @SuppressWarnings("EnumOrdinal") // The order of the tiers is part of the file's format.
    private static void usage(ByteBuffer out, Usage usage) {
        out.putLong(usage.input()).putLong(usage.output()).putLong(usage.cachedInput());
        out.putLong(usage.cacheWrite()).putLong(usage.reasoning()).putLong(usage.cacheWriteHour());
        out.putLong(usage.audioInput()).putLong(usage.audioOutput());
        out.putLong(usage.imageInput()).putLong(usage.imageOutput());
        out.putLong(usage.images()).putLong(usage.queries());
        out.put((byte) usage.tier().ordinal());
    }

    private static Usage usage(ByteBuffer in, Usage.Origin origin) {
        return Usage.builder()
                .input(in.getLong())
                .output(in.getLong())
                .cachedInput(in.getLong())
                .cacheWrite(in.getLong())
                .reasoning(in.getLong())
                .cacheWriteHour(in.getLong())
                .audioInput(in.getLong())
                .audioOutput(in.getLong())
                .imageInput(in.getLong())
                .imageOutput(in.getLong())
                .images(in.getLong())
                .queries(in.getLong())
                .tier(TIERS[in.get()])
                .origin(origin)
                .build();
    }

    /** Those that there is room for: of others, which no sensible names need, the last group is taken to be. */
    private static void shares(ByteBuffer out, List<Share> shares) {
        for (Share each : shares) {
            if (out.remaining() < LONGEST_SHARE) {
                return;
            }
            text(out, each.provider());
            out.putLong(each.tokens()).putLong(each.picoDollars());
        }
    }

    /** To the end of the record. */
    private static List<Share> shares(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return List.of();
        }
        List<Share> shares = new ArrayList<>();
        while (in.hasRemaining()) {
            shares.add(new Share(known(text(in)), in.getLong(), in.getLong()));
        }
        return shares;
    }

    private static void text(ByteBuffer out, @Nullable String text) {
        if (text == null) {
            out.putShort((short) -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, LONGEST_NAME);
        out.putShort((short) length).put(bytes, 0, length);
    }

    private static @Nullable String text(ByteBuffer in) {
        int length = in.getShort();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String known(@Nullable String text) {
        return text == null ? "" : text;
    }
}
