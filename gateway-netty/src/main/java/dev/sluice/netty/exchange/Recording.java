package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Answer;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.relay.Room;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notes an answer's body while it passes: a copy of what the client gets, bounded by what an entry may have and by what
 * all recordings together may. What is too much is not noted at all. Owns memory of {@link Room} until it is released;
 * lives on the exchange's event loop.
 */
final class Recording implements AnswerBody.Tap {

    private static final int FIRST = 2 * 1024;
    private static final long SAME_WRITE_MICROS = 100;
    private static final int MOST_WRITES = 100_000;

    private final String contentType;
    private final boolean events;
    private final Room room;
    private final long most;
    private byte[] bytes = {};
    private int size;
    private int[] writes = {};
    private int[] gaps = {};
    private int count;
    private long lastAt;
    private boolean over;
    private Runnable tooMuch = () -> {};

    /**
     * @param kind of a stream it is noted, too, when what came
     * @param most bytes that it may have
     * @param since when the request was there
     */
    Recording(String contentType, Kind kind, Room room, long most, long since) {
        this.contentType = contentType;
        this.events = kind == Kind.EVENTS;
        this.room = room;
        this.most = most;
        this.lastAt = since;
    }

    /** Who is told when it is too much, once and while it is written. */
    Recording otherwise(Runnable then) {
        tooMuch = then;
        return this;
    }

    /** What it is a recording of. */
    enum Kind {
        WHOLE,
        EVENTS
    }

    @Override
    public void wrote(ByteBuf from, int at, int length) {
        if (makesRoom(length)) {
            from.getBytes(at, bytes, size, length);
            wrote(length);
        }
    }

    @Override
    public void wrote(byte[] from, int length) {
        if (makesRoom(length)) {
            System.arraycopy(from, 0, bytes, size, length);
            wrote(length);
        }
    }

    /** What was noted; null where it was too much. It is let go of. */
    @Nullable
    Answer end() {
        if (over) {
            return null;
        }
        Answer answer = new Answer(
                contentType,
                events,
                Arrays.copyOf(bytes, size),
                Arrays.copyOf(writes, count),
                Arrays.copyOf(gaps, count));
        release();
        return answer;
    }

    /** Nothing will be made of it; idempotent. */
    void release() {
        if (!over) {
            over = true;
            room.free(bytes.length);
            bytes = new byte[0];
        }
    }

    private void drop() {
        release();
        tooMuch.run();
    }

    private boolean makesRoom(int more) {
        if (over) {
            return false;
        }
        long needed = (long) size + more;
        if (needed > most) {
            drop();
            return false;
        }
        if (needed > bytes.length) {
            int grown = (int) Math.min(most, Math.max(needed, Math.max(FIRST, 2L * bytes.length)));
            if (!room.reserve(grown - bytes.length)) {
                drop();
                return false;
            }
            bytes = Arrays.copyOf(bytes, grown);
        }
        return true;
    }

    private void wrote(int length) {
        size += length;
        if (events) {
            mark(length);
        }
    }

    private void mark(int length) {
        long now = System.nanoTime();
        long gap = TimeUnit.NANOSECONDS.toMicros(now - lastAt);
        if (count > 0 && (gap < SAME_WRITE_MICROS || count == MOST_WRITES)) {
            writes[count - 1] += length;
            return;
        }
        if (count == writes.length) {
            writes = Arrays.copyOf(writes, Math.max(16, 2 * count));
            gaps = Arrays.copyOf(gaps, writes.length);
        }
        writes[count] = length;
        gaps[count++] = (int) Math.min(Integer.MAX_VALUE, gap);
        lastAt = now;
    }
}
