package dev.sluice.netty.exchange;

import dev.sluice.core.manage.KeyProbe;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks providers, on the event loops in turn, whether a key is good. Thread-safe. */
public final class Prober implements KeyProbe {

    private static final String LOOPBACK = "127.0.0.1";

    private final List<ExchangeLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    public Prober(List<ExchangeLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    @Override
    public CompletionStage<ValidationResult> probe(
            Provider provider, @Nullable ProviderKey key, String model, long timeoutNanos) {
        ExchangeLoop loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
        CompletableFuture<ValidationResult> result = new CompletableFuture<>();
        ProbeCall call = new ProbeCall(loop, provider, provider.dialect().probe(model), result);
        try {
            loop.loop().executor().execute(() -> call.start(key, LOOPBACK));
            loop.loop().executor().schedule(call::late, timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            result.complete(ValidationResult.ERROR);
        }
        return result;
    }
}
