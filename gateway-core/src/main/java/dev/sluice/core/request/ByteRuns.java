package dev.sluice.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Skips the uninteresting bytes of JSON and of forms, eight at a time (SWAR; Hacker's Delight, 6-1). All methods read
 * absolutely and leave the buffer as it was, whatever its kind and byte order. A view handle reads the words: it is as
 * fast as copying to an array first, and needs no array. Stateless and thread-safe.
 */
public final class ByteRuns {

    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long SEVENS = 0x7F7F7F7F7F7F7F7FL;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private ByteRuns() {}

    /** The eight bytes at {@code at}, the first one lowest. */
    static long word(ByteBuffer in, int at) {
        return (long) WORDS.get(in, at);
    }

    /**
     * Where the run of ordinary string bytes ends: at a quote, backslash, control or non-ASCII byte, or at {@code to}.
     */
    public static int text(ByteBuffer in, int from, int to) {
        int at = from;
        while (at <= to - 32) {
            long special = special(word(in, at))
                    | special(word(in, at + 8))
                    | special(word(in, at + 16))
                    | special(word(in, at + 24));
            if (special != 0) {
                break;
            }
            at += 32;
        }
        while (at <= to - 8) {
            long special = special(word(in, at));
            if (special != 0) {
                return at + first(special);
            }
            at += 8;
        }
        while (at < to && isOrdinary(in.get(at))) {
            at++;
        }
        return at;
    }

    /** Where the inside of a string ends that need not be valid: at a quote or backslash, or at {@code to}. */
    public static int quoted(ByteBuffer in, int from, int to) {
        int at = from;
        while (at <= to - 8) {
            long word = word(in, at);
            long found = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (found != 0) {
                return at + first(found);
            }
            at += 8;
        }
        while (at < to && in.get(at) != '"' && in.get(at) != '\\') {
            at++;
        }
        return at;
    }

    /** Where the next quote, bracket or brace may stand outside of strings (or another rare byte), or {@code to}. */
    public static int flat(ByteBuffer in, int from, int to) {
        int at = from;
        while (at <= to - 8) {
            long word = word(in, at);
            // 0x5B, 0x5D, 0x7B and 0x7D all become 0x7F when bits 1, 2 and 5 are set; digits and letters in numbers do
            // not.
            long found = zeros(word ^ QUOTES) | zeros((word | 0x26 * ONES) ^ SEVENS);
            if (found != 0) {
                return at + first(found);
            }
            at += 8;
        }
        while (at < to && in.get(at) != '"' && (in.get(at) | 0x26) != 0x7F) {
            at++;
        }
        return at;
    }

    /** Where the next byte of that value stands, or {@code to}. */
    public static int until(byte value, ByteBuffer in, int from, int to) {
        long pattern = (value & 0xFF) * ONES;
        int at = from;
        while (at <= to - 8) {
            long found = zeros(word(in, at) ^ pattern);
            if (found != 0) {
                return at + first(found);
            }
            at += 8;
        }
        while (at < to && in.get(at) != value) {
            at++;
        }
        return at;
    }

    /** Where a run of spaces ends, in steps of eight: indentation is skipped, what is left of it is the caller's. */
    static int spaces(ByteBuffer in, int from, int to) {
        int at = from;
        while (at <= to - 8 && word(in, at) == SPACES) {
            at += 8;
        }
        return at;
    }

    private static boolean isOrdinary(byte value) {
        return value >= ' ' && value != '"' && value != '\\';
    }

    /**
     * The top bits of the bytes that end a run. Flipping bit 1 puts the quote right behind the control bytes, so that
     * one comparison finds both. A carry out of a non-ASCII byte may spoil the bytes above it, never the first one
     * found.
     */
    private static long special(long word) {
        long fine = ((word ^ 2 * ONES) + 0x5F * ONES) & ((word ^ BACKSLASHES) + SEVENS) & ~word;
        return ~fine & TOPS;
    }

    /** The top bits of the zero bytes; exact for the first one. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }

    private static int first(long tops) {
        return Long.numberOfTrailingZeros(tops) >>> 3;
    }
}
