package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** Writes usage in Anthropic's way: what was read from a cache or written to one is no part of the input. */
final class UsageWriter {

    private UsageWriter() {}

    /** A member of the object that is being written. What no one reported is left out, or 0 where it must be there. */
    static void write(JsonGenerator out, Usage usage) throws IOException {
        long read = Math.max(0, usage.cachedInput());
        long written = Math.max(0, usage.cacheWrite());
        out.writeObjectFieldStart("usage");
        out.writeNumberField("input_tokens", Math.max(0, usage.input() - read - written));
        count(out, "cache_creation_input_tokens", usage.cacheWrite());
        count(out, "cache_read_input_tokens", usage.cachedInput());
        if (usage.cacheWriteHour() != Usage.UNREPORTED) {
            out.writeObjectFieldStart("cache_creation");
            out.writeNumberField("ephemeral_5m_input_tokens", Math.max(0, written - usage.cacheWriteHour()));
            out.writeNumberField("ephemeral_1h_input_tokens", usage.cacheWriteHour());
            out.writeEndObject();
        }
        out.writeNumberField("output_tokens", Math.max(0, usage.output()));
        if (usage.reasoning() != Usage.UNREPORTED) {
            out.writeObjectFieldStart("output_tokens_details");
            out.writeNumberField("thinking_tokens", usage.reasoning());
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
