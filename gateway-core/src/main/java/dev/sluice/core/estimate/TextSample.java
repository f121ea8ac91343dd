package dev.sluice.core.estimate;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A text as it stands in JSON strings, noted piece by piece: all of it where it is short, else its beginning and, where
 * its length was known, parts from all over it; 64 KiB at the most. Written by one event loop; once it has been handed
 * over nobody writes it any more.
 */
public final class TextSample {

    private static final int MOST_SHEETS = 64;

    /** Sheets from the beginning on that are always kept. */
    private static final int FIRST = 32;

    private final Sheets pool;
    private final int stride;
    private byte[][] sheets = new byte[2][];
    private int kept;
    private long bytes;

    private TextSample(Sheets pool, int stride) {
        this.pool = pool;
        this.stride = stride;
    }

    /** For a text whose length nobody knows. */
    public static TextSample growing(Sheets pool) {
        return new TextSample(pool, 1);
    }

    /** For a text that is at most so many bytes long. */
    public static TextSample within(Sheets pool, int most) {
        int sheets = most / Sheets.SIZE + 1;
        int others = MOST_SHEETS - FIRST;
        return new TextSample(pool, sheets <= MOST_SHEETS ? 1 : (sheets - FIRST + others - 1) / others);
    }

    /** How long the text is, in bytes. */
    public long bytes() {
        return bytes;
    }

    /** How many of them are kept. */
    int kept() {
        return kept;
    }

    void take(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            int length = Math.min(to - at, Sheets.SIZE - (int) (bytes % Sheets.SIZE));
            if (isWanted(bytes / Sheets.SIZE)) {
                in.get(at, sheet(), kept % Sheets.SIZE, length);
                kept += length;
            }
            bytes += length;
            at += length;
        }
    }

    void take(byte value) {
        if (isWanted(bytes / Sheets.SIZE)) {
            sheet()[kept % Sheets.SIZE] = value;
            kept++;
        }
        bytes++;
    }

    /** Pieces are left out as a whole, so that where one begins a sheet does. */
    private boolean isWanted(long piece) {
        return kept < MOST_SHEETS * Sheets.SIZE && (piece < FIRST || stride == 1 || piece % stride == 0);
    }

    private byte[] sheet() {
        int number = kept / Sheets.SIZE;
        if (kept % Sheets.SIZE == 0) {
            if (number == sheets.length) {
                sheets = Arrays.copyOf(sheets, Math.min(MOST_SHEETS, number * 4));
            }
            sheets[number] = pool.take();
        }
        return sheets[number];
    }

    /** A copy of what is kept. */
    byte[] copy() {
        byte[] all = new byte[kept];
        for (int at = 0; at < kept; at += Sheets.SIZE) {
            System.arraycopy(sheets[at / Sheets.SIZE], 0, all, at, Math.min(Sheets.SIZE, kept - at));
        }
        return all;
    }

    /** It is not needed: what it is written on is for others. Nothing may be taken or read any more. */
    public void release() {
        for (int at = 0; at < kept; at += Sheets.SIZE) {
            pool.giveBack(sheets[at / Sheets.SIZE]);
        }
        sheets = new byte[0][];
        kept = 0;
    }
}
