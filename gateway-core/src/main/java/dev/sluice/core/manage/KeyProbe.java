package dev.sluice.core.manage;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The port through which a provider is asked whether a key is good. Thread-safe; never blocks. */
@FunctionalInterface
public interface KeyProbe {

    /**
     * Sends the smallest possible request.
     *
     * @param key null: without a key
     * @param model the provider's own name of the model to ask
     * @return what it came to; never completes exceptionally, and always within the timeout
     */
    CompletionStage<ValidationResult> probe(
            Provider provider, @Nullable ProviderKey key, String model, long timeoutNanos);
}
