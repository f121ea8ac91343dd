package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Found;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.store.ResponseHome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who answers a request whose body has been read: the gateway itself, a cache, or a provider, and then which.
 * Where something must be found out elsewhere, the exchange waits, and may be over before that is known. Lives on the
 * exchange's event loop.
 */
final class Dispatch {

    private final Exchange exchange;
    private final Request request;
    private final ExchangeLoop shared;

    Dispatch(Exchange exchange, Request request, ExchangeLoop shared) {
        this.exchange = exchange;
        this.request = request;
        this.shared = shared;
    }

    /** The body has come to its end. */
    void read() {
        boolean local = LocalAnswers.serve(request.endpoint());
        Failure found = local ? LocalAnswers.failure(request, shared) : request.read();
        if (found != null) {
            exchange.fail(found);
            return;
        }
        LocalAnswer own = local ? LocalAnswers.of(request, shared) : GroupModels.strict(request);
        if (own != null) {
            exchange.answerLocally(own);
            return;
        }
        ResponseHome.Id kept = request.goesOnWith();
        if (kept == null) {
            ask(request.plan());
        } else {
            exchange.waits();
            Recall.find(shared, kept, this::recalled);
        }
    }

    /** It is known where the conversation is kept that the request goes on with, or that it is not. */
    private void recalled(Recall.Found home) {
        if (exchange.isWaiting()) {
            PinnedPlan pinned = PinnedPlan.of(request, shared, home);
            startWith(pinned.plan(), pinned.failure());
        }
    }

    /** It is known where the request may go; null: its model is not known, or the group refuses it. */
    void ask(@Nullable Plan plan) {
        PlanEvents.looked(plan, request.address(), shared.loop().listener());
        if (plan != null && PromptCount.isDue(request, plan)) {
            exchange.waits();
            PromptCount.begin(request, plan, shared, this::counted);
        } else {
            startWith(plan, Refusals.of(request, plan));
        }
    }

    private void counted(LocalAnswer count) {
        if (exchange.isWaiting()) {
            exchange.answerLocally(count);
        }
    }

    private void startWith(@Nullable Plan plan, @Nullable Failure found) {
        if (plan == null || found != null) {
            exchange.fail(Objects.requireNonNull(found));
            return;
        }
        Caching caching = Caching.of(request, plan, shared);
        if (caching == null) {
            send(plan);
            return;
        }
        exchange.cachedBy(caching);
        exchange.waits();
        caching.find(hit -> looked(plan, caching, hit));
    }

    /** Caches have been looked into. */
    private void looked(Plan plan, Caching caching, @Nullable Found hit) {
        if (!exchange.isWaiting()) {
            return;
        }
        if (hit == null) {
            send(plan);
        } else {
            Sharing.admitCached(
                    request, hit.entry().source().provider(), shared, refused -> give(caching, hit, refused));
        }
    }

    private void give(Caching caching, Found hit, @Nullable Failure refused) {
        if (exchange.isWaiting() && refused != null) {
            exchange.fail(refused);
        } else if (exchange.isWaiting()) {
            exchange.replay(caching, hit);
        }
    }

    private void send(Plan plan) {
        exchange.leaves();
        Sharing.admit(request, plan, shared, refused -> exchange.start(plan, refused));
    }
}
