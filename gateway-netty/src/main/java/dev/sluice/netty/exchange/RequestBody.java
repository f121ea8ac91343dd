package dev.sluice.netty.exchange;

import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.estimate.Sheets;
import dev.sluice.core.request.Splice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, collected whole, so that an attempt can be made again. Owns its parts until {@link #release}; what
 * is sent are slices with references of their own. Small reads are copied together, so that a dripping client cannot
 * pin a buffer a byte. Lives on the exchange's event loop.
 */
final class RequestBody {

    private static final int SMALL = 1024;
    private static final int GATHER = 8 * 1024;

    private final BodyMemory memory;
    private final long limit;
    private final List<ByteBuf> parts = new ArrayList<>(4);
    private @Nullable ByteBuf gathering;
    private int size;
    private long reserved;
    private boolean lent;
    private boolean unwanted;

    /** Why a part was not taken. */
    enum Verdict {
        TAKEN,
        TOO_LARGE,
        NO_MEMORY
    }

    RequestBody(BodyMemory memory, long limit) {
        this.memory = memory;
        this.limit = limit;
    }

    /** Reserves room for a body of known size. */
    Verdict expect(long length) {
        return length > limit ? Verdict.TOO_LARGE : reserve(length);
    }

    /** Takes a part; it is released when it is not taken. */
    Verdict take(ByteBuf part) {
        int length = part.readableBytes();
        Verdict verdict = (long) size + length > limit ? Verdict.TOO_LARGE : reserve((long) size + length);
        if (verdict != Verdict.TAKEN) {
            part.release();
            return verdict;
        }
        size += length;
        // What is kept must fill its buffer reasonably: bytes are counted, and buffers are what is held.
        boolean dense = (long) length * 4 >= part.capacity();
        if (dense && (length >= SMALL || size == length)) {
            gathering = null;
            parts.add(part);
        } else {
            gather(part);
        }
        return Verdict.TAKEN;
    }

    /** Bytes taken so far. */
    int size() {
        return size;
    }

    /** What a body that is JSON has a model read; null when nothing is held. */
    @Nullable
    Prompt prompt(Sheets pool) {
        return parts.isEmpty() ? null : Prompt.of(views(), size, pool);
    }

    /** What has been taken, for a look: borrowed, and valid until the next part is taken. */
    List<ByteBuffer> views() {
        List<ByteBuffer> views = new ArrayList<>(parts.size());
        for (ByteBuf part : parts) {
            views.add(part.nioBuffer());
        }
        return views;
    }

    /** The same for another thread: until it is given back, nothing is let go of, and all of it counts as held. */
    List<ByteBuffer> lend() {
        lent = true;
        return views();
    }

    /** The other thread does not look any more. */
    void giveBack() {
        lent = false;
        if (unwanted) {
            release();
        }
    }

    /** Hands the body out for writing, edited; each buffer it hands out is the receiver's. */
    void send(List<Splice> splices, Consumer<ByteBuf> out) {
        if (splices.isEmpty()) {
            for (int i = 0; i < parts.size(); i++) {
                out.accept(parts.get(i).retainedSlice());
            }
            return;
        }
        int from = 0;
        for (Splice splice : splices) {
            send(from, splice.at(), out);
            out.accept(Unpooled.wrappedBuffer(splice.insert()));
            from = splice.at() + splice.remove();
        }
        send(from, size, out);
    }

    /** By how much the edits make the body longer. */
    static int growth(List<Splice> splices) {
        int growth = 0;
        for (Splice splice : splices) {
            growth += splice.delta();
        }
        return growth;
    }

    /** How long the body is when edited. */
    int size(List<Splice> splices) {
        return size + growth(splices);
    }

    /** Counts a part that is passed on at once; false when the body becomes larger than allowed. */
    boolean pass(int length) {
        if ((long) size + length > limit) {
            return false;
        }
        size += length;
        return true;
    }

    /** Lets go of everything, as soon as nothing is lent; idempotent. */
    void release() {
        unwanted = true;
        if (lent) {
            return;
        }
        parts.forEach(ByteBuf::release);
        parts.clear();
        gathering = null;
        memory.free(reserved);
        reserved = 0;
    }

    private Verdict reserve(long total) {
        if (total > reserved) {
            if (!memory.reserve(total - reserved)) {
                return Verdict.NO_MEMORY;
            }
            reserved = total;
        }
        return Verdict.TAKEN;
    }

    private void gather(ByteBuf part) {
        ByteBuf into = gathering;
        if (into == null || into.writableBytes() < part.readableBytes()) {
            int room = Math.max(GATHER, part.readableBytes());
            into = part.alloc().directBuffer(room, room);
            gathering = into;
            parts.add(into);
        }
        into.writeBytes(part);
        part.release();
    }

    /** Hands out bytes {@code from} to {@code to} of the original. */
    private void send(int from, int to, Consumer<ByteBuf> out) {
        int start = 0;
        for (ByteBuf part : parts) {
            int end = start + part.readableBytes();
            int cutFrom = Math.max(from, start);
            int cutTo = Math.min(to, end);
            if (cutFrom < cutTo) {
                out.accept(part.retainedSlice(part.readerIndex() + cutFrom - start, cutTo - cutFrom));
            }
            start = end;
        }
    }
}
