package dev.sluice.core.config;

/** A number of bytes. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }
}
