package dev.sluice.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code models[]}. */
public record ModelConfig(
        @Key(doc = "What clients ask for.") String name,

        @Key(doc = "Who serves it: exactly one.", atLeast = "1")
        List<TargetConfig> targets) {

    /** Section {@code models[].targets[]}. */
    public record TargetConfig(
            @Key(doc = "The name of a provider.") String provider,

            @Key(doc = "What the provider calls the model. Absent: the same.") @Nullable
            String model) {}
}
