package dev.sluice.core.manage;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.store.StoredKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store of names, for tests, that keeps at once, or hangs, or fails. */
final class HeldStorage implements KeyStorage {

    final Set<String> kept = new LinkedHashSet<>();

    @Nullable
    String whyNot;
    /** How many changes others are faster than. */
    int overtaken;

    private final Map<String, Long> versions = new HashMap<>();

    /** What is returned instead of keeping anything; null: it is kept. */
    @Nullable
    CompletableFuture<Void> instead;

    @Override
    public Optional<String> whyNot() {
        return Optional.ofNullable(whyNot);
    }

    @Override
    public Optional<StoredKey> find(String provider, String name) {
        return kept.contains(provider + "/" + name)
                ? Optional.of(new StoredKey(
                        provider, name, KeySource.API, "sealed", "", 2, KeyState.ACTIVE, 0, "", 0, false, 0))
                : Optional.empty();
    }

    @Override
    public long version(String provider, String name) {
        return versions.getOrDefault(provider + "/" + name, 0L);
    }

    @Override
    public CompletionStage<Boolean> add(String provider, List<NewKey> keys) {
        return instead(() -> keys.forEach(key -> kept.add(provider + "/" + key.name())));
    }

    @Override
    public CompletionStage<Boolean> delete(String provider, String name, long expected) {
        return instead(() -> kept.remove(provider + "/" + name), provider + "/" + name);
    }

    @Override
    public CompletionStage<Boolean> kept(String provider, ProviderKey key, long expected) {
        return instead(() -> {}, provider + "/" + key.name());
    }

    @Override
    public void retry() {}

    private CompletionStage<Boolean> instead(Runnable change, String key) {
        versions.merge(key, 1L, Long::sum);
        if (overtaken > 0) {
            overtaken--;
            return CompletableFuture.completedFuture(false);
        }
        return instead(change);
    }

    private CompletionStage<Boolean> instead(Runnable change) {
        if (instead != null) {
            return instead.thenApply(nothing -> true);
        }
        change.run();
        return CompletableFuture.completedFuture(true);
    }
}
