package dev.sluice.netty.simulate;

/**
 * A 64-bit hash over parsed JSON, and a count of the UTF-8 bytes of the text in it: what answers and prompt tokens are
 * derived from. Not cryptographic. Not thread-safe: one a request.
 */
final class Fingerprint {

    private static final long PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long hash = 0xcbf29ce484222325L;
    private long contentBytes;

    void mark(char structure) {
        hash = (hash ^ (0x10000L + structure)) * PRIME;
    }

    /** Hashes text that is not content: names, numbers, roles. */
    void text(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        mark('"');
    }

    /** Hashes and counts content. */
    void content(char[] chars, int offset, int length) {
        long h = hash;
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            h = (h ^ c) * PRIME;
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        hash = h;
        contentBytes += bytes;
        mark('"');
    }

    /** Counts one token that was given as a number. */
    void token() {
        contentBytes += 4;
    }

    long value() {
        return mix(hash);
    }

    /** How many bytes of content were hashed, as UTF-8. */
    long contentBytes() {
        return contentBytes;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    static long mix(long seed) {
        long z = seed + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 to below 1. */
    static double unit(long seed) {
        return (mix(seed) >>> 11) * 0x1.0p-53;
    }
}
