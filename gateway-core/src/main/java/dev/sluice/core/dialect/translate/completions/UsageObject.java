package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** Writes the {@code usage} of chat completions, of which the totals are never absent. Stateless. */
final class UsageObject {

    private UsageObject() {}

    static void write(JsonGenerator out, Usage usage) throws IOException {
        long input = Math.max(0, usage.input());
        long output = Math.max(0, usage.output());
        out.writeObjectFieldStart("usage");
        out.writeNumberField("prompt_tokens", input);
        out.writeNumberField("completion_tokens", output);
        out.writeNumberField("total_tokens", input + output);
        if (usage.cachedInput() != Usage.UNREPORTED || usage.cacheWrite() != Usage.UNREPORTED) {
            out.writeObjectFieldStart("prompt_tokens_details");
            count(out, "cached_tokens", usage.cachedInput());
            count(out, "cache_write_tokens", usage.cacheWrite());
            out.writeEndObject();
        }
        if (usage.reasoning() != Usage.UNREPORTED) {
            out.writeObjectFieldStart("completion_tokens_details");
            count(out, "reasoning_tokens", usage.reasoning());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void count(JsonGenerator out, String name, long count) throws IOException {
        if (count != Usage.UNREPORTED) {
            out.writeNumberField(name, count);
        }
    }
}
