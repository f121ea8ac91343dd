package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** Writes {@code usageMetadata}: thoughts beside the candidates, and what nobody reported not at all. Stateless. */
final class UsageMetadata {

    private UsageMetadata() {}

    static void write(JsonGenerator out, Usage usage) throws IOException {
        if (!usage.reported()) {
            return;
        }
        out.writeObjectFieldStart("usageMetadata");
        count(out, "promptTokenCount", usage.input());
        long thoughts = Math.max(usage.reasoning(), 0);
        count(
                out,
                "candidatesTokenCount",
                usage.output() < 0 ? usage.output() : Math.max(usage.output() - thoughts, 0));
        count(out, "totalTokenCount", Json.sum(usage.input(), usage.output()));
        count(out, "cachedContentTokenCount", usage.cachedInput() > 0 ? usage.cachedInput() : Usage.UNREPORTED);
        count(out, "thoughtsTokenCount", thoughts > 0 ? thoughts : Usage.UNREPORTED);
        out.writeEndObject();
    }

    private static void count(JsonGenerator out, String name, long count) throws IOException {
        if (count != Usage.UNREPORTED) {
            out.writeNumberField(name, count);
        }
    }
}
