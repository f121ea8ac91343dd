package dev.sluice.core.cache;

import java.util.Arrays;

/**
 * What a key is made of before the body, which is who asks, whom, and by which header lines; and under which version of
 * the configuration that is so. Immutable.
 */
public final class Told {

    private final byte[] bytes;
    private final long configuration;
    private final int hash;

    Told(byte[] bytes, long configuration) {
        this.bytes = bytes;
        this.configuration = configuration;
        this.hash = Arrays.hashCode(bytes) * 31 + Long.hashCode(configuration);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Told that
                        && configuration == that.configuration
                        && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
