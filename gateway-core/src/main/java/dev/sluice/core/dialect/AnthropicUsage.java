package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/**
 * Reads Anthropic's {@code usage} objects. A stream has several, of which each tells some counts anew: what is there
 * replaces what was there before, and nothing is ever added up but the three disjoint parts of the input. Mutable,
 * single-threaded.
 */
public final class AnthropicUsage {

    private static final long NO = Usage.UNREPORTED;
    private static final int LONGEST_TIER = 100;

    private long input = NO;
    private long output = NO;
    private long cacheRead = NO;
    private long cacheWrite = NO;
    private long cacheMinutes = NO;
    private long cacheHour = NO;
    private long thinking = NO;
    private long searches = NO;
    private ServiceTier tier = ServiceTier.STANDARD;

    /** The usage of a unary answer: the object at which the parser stands. */
    public static Usage read(JsonParser in) throws IOException {
        AnthropicUsage usage = new AnthropicUsage();
        usage.merge(in);
        return usage.normalised();
    }

    /** Takes the object at which the parser stands over what is known. */
    public void merge(JsonParser in) throws IOException {
        Json.object(in, this::member);
    }

    public Usage normalised() {
        long written = cacheWrite == NO ? Json.sum(cacheMinutes, cacheHour) : cacheWrite;
        long read = input == NO ? NO : input + Math.max(0, written) + Math.max(0, cacheRead);
        return Usage.builder()
                .input(read)
                .output(output)
                .cachedInput(cacheRead)
                .cacheWrite(written)
                .reasoning(thinking)
                .cacheWriteHour(cacheHour)
                .queries(searches)
                .tier(tier)
                .build();
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "input_tokens" -> input = latest(in, input);
            case "output_tokens" -> output = latest(in, output);
            case "cache_read_input_tokens" -> cacheRead = latest(in, cacheRead);
            case "cache_creation_input_tokens" -> cacheWrite = latest(in, cacheWrite);
            case "cache_creation", "output_tokens_details", "server_tool_use" -> Json.object(in, this::detail);
            case "service_tier" -> {
                ServiceTier told = ServiceTier.called(Json.text(in, LONGEST_TIER));
                tier = told == null ? tier : told;
            }
            default -> in.skipChildren();
        }
    }

    private void detail(String name, JsonParser in) throws IOException {
        switch (name) {
            case "ephemeral_5m_input_tokens" -> cacheMinutes = latest(in, cacheMinutes);
            case "ephemeral_1h_input_tokens" -> cacheHour = latest(in, cacheHour);
            case "thinking_tokens" -> thinking = latest(in, thinking);
            case "web_search_requests" -> searches = latest(in, searches);
            default -> in.skipChildren();
        }
    }

    /** What stands here, unless that is no count: then what was known before. */
    private static long latest(JsonParser in, long before) throws IOException {
        long count = Json.count(in);
        return count == NO ? before : count;
    }
}
