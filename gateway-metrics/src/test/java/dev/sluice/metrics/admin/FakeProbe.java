package dev.sluice.metrics.admin;

import dev.sluice.core.manage.KeyProbe;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that says of each key what a test wants, by the key's name; by default that it is valid. */
final class FakeProbe implements KeyProbe {

    volatile Function<String, CompletionStage<ValidationResult>> answers =
            key -> CompletableFuture.completedStage(ValidationResult.VALID);

    @Override
    public CompletionStage<ValidationResult> probe(
            Provider provider, @Nullable ProviderKey key, String model, long timeoutNanos) {
        return answers.apply(key == null ? "" : key.name());
    }
}
