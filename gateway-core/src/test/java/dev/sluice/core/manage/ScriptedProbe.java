package dev.sluice.core.manage;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Providers that answer probes as a test says: at once by {@link #answers}, or when it says so. */
final class ScriptedProbe implements KeyProbe {

    /** A probe that was made; {@code key} is empty for one without a key. */
    record Asked(
            String provider, String key, String model, long timeoutNanos, CompletableFuture<ValidationResult> answer) {}

    final List<Asked> asked = new ArrayList<>();
    /** By the key's name; null leaves the probe open. */
    Function<String, @Nullable ValidationResult> answers = key -> null;

    @Override
    public synchronized CompletionStage<ValidationResult> probe(
            Provider provider, @Nullable ProviderKey key, String model, long timeoutNanos) {
        String name = key == null ? "" : key.name();
        Asked made = new Asked(provider.name(), name, model, timeoutNanos, new CompletableFuture<>());
        asked.add(made);
        ValidationResult answer = answers.apply(name);
        if (answer != null) {
            made.answer().complete(answer);
        }
        return made.answer();
    }

    synchronized List<String> keys() {
        return asked.stream().map(Asked::key).toList();
    }

    /** Answers the oldest probe that is open. */
    void answer(ValidationResult result) {
        asked.stream()
                .filter(each -> !each.answer().isDone())
                .findFirst()
                .orElseThrow()
                .answer()
                .complete(result);
    }

    long open() {
        return asked.stream().filter(each -> !each.answer().isDone()).count();
    }
}
