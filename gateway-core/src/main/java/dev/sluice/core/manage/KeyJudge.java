package dev.sluice.core.manage;

import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a provider about a key, and does what follows from the answer. Thread-safe. */
final class KeyJudge {

    private static final Logger LOG = LoggerFactory.getLogger(KeyJudge.class);

    private final KeyProbe probe;
    private final GatewayListener listener;

    KeyJudge(KeyProbe probe, GatewayListener listener) {
        this.probe = probe;
        this.listener = listener;
    }

    /** Whether there is a model that the provider can be asked for. */
    static boolean canJudge(Provider provider) {
        return provider.validation().model() != null;
    }

    /** Probes a key of a provider that can be asked; the ending is told after everything has followed. */
    void judge(Provider provider, ProviderKey key, KeySweep.Ending ending) {
        String model = Objects.requireNonNull(provider.validation().model(), "there is no model to ask");
        ask(provider, key, model, result -> {
            apply(provider, key, result);
            ending.ended(result);
        });
    }

    /** Only asks. A probe that fails, instead of telling a result, is a bug, and must not end what goes on after it. */
    void ask(Provider provider, @Nullable ProviderKey key, String model, KeySweep.Ending ending) {
        result(provider, key, model).whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.error("provider {}: a probe failed", provider.name(), failure);
            }
            ending.ended(failure == null ? result : ValidationResult.ERROR);
        });
    }

    private CompletionStage<ValidationResult> result(Provider provider, @Nullable ProviderKey key, String model) {
        try {
            return probe.probe(provider, key, model, provider.validation().timeoutNanos());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void apply(Provider provider, ProviderKey key, ValidationResult result) {
        if (result == ValidationResult.VALID) {
            provider.keys().revive(key);
        }
        listener.keyValidated(provider.label(), result);
    }
}
