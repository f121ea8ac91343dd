package dev.sluice.core.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What canonical JSON is written in: no two documents that differ in anything but white space, the order of members, or
 * the way in which a character is written, are written alike. A string is a quote, its text in UTF-8 and {@link #END},
 * which no UTF-8 has; a number is its characters and {@link #NUMBER_END}; {@code t}, {@code f} and {@code n} are the
 * literals; arrays and objects are their brackets with the elements, or the keys and values by key, between them.
 */
final class Canonical {

    /** Ends a string. */
    static final byte END = (byte) 0xFF;

    /** Ends a number. */
    static final byte NUMBER_END = (byte) 0xFE;

    /** Stands for a text that was taken out. */
    static final byte TAKEN = (byte) 0xFD;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Canonical() {}

    /** Where a value, or a key, ends that begins at {@code at}. */
    static int skip(byte[] in, int at) {
        return switch (in[at]) {
            case '"' -> behind(in, at, END);
            case '{' -> {
                int here = at + 1;
                while (in[here] != '}') {
                    here = skip(in, skip(in, here));
                }
                yield here + 1;
            }
            case '[' -> {
                int here = at + 1;
                while (in[here] != ']') {
                    here = skip(in, here);
                }
                yield here + 1;
            }
            case 't', 'f', 'n', TAKEN -> at + 1;
            default -> behind(in, at, NUMBER_END);
        };
    }

    /** Where the value of a member begins, in the object that begins at {@code object}; -1: it has no such member. */
    static int member(byte[] in, int object, byte[] key) {
        int here = object + 1;
        while (in[here] != '}') {
            int value = skip(in, here);
            if (isText(in, here, value, key)) {
                return value;
            }
            here = skip(in, value);
        }
        return -1;
    }

    /** Whether the string from {@code from} to {@code to} has this text. */
    static boolean isText(byte[] in, int from, int to, byte[] text) {
        if (to - from != text.length + 2 || in[from] != '"') {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (in[from + 1 + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Behind the next such byte; eight bytes at a time (Hacker's Delight, 6-1). */
    private static int behind(byte[] in, int from, byte end) {
        long ends = (end & 0xFF) * ONES;
        int at = from;
        for (; at <= in.length - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(in, at) ^ ends;
            long found = (word - ONES) & ~word & TOPS;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3) + 1;
            }
        }
        while (in[at] != end) {
            at++;
        }
        return at + 1;
    }
}
