package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.EntryNames;
import dev.sluice.core.ledger.Share;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes records as bytes and reads them again. A record is of at most {@link #MOST} bytes: longer names are cut. One
 * thread may write while another reads.
 */
final class RecordCodec {

    /** Bytes of one record at the most. */
    static final int MOST = 4096;

    private static final int LONGEST_SHARE = 2 + RecordNames.LONGEST + 16;
    private static final Record.Kind[] KINDS = Record.Kind.values();
    private static final ServiceTier[] TIERS = ServiceTier.values();
    private static final int ESTIMATED = 1;
    private static final int PREPAID = 2;
    private static final int TRIAL = 4;

    /** Nothing was used and nothing told of it, as where an answer came from a cache: no counts follow. */
    private static final int UNUSED = 8;

    private final RecordNames names = new RecordNames();

    @SuppressWarnings("EnumOrdinal") // The order of the kinds is part of the file's format.
    void write(ByteBuffer out, Record.Kind kind, Entry entry) {
        int flags = flags(entry);
        out.put((byte) kind.ordinal());
        out.put((byte) flags);
        out.putShort((short) entry.status());
        out.putLong(entry.idHigh()).putLong(entry.idLow()).putLong(entry.endedEpochMillis());
        out.putLong(entry.picoDollars());
        if ((flags & UNUSED) == 0) {
            usage(out, entry.usage());
        }
        names.write(out, entry);
        shares(out, entry.elsewhere());
    }

    /** Of a buffer that has an array. */
    Record read(ByteBuffer in) {
        Record.Kind kind = KINDS[in.get()];
        int flags = in.get();
        int status = in.getShort();
        long high = in.getLong();
        long low = in.getLong();
        long ended = in.getLong();
        long cost = in.getLong();
        boolean estimated = (flags & ESTIMATED) != 0;
        Usage usage = (flags & UNUSED) != 0
                ? Usage.NONE
                : usage(in, estimated ? Usage.Origin.ESTIMATED : Usage.Origin.REPORTED);
        RecordNames.Block block = names.read(in);
        EntryNames named = block.names();
        return new Record(
                kind,
                new Entry(
                        high,
                        low,
                        ended,
                        named.tenant(),
                        named.user(),
                        named.key(),
                        named.role(),
                        named.model(),
                        named.provider(),
                        status,
                        usage,
                        estimated,
                        cost,
                        block.priceVersion(),
                        (flags & PREPAID) != 0,
                        (flags & TRIAL) != 0,
                        shares(in)));
    }

    private static int flags(Entry entry) {
        boolean unused = !entry.estimated() && entry.usage().equals(Usage.NONE);
        return (entry.estimated() ? ESTIMATED : 0)
                | (entry.prepaid() ? PREPAID : 0)
                | (entry.trial() ? TRIAL : 0)
                | (unused ? UNUSED : 0);
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
            RecordNames.text(out, each.provider());
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
            shares.add(new Share(RecordNames.known(RecordNames.text(in)), in.getLong(), in.getLong()));
        }
        return shares;
    }
}
