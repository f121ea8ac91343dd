package dev.sluice.core.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a JSON object in its canonical form, in one pass and without a tree; the members of an object are put in order
 * where it ends, unless they are already. Of a body that has been found well-formed only. Single-threaded, and used
 * again and again.
 */
final class CanonicalBody {

    /** How deep a body may be nested: what is put in order is copied once a level. */
    static final int MOST_DEPTH = 32;

    /** How many members an object may have. */
    static final int MOST_MEMBERS = 4096;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private final Bytes spare = new Bytes();
    private final LastTurn turn;
    private Bytes target;
    private byte[] in = new byte[0];
    private byte[] out = new byte[0];
    private int size;

    /** Where the members of all open objects begin, and where their keys end; a stack. */
    private int[] starts = new int[64];

    private int[] keyEnds = new int[64];

    /** Those of one object by their keys. */
    private int[] order = new int[64];

    private int top;
    private int lastElement;
    private boolean refused;

    CanonicalBody(LastTurn turn) {
        this.turn = turn;
        this.target = spare;
    }

    /**
     * Writes the body behind what is in {@code into} already, but for what is taken out as the last turn. False when it
     * is none that can be compared: an object has a member twice, or it is too deep or too wide.
     */
    boolean write(Bytes body, Bytes into) {
        into.room(2 * body.size() + MOST_DEPTH);
        target = into;
        in = body.array();
        out = into.array();
        size = into.size();
        top = 0;
        refused = false;
        value(space(0), 0);
        into.size(size);
        spare.clear();
        return !refused;
    }

    private int value(int at, int depth) {
        switch (in[at]) {
            case '{' -> {
                return object(at, depth);
            }
            case '[' -> {
                return array(at, depth);
            }
            case '"' -> {
                return string(at);
            }
            case 't', 'n' -> {
                out[size++] = in[at];
                return at + 4;
            }
            case 'f' -> {
                out[size++] = 'f';
                return at + 5;
            }
            default -> {
                return number(at);
            }
        }
    }

    private int object(int from, int depth) {
        if (depth == MOST_DEPTH) {
            return refuse();
        }
        out[size++] = '{';
        int base = top;
        boolean sorted = true;
        int at = space(from + 1);
        while (!refused && in[at] != '}') {
            int start = size;
            at = space(string(at));
            push(start, size);
            sorted &= top - base == 1 || compare(top - 2, top - 1) < 0;
            at = member(space(at + 1), depth, start);
            at = space(at);
            at = in[at] == ',' ? space(at + 1) : at;
            if (top - base > MOST_MEMBERS) {
                return refuse();
            }
        }
        if (!sorted && !refused) {
            sort(base);
        }
        top = base;
        out[size++] = '}';
        return at + 1;
    }

    /** The value of a member; that of the body itself which holds the turns is looked at when it has ended. */
    private int member(int at, int depth, int key) {
        int start = size;
        int end = value(at, depth + 1);
        if (depth == 0 && !refused && turn.isIn(out, key, start)) {
            target.size(size);
            turn.take(target, in[at] == '[' ? lastElement : start, start);
            size = target.size();
        }
        return end;
    }

    private int array(int from, int depth) {
        if (depth == MOST_DEPTH) {
            return refuse();
        }
        out[size++] = '[';
        int at = space(from + 1);
        int last = size;
        while (!refused && in[at] != ']') {
            last = size;
            at = space(value(at, depth + 1));
            at = in[at] == ',' ? space(at + 1) : at;
        }
        lastElement = last;
        out[size++] = ']';
        return at + 1;
    }

    private int refuse() {
        refused = true;
        return 0;
    }

    private int string(int from) {
        out[size++] = '"';
        int at = from + 1;
        while (true) {
            int run = run(at);
            System.arraycopy(in, at, out, size, run - at);
            size += run - at;
            if (in[run] == '"') {
                out[size++] = Canonical.END;
                return run + 1;
            }
            at = escape(run + 1);
        }
    }

    /** Where the next quote or backslash stands. */
    private int run(int from) {
        int at = from;
        for (; at <= in.length - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(in, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (in[at] != '"' && in[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Writes what stands behind a backslash. */
    private int escape(int at) {
        switch (in[at]) {
            case 'b' -> out[size++] = '\b';
            case 'f' -> out[size++] = '\f';
            case 'n' -> out[size++] = '\n';
            case 'r' -> out[size++] = '\r';
            case 't' -> out[size++] = '\t';
            case 'u' -> {
                return unit(at + 1);
            }
            default -> out[size++] = in[at];
        }
        return at + 1;
    }

    /** A character of four digits, or a pair of them: as it would stand here unescaped. */
    private int unit(int at) {
        int unit = digits(at);
        int behind = at + 4;
        if (Character.isHighSurrogate((char) unit) && in[behind] == '\\' && in[behind + 1] == 'u') {
            int low = digits(behind + 2);
            if (Character.isLowSurrogate((char) low)) {
                encode(Character.toCodePoint((char) unit, (char) low));
                return behind + 6;
            }
        }
        encode(unit);
        return behind;
    }

    private int digits(int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(in[i], 16);
        }
        return value;
    }

    /** Half of a pair is encoded like any other character, which no other text is. */
    private void encode(int character) {
        if (character < 0x80) {
            out[size++] = (byte) character;
        } else if (character < 0x800) {
            out[size++] = (byte) (0xC0 | character >> 6);
            out[size++] = (byte) (0x80 | character & 0x3F);
        } else if (character < 0x10000) {
            out[size++] = (byte) (0xE0 | character >> 12);
            out[size++] = (byte) (0x80 | character >> 6 & 0x3F);
            out[size++] = (byte) (0x80 | character & 0x3F);
        } else {
            out[size++] = (byte) (0xF0 | character >> 18);
            out[size++] = (byte) (0x80 | character >> 12 & 0x3F);
            out[size++] = (byte) (0x80 | character >> 6 & 0x3F);
            out[size++] = (byte) (0x80 | character & 0x3F);
        }
    }

    private int number(int from) {
        int at = from;
        while (in[at] > ' ' && in[at] != ',' && in[at] != '}' && in[at] != ']') {
            out[size++] = in[at++];
        }
        out[size++] = Canonical.NUMBER_END;
        return at;
    }

    private int space(int from) {
        int at = from;
        while (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t') {
            at++;
        }
        return at;
    }

    private void push(int start, int keyEnd) {
        if (top == starts.length) {
            starts = Arrays.copyOf(starts, 2 * top);
            keyEnds = Arrays.copyOf(keyEnds, 2 * top);
        }
        starts[top] = start;
        keyEnds[top++] = keyEnd;
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(out, starts[one], keyEnds[one], out, starts[other], keyEnds[other]);
    }

    /** Puts the members of the innermost object in the order of their keys. */
    private void sort(int base) {
        int count = top - base;
        if (count > order.length) {
            order = new int[starts.length];
        }
        for (int i = 0; i < count; i++) {
            int at = place(i, base + i);
            if (at < 0) {
                refused = true;
                return;
            }
            System.arraycopy(order, at, order, at + 1, i - at);
            order[at] = base + i;
        }
        int from = starts[base];
        spare.clear();
        spare.put(out, from, size - from);
        int to = from;
        for (int i = 0; i < count; i++) {
            int member = order[i];
            int end = member + 1 == top ? size : starts[member + 1];
            int length = end - starts[member];
            System.arraycopy(spare.array(), starts[member] - from, out, to, length);
            to += length;
        }
    }

    /** Where a member belongs among the first {@code count} of the order; -1: one has its key already. */
    private int place(int count, int member) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int found = compare(order[middle], member);
            if (found == 0) {
                return -1;
            }
            if (found < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }
}
