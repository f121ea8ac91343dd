package dev.sluice.core.request;

import dev.sluice.core.request.Usage.Origin;

/** Collects the counts of a {@link Usage}; what is not set was not reported. Used by one thread. */
public final class UsageBuilder {

    private long input = Usage.UNREPORTED;
    private long output = Usage.UNREPORTED;
    private long cachedInput = Usage.UNREPORTED;
    private long cacheWrite = Usage.UNREPORTED;
    private long reasoning = Usage.UNREPORTED;
    private long cacheWriteHour = Usage.UNREPORTED;
    private long audioInput = Usage.UNREPORTED;
    private long audioOutput = Usage.UNREPORTED;
    private long imageInput = Usage.UNREPORTED;
    private long imageOutput = Usage.UNREPORTED;
    private long images = Usage.UNREPORTED;
    private long queries = Usage.UNREPORTED;
    private ServiceTier tier = ServiceTier.STANDARD;
    private Origin origin = Origin.REPORTED;

    UsageBuilder() {}

    public UsageBuilder input(long tokens) {
        input = tokens;
        return this;
    }

    public UsageBuilder output(long tokens) {
        output = tokens;
        return this;
    }

    public UsageBuilder cachedInput(long tokens) {
        cachedInput = tokens;
        return this;
    }

    public UsageBuilder cacheWrite(long tokens) {
        cacheWrite = tokens;
        return this;
    }

    public UsageBuilder reasoning(long tokens) {
        reasoning = tokens;
        return this;
    }

    public UsageBuilder cacheWriteHour(long tokens) {
        cacheWriteHour = tokens;
        return this;
    }

    public UsageBuilder audioInput(long tokens) {
        audioInput = tokens;
        return this;
    }

    public UsageBuilder audioOutput(long tokens) {
        audioOutput = tokens;
        return this;
    }

    public UsageBuilder imageInput(long tokens) {
        imageInput = tokens;
        return this;
    }

    public UsageBuilder imageOutput(long tokens) {
        imageOutput = tokens;
        return this;
    }

    public UsageBuilder images(long count) {
        images = count;
        return this;
    }

    public UsageBuilder queries(long count) {
        queries = count;
        return this;
    }

    public UsageBuilder tier(ServiceTier servedAt) {
        tier = servedAt;
        return this;
    }

    public UsageBuilder origin(Origin countedBy) {
        origin = countedBy;
        return this;
    }

    public Usage build() {
        return new Usage(
                input,
                output,
                cachedInput,
                cacheWrite,
                reasoning,
                cacheWriteHour,
                audioInput,
                audioOutput,
                imageInput,
                imageOutput,
                images,
                queries,
                tier,
                origin);
    }
}
