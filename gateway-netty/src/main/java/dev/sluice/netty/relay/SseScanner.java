package dev.sluice.netty.relay;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the events of a stream in its bytes (WHATWG HTML, server-sent events: lines end with LF, CR LF or CR, a blank
 * line ends an event), across reads. It looks at a copy on the heap, at most {@link #MAX_EVENT} bytes of one event, and
 * tells where in the read an event ends; the read itself is only borrowed. One a stream, single-threaded.
 *
 * <p>Use: {@link #feed} a range, then {@link #next} until it is false.
 */
public final class SseScanner {

    /** Bytes of one event that are kept for a look; a longer one is passed on unseen. */
    public static final int MAX_EVENT = 4 * 1024 * 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LF = LOW * '\n';
    private static final long CR = LOW * '\r';

    private static final byte[] NOTHING = {};

    private final int maxEvent;
    private final byte[] scratch;
    private byte[] own = NOTHING;
    private byte[] bytes;
    private boolean inScratch = true;
    private int size;
    private int position;
    private int lineStart;
    private boolean lineBegun;
    private boolean anyLine;
    private boolean afterCr;
    private boolean eventBegun;
    private boolean oversize;
    private int dataFrom = -1;
    private int dataTo = -1;

    private int readOffset;
    private int eventEnd;
    private boolean emptied;

    /** @param maxEvent bytes of one event that are kept for a look, at the most {@link #MAX_EVENT} */
    public SseScanner(int maxEvent) {
        this(maxEvent, new byte[4096]);
    }

    /**
     * @param scratch where reads are looked at, shared by all streams of an event loop, so that it stays in the cache;
     *     between two calls only an unfinished event is kept, in an array of the scanner's own
     */
    public SseScanner(int maxEvent, byte[] scratch) {
        this.maxEvent = maxEvent;
        this.scratch = scratch;
        this.bytes = scratch;
    }

    /**
     * Whether the first byte of the next read only completes the line end of the event before: the LF of a CR LF that
     * was cut in two. It is that event's, and must not be fed.
     */
    public boolean completesEvent(byte first) {
        boolean completes = afterCr && first == '\n' && position == size && (emptied || !eventBegun);
        afterCr &= !completes;
        return completes;
    }

    /**
     * Takes a look at bytes {@code from} to {@code to} of a read; call {@link #next} until it is false before the next
     * feed.
     */
    public void feed(ByteBuf read, int from, int to) {
        int length = to - from;
        if (emptied) {
            startEvent();
        }
        compact();
        if (size == 0 && length <= scratch.length) {
            bytes = scratch;
            inScratch = true;
        } else if (size + length > bytes.length || inScratch) {
            own = Arrays.copyOf(bytes, Integer.highestOneBit(Math.max(size + length, 512) - 1) << 1);
            bytes = own;
            inScratch = false;
        }
        read.getBytes(from, bytes, size, length);
        readOffset = from - size;
        size += length;
    }

    /** Goes to the next event that ends in what was fed; false when there is none. */
    public boolean next() {
        if (emptied) {
            startEvent();
        }
        while (position < size) {
            position = lineEnd(position);
            if (position == size) {
                break;
            }
            byte end = bytes[position];
            if (end == '\n' && afterCr && position == lineStart) {
                // The second half of a CR LF.
                afterCr = false;
                position++;
                lineStart = position;
                continue;
            }
            boolean blank = position == lineStart && !lineBegun;
            if (!blank) {
                line(lineStart, position);
            }
            afterCr = end == '\r';
            position++;
            if (blank && afterCr && position < size && bytes[position] == '\n') {
                position++;
                afterCr = false;
            }
            lineStart = position;
            lineBegun = false;
            if (blank && eventBegun) {
                eventEnd = position;
                emptied = true;
                return true;
            }
        }
        trim();
        keep();
        return false;
    }

    /** Where in the read that was fed last the event ends: the index behind its blank line. */
    public int end() {
        return eventEnd + readOffset;
    }

    /** The array that holds the event's data, its {@code data:} lines joined with LF. Valid until the next call. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the data begins; -1 when the event has none, or is too long to be looked at. */
    public int dataFrom() {
        return oversize ? -1 : dataFrom;
    }

    public int dataTo() {
        return dataTo;
    }

    /** Whether the event was too long to be looked at. */
    public boolean oversize() {
        return oversize;
    }

    /** Whether all that was fed ends inside a line. */
    public boolean midLine() {
        return !emptied && (lineBegun || lineStart < size);
    }

    /** Whether all that was fed ends with the end of an event. */
    public boolean atBoundary() {
        return emptied ? position == size : !eventBegun && !lineBegun && lineStart == size;
    }

    private void startEvent() {
        emptied = false;
        eventBegun = false;
        oversize = false;
        dataFrom = -1;
        dataTo = -1;
    }

    /** Drops what belongs to events that are over. */
    private void compact() {
        int keepFrom = eventBegun ? eventStart() : lineStart;
        if (keepFrom == 0) {
            return;
        }
        System.arraycopy(bytes, keepFrom, bytes, 0, size - keepFrom);
        size -= keepFrom;
        position -= keepFrom;
        lineStart -= keepFrom;
        if (dataFrom >= 0) {
            dataFrom -= keepFrom;
            dataTo -= keepFrom;
        }
    }

    /** Others use the scratch next: takes what is unfinished out of it. */
    private void keep() {
        compact();
        if (size == 0 || !inScratch) {
            return;
        }
        if (own.length < size) {
            own = new byte[Integer.highestOneBit(Math.max(size, 512) - 1) << 1];
        }
        System.arraycopy(bytes, 0, own, 0, size);
        bytes = own;
        inScratch = false;
    }

    private int eventStart() {
        return dataFrom >= 0 ? dataFrom : lineStart;
    }

    /** An unfinished event past the limit is let go of; only where its lines end is still followed. */
    private void trim() {
        if (lineStart < position) {
            eventBegun = true;
            afterCr = false;
        }
        if (size - eventStart() > maxEvent || oversize) {
            oversize = eventBegun;
            lineBegun = lineBegun || lineStart < size;
            size = 0;
            position = 0;
            lineStart = 0;
            dataFrom = -1;
        }
    }

    private void line(int lineFrom, int to) {
        eventBegun = true;
        // The standard has the one byte order mark ignored that may stand before everything.
        int from = anyLine || !isMarked(lineFrom, to) ? lineFrom : lineFrom + 3;
        anyLine = true;
        if (oversize || lineBegun || !isData(from, to)) {
            return;
        }
        int value = from + 5 < to && bytes[from + 5] == ' ' ? from + 6 : from + 5;
        if (dataFrom < 0) {
            dataFrom = value;
            dataTo = to;
        } else {
            // A second data line joins the first with LF; the copy's bytes in between are not needed any more.
            bytes[dataTo] = '\n';
            System.arraycopy(bytes, value, bytes, dataTo + 1, to - value);
            dataTo += 1 + to - value;
        }
    }

    private boolean isMarked(int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf;
    }

    private boolean isData(int from, int to) {
        return to - from >= 5
                && bytes[from] == 'd'
                && bytes[from + 1] == 'a'
                && bytes[from + 2] == 't'
                && bytes[from + 3] == 'a'
                && bytes[from + 4] == ':';
    }

    /** The first LF or CR from {@code i} on, eight bytes at a time; {@code size} when there is none. */
    private int lineEnd(int i) {
        int at = i;
        while (at + 8 <= size) {
            long word = (long) LONGS.get(bytes, at);
            long found = zeroes(word ^ LF) | zeroes(word ^ CR);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            at += 8;
        }
        while (at < size && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static long zeroes(long word) {
        return (word - LOW) & ~word & HIGH;
    }
}
