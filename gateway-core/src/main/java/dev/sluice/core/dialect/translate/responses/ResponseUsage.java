package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** Writes the {@code usage} of responses. Stateless. */
final class ResponseUsage {

    private ResponseUsage() {}

    /** SDKs want all counts where there are any: what is not known is zero. */
    static void write(JsonGenerator out, Usage usage) throws IOException {
        out.writeObjectFieldStart("usage");
        out.writeNumberField("input_tokens", known(usage.input()));
        out.writeObjectFieldStart("input_tokens_details");
        out.writeNumberField("cached_tokens", known(usage.cachedInput()));
        out.writeNumberField("cache_write_tokens", known(usage.cacheWrite()));
        out.writeEndObject();
        out.writeNumberField("output_tokens", known(usage.output()));
        out.writeObjectFieldStart("output_tokens_details");
        out.writeNumberField("reasoning_tokens", known(usage.reasoning()));
        out.writeEndObject();
        out.writeNumberField("total_tokens", known(usage.input()) + known(usage.output()));
        out.writeEndObject();
    }

    private static long known(long count) {
        return Math.max(0, count);
    }
}
