package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.DistantCache;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Question;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.LoopListener;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an answer in one cache after the other: in that at hand, which answers at once, and then in those that are
 * waited for, each within its own deadline and never by the event loop. One a request; lives on its event loop.
 */
final class Lookup {

    private static final CacheKind[] KINDS = CacheKind.values();

    private final ExchangeLoop shared;
    private final CacheSettings settings;
    private final Question question;
    private final Controls controls;
    private final long[] nanos = new long[KINDS.length];
    private final @Nullable CacheResult[] results = new @Nullable CacheResult[KINDS.length];
    private @Nullable Consumer<@Nullable Found> then;
    private @Nullable Future<?> deadline;
    private int asked;
    private long endedAt;

    Lookup(ExchangeLoop shared, CacheSettings settings, Question question, Controls controls) {
        this.shared = shared;
        this.settings = settings;
        this.question = question;
        this.controls = controls;
    }

    /** Looks, from now on, and tells what was found, or null; at once, where there is nothing to wait for. */
    void begin(long now, Consumer<@Nullable Found> told) {
        then = told;
        endedAt = now;
        if (settings.keepsExactly(question)) {
            Found found = shared.caches().caches().find(question, controls);
            looked(CacheKind.EXACT, found == null ? CacheResult.MISS : CacheResult.HIT, now);
            if (found != null) {
                end(found);
                return;
            }
        }
        goOn();
    }

    /** Nobody waits for it any longer. */
    void stop() {
        then = null;
        stopWaiting();
    }

    /** When the last cache had told what it has, on the monotonic clock. */
    long endedAt() {
        return endedAt;
    }

    /** Time spent looking. */
    long nanos() {
        long all = 0;
        for (long each : nanos) {
            all += each;
        }
        return all;
    }

    /** Tells what came of it, for each cache that it came to. */
    void tell(LoopListener listener, int model, Account who) {
        for (CacheKind kind : KINDS) {
            CacheResult result = results[kind.ordinal()];
            if (result != null) {
                listener.cacheLookedUp(kind, result, model, who, nanos[kind.ordinal()]);
            }
        }
    }

    /** The answer was got otherwise: by waiting for that to the very same request. */
    void landed() {
        results[CacheKind.EXACT.ordinal()] = CacheResult.HIT;
    }

    private void goOn() {
        List<DistantCache> distant = shared.caches().caches().distant();
        while (asked < distant.size()) {
            DistantCache next = distant.get(asked++);
            if (next.takes(question, settings)) {
                ask(next);
                return;
            }
        }
        end(null);
    }

    private void ask(DistantCache next) {
        int round = asked;
        long began = System.nanoTime();
        deadline = shared.loop()
                .executor()
                .schedule(
                        () -> answered(next, round, began, Heard.NOTHING),
                        next.deadlineNanos(settings),
                        TimeUnit.NANOSECONDS);
        next.find(question, controls.maxAgeMillis()).whenComplete((found, failed) -> {
            Heard heard = failed == null ? Heard.of(found.orElse(null)) : Heard.NOTHING;
            shared.runOnLoop(() -> answered(next, round, began, heard));
        });
    }

    /** What a cache has said. */
    private record Heard(CacheResult result, @Nullable Found found) {

        /** It could not look, or not in time. */
        private static final Heard NOTHING = new Heard(CacheResult.ERROR, null);

        private static Heard of(@Nullable Found found) {
            return new Heard(found == null ? CacheResult.MISS : CacheResult.HIT, found);
        }
    }

    private void answered(DistantCache from, int round, long began, Heard heard) {
        if (then == null || round != asked || deadline == null) {
            return;
        }
        stopWaiting();
        looked(from.kind(), heard.result(), began);
        Found found = heard.found();
        if (found == null) {
            goOn();
            return;
        }
        if (found.cache() == CacheKind.EXACT) {
            shared.caches().caches().keep(found);
        }
        end(found);
    }

    private void looked(CacheKind in, CacheResult result, long began) {
        results[in.ordinal()] = result;
        endedAt = System.nanoTime();
        nanos[in.ordinal()] += endedAt - began;
    }

    private void end(@Nullable Found found) {
        Consumer<@Nullable Found> told = then;
        then = null;
        if (told != null) {
            told.accept(found);
        }
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
