package dev.sluice.core.cache;

import java.util.HexFormat;

/** A SHA-256, as four big-endian longs: a key of maps that needs no array. */
public record Digest(long a, long b, long c, long d) {

    /** Bytes of one. */
    public static final int BYTES = 32;

    /** Of 32 bytes that begin at {@code from}. */
    public static Digest of(byte[] bytes, int from) {
        return new Digest(word(bytes, from), word(bytes, from + 8), word(bytes, from + 16), word(bytes, from + 24));
    }

    /** Of 64 hexadecimal digits. */
    public static Digest ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex), 0);
    }

    /** Writes its 32 bytes. */
    public void write(byte[] into, int at) {
        put(into, at, a);
        put(into, at + 8, b);
        put(into, at + 16, c);
        put(into, at + 24, d);
    }

    /** The first 16 of its hexadecimal digits, by which people name an entry. */
    public String id() {
        return HexFormat.of().toHexDigits(a);
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int hashCode() {
        // It is evenly spread already.
        return (int) a;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && a == that.a && b == that.b && c == that.c && d == that.d;
    }

    @Override
    public String toString() {
        return id();
    }

    private static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = word << 8 | bytes[at + i] & 0xFF;
        }
        return word;
    }

    private static void put(byte[] into, int at, long word) {
        for (int i = 0; i < 8; i++) {
            into[at + i] = (byte) (word >>> 56 - 8 * i);
        }
    }
}
