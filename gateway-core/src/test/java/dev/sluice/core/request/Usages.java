package dev.sluice.core.request;

/** Usage as rows of tests have it. */
public final class Usages {

    private Usages() {}

    /** Input, output, cached input, cache writes, reasoning, cache writes for an hour. */
    public static Usage of(long... counts) {
        return Usage.builder()
                .input(counts[0])
                .output(counts[1])
                .cachedInput(counts[2])
                .cacheWrite(counts[3])
                .reasoning(counts[4])
                .cacheWriteHour(counts[5])
                .build();
    }
}
