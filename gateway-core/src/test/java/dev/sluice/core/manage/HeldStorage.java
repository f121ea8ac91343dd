package dev.sluice.core.manage;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.StoredKey;
import java.util.LinkedHashSet;
import java.util.List;
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
                ? Optional.of(
                        new StoredKey(provider, name, KeySource.API, "sealed", "", 2, KeyState.ACTIVE, 0, "", 0, false))
                : Optional.empty();
    }

    @Override
    public CompletionStage<Void> add(String provider, List<NewKey> keys) {
        return instead(() -> keys.forEach(key -> kept.add(provider + "/" + key.name())));
    }

    @Override
    public CompletionStage<Void> delete(String provider, String name) {
        return instead(() -> kept.remove(provider + "/" + name));
    }

    @Override
    public CompletionStage<Void> kept(String provider, String name) {
        return instead(() -> {});
    }

    @Override
    public void retry() {}

    private CompletionStage<Void> instead(Runnable change) {
        if (instead != null) {
            return instead;
        }
        change.run();
        return CompletableFuture.completedFuture(null);
    }
}
