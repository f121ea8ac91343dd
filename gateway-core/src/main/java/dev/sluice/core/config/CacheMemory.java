package dev.sluice.core.config;

/**
 * How much memory caches of answers may take: as is configured, else a share of the heap, which they are in. All of
 * them together leave half of it to the traffic; a heap that is full ends the process. Stateless.
 */
final class CacheMemory {

    private static final int SHARE_BY_DEFAULT = 8;
    private static final int MOST_SHARE = 2;
    private static final long MOST_BY_DEFAULT = 256L << 20;
    private static final long LEAST = 64 << 10;

    private CacheMemory() {}

    /** Bytes that a cache may have. */
    static long bytes(ByteSize configured, Platform platform) {
        return configured.bytes() > 0
                ? configured.bytes()
                : Math.min(MOST_BY_DEFAULT, platform.heapMemory() / SHARE_BY_DEFAULT);
    }

    static void check(Problems problems, CacheConfig cache, Platform platform) {
        long exact = checked(problems, "cache.exact.max_bytes", cache.exact().maxBytes(), platform);
        long semantic =
                checked(problems, "cache.semantic.max_bytes", cache.semantic().maxBytes(), platform);
        if (cache.exact().maxEntry().bytes() > exact) {
            problems.add("cache.exact.max_entry", "is more than cache.exact.max_bytes: it would never be kept");
        }
        long together =
                (cache.exact().enabled() ? exact : 0) + (cache.semantic().enabled() ? semantic : 0);
        if (together > platform.heapMemory() / MOST_SHARE) {
            boolean exactIsLarger =
                    cache.exact().enabled() && (!cache.semantic().enabled() || exact >= semantic);
            problems.add(
                    exactIsLarger ? "cache.exact.max_bytes" : "cache.semantic.max_bytes",
                    "all caches come to " + mebibytes(together) + ", which is more than half of the heap of "
                            + mebibytes(platform.heapMemory()) + ": make them smaller, or the heap larger (-Xmx)");
        }
    }

    private static long checked(Problems problems, String path, ByteSize configured, Platform platform) {
        if (configured.bytes() > 0 && configured.bytes() < LEAST) {
            problems.add(path, "must be 0, or at least 64KiB");
        }
        return bytes(configured, platform);
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
