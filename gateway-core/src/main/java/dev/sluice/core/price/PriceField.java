package dev.sluice.core.price;

import dev.sluice.core.request.ServiceTier;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a field of LiteLLM's price files is the price of, read off its name: a unit, behind it perhaps the length of
 * prompts above which it holds, and a service tier.
 *
 * @param above tokens; 0: it holds for prompts of any length
 */
record PriceField(Unit unit, long above, ServiceTier tier) {

    private static final Pattern ABOVE = Pattern.compile("(.+)_above_([0-9]{1,9})k_tokens");

    private static final Map<String, ServiceTier> SUFFIXES =
            Map.of("_batches", ServiceTier.BATCH, "_priority", ServiceTier.PRIORITY, "_flex", ServiceTier.FLEX);

    private static final Map<String, Unit> UNITS = Map.ofEntries(
            Map.entry("input_cost_per_token", Unit.INPUT),
            Map.entry("output_cost_per_token", Unit.OUTPUT),
            Map.entry("cache_read_input_token_cost", Unit.CACHED_INPUT),
            Map.entry("cache_creation_input_token_cost", Unit.CACHE_WRITE),
            Map.entry("cache_creation_input_token_cost_above_1hr", Unit.CACHE_WRITE_HOUR),
            Map.entry("output_cost_per_reasoning_token", Unit.REASONING),
            Map.entry("input_cost_per_audio_token", Unit.AUDIO_INPUT),
            Map.entry("output_cost_per_audio_token", Unit.AUDIO_OUTPUT),
            Map.entry("input_cost_per_request", Unit.REQUEST),
            Map.entry("input_cost_per_image_token", Unit.IMAGE_INPUT),
            Map.entry("output_cost_per_image_token", Unit.IMAGE_OUTPUT),
            Map.entry("input_cost_per_image", Unit.PROMPT_IMAGE),
            Map.entry("output_cost_per_image", Unit.IMAGE),
            Map.entry("input_cost_per_query", Unit.QUERY));

    /** Null when the name is not that of a price that is known here. */
    static @Nullable PriceField of(String name) {
        ServiceTier tier = ServiceTier.STANDARD;
        String rest = name;
        for (Map.Entry<String, ServiceTier> each : SUFFIXES.entrySet()) {
            if (name.endsWith(each.getKey())) {
                tier = each.getValue();
                rest = name.substring(0, name.length() - each.getKey().length());
            }
        }
        Matcher above = ABOVE.matcher(rest);
        boolean stepped = above.matches();
        Unit unit = UNITS.get(stepped ? above.group(1) : rest);
        return unit == null ? null : new PriceField(unit, stepped ? 1000 * Long.parseLong(above.group(2)) : 0, tier);
    }
}
