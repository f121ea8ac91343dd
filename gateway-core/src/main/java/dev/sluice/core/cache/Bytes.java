package dev.sluice.core.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A growing array of bytes, used again and again. Whoever writes to {@link #array} directly makes room first.
 * Single-threaded.
 */
final class Bytes {

    /** What is larger is not kept from one use to the next. */
    private static final int KEPT = 256 * 1024;

    private byte[] array = new byte[4 * 1024];
    private int size;

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    void size(int bytes) {
        size = bytes;
    }

    void clear() {
        size = 0;
        if (array.length > KEPT) {
            array = new byte[KEPT];
        }
    }

    void room(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(size + more, 2 * array.length));
        }
    }

    void put(byte value) {
        room(1);
        array[size++] = value;
    }

    void put(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, array, size, length);
        size += length;
    }

    void put(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            room(length);
            part.get(part.position(), array, size, length);
            size += length;
        }
    }

    /** The length of a text, and then its characters: no two lists of texts are written alike. */
    void putText(String text) {
        int length = text.length();
        putInt(length);
        room(2 * length);
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            array[size++] = (byte) (unit >> 8);
            array[size++] = (byte) unit;
        }
    }

    void putInt(int value) {
        room(Integer.BYTES);
        array[size++] = (byte) (value >> 24);
        array[size++] = (byte) (value >> 16);
        array[size++] = (byte) (value >> 8);
        array[size++] = (byte) value;
    }
}
