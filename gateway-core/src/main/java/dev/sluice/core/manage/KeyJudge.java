package dev.sluice.core.manage;

import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
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

    /** Probes a key; the ending is told after everything has followed. */
    void judge(Provider provider, ProviderKey key, KeySweep.Ending ending) {
        ask(provider, key, provider.validation().model(), result -> {
            apply(provider, key, result);
            ending.ended(result);
        });
    }

    /** Only asks. */
    void ask(Provider provider, @Nullable ProviderKey key, String model, KeySweep.Ending ending) {
        probe.probe(provider, key, model, provider.validation().timeoutNanos())
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        LOG.error("a probe of the provider {} failed", provider.name(), failure);
                    }
                    ending.ended(failure == null ? result : ValidationResult.ERROR);
                });
    }

    private void apply(Provider provider, ProviderKey key, ValidationResult result) {
        KeyRing ring = provider.keys();
        boolean deleted = ring.find(key.name()) != key;
        if (result == ValidationResult.VALID && !deleted && key.state() == KeyState.INVALID) {
            ring.restore(key);
            LOG.warn("the key {} of the provider {} is valid again", key.name(), provider.name());
        }
        listener.keyValidated(provider.label(), result);
    }
}
