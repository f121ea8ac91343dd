package dev.sluice.core.manage;

import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Validates some keys of a group, each once, no more at a time than the group allows. Thread-safe: whoever ends a probe
 * starts the next one.
 */
final class KeySweep {

    /** Asks about one key; the continuation is called once, on any thread. */
    @FunctionalInterface
    interface Probe {
        void probe(ProviderKey key, Ending ending);
    }

    /** Told what a probe came to. */
    @FunctionalInterface
    interface Ending {
        void ended(ValidationResult result);
    }

    private final Provider provider;
    private final List<ProviderKey> keys;
    private final Probe probe;
    private final Runnable whenOver;
    private final AtomicIntegerArray results = new AtomicIntegerArray(ValidationResult.values().length);
    private final AtomicInteger underWay = new AtomicInteger();
    /** Of starts and endings: who finds it at 0 does the work for those who come meanwhile, so it never nests. */
    private final AtomicInteger signals = new AtomicInteger();

    private int next;
    private volatile boolean stopped;
    private volatile boolean over;

    KeySweep(Provider provider, List<ProviderKey> keys, Probe probe, Runnable whenOver) {
        this.provider = provider;
        this.keys = List.copyOf(keys);
        this.probe = probe;
        this.whenOver = whenOver;
    }

    void start() {
        signal();
    }

    /** Starts no more probes; nothing where it is over. */
    void stop() {
        stopped = !over;
        signal();
    }

    String provider() {
        return provider.name();
    }

    int total() {
        return keys.size();
    }

    int count(ValidationResult result) {
        return results.get(result.ordinal());
    }

    /** Whether no probe is under way and none will be. */
    boolean over() {
        return over;
    }

    boolean stopped() {
        return stopped;
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            do {
                advance();
            } while (signals.decrementAndGet() > 0);
        }
    }

    private void advance() {
        while (!stopped
                && next < keys.size()
                && underWay.get() < provider.validation().concurrency()) {
            underWay.incrementAndGet();
            probe.probe(keys.get(next++), this::ended);
        }
        boolean noMore = stopped || next == keys.size();
        if (noMore && underWay.get() == 0 && !over) {
            // In this order: who sees that it is over sees what followed from it, too.
            whenOver.run();
            over = true;
        }
    }

    private void ended(ValidationResult result) {
        results.incrementAndGet(result.ordinal());
        underWay.decrementAndGet();
        signal();
    }
}
