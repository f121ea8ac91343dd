package dev.sluice.core.cache;

import java.util.Arrays;

/** What a key is made of before the body: who asks, whom, and by which header lines. Immutable. */
public final class Told {

    private final byte[] bytes;
    private final int hash;

    Told(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Told that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
