package dev.sluice.netty.exchange;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.routing.Plan;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reserves what a request may use, and asks for what it may have of limits that several gateways share. Mostly leases
 * suffice, and it goes on at once; else it is waited for, some 50 ms at the most and never by the event loop.
 * Stateless.
 */
final class Sharing {

    private Sharing() {}

    /**
     * Lets a request in that could be sent where a plan leads.
     *
     * @param then is told on the exchange's event loop why it may not go on, or null; at once, where there is nothing
     *     to wait for
     */
    static void admit(Request request, Plan plan, ExchangeLoop shared, Consumer<@Nullable Failure> then) {
        Tab tab = request.tab();
        Failure refused = tab == null ? null : tab.reserve(plan);
        CompletionStage<Shared> asked = tab == null || refused != null ? null : tab.share();
        if (tab == null || refused != null) {
            tell(refused, request, plan, shared, then);
        } else if (asked == null) {
            tab.passed();
            tell(null, request, plan, shared, then);
        } else {
            asked.thenAccept(answer ->
                    shared.loop().executor().execute(() -> tell(tab.shared(answer), request, plan, shared, then)));
        }
    }

    /**
     * Lets a request in that a cache can answer: only limits of requests may be in its way.
     *
     * @param provider whose answer it was
     * @param then is told why it may not be answered, or null; at once, where there is nothing to wait for
     */
    static void admitCached(Request request, String provider, ExchangeLoop shared, Consumer<@Nullable Failure> then) {
        Tab tab = request.tab();
        CompletionStage<Shared> asked = tab == null ? null : tab.share();
        if (tab == null || asked == null) {
            answers(tab, provider, null, then);
        } else {
            asked.thenAccept(answer ->
                    shared.loop().executor().execute(() -> answers(tab, provider, refusal(tab, answer), then)));
        }
    }

    /** What is in the way of tokens or of money is not in the way of what uses none. */
    private static @Nullable Failure refusal(Tab tab, Shared answer) {
        boolean ofUse = answer instanceof Shared.Refused refused
                && switch (refused.denied().kind().counted()) {
                    case TOKENS, MONEY -> true;
                    case EXCHANGES, REQUESTS -> false;
                };
        return ofUse ? null : tab.shared(answer);
    }

    private static void answers(
            @Nullable Tab tab, String provider, @Nullable Failure refused, Consumer<@Nullable Failure> then) {
        if (tab != null && refused == null) {
            tab.answeredBy(provider);
        }
        then.accept(refused);
    }

    /**
     * What is in the way of an answer that goes on, else null. Where nobody can say, it is what it is paid from.
     *
     * @param from null: from nothing
     */
    static @Nullable Denied denied(Shared answer, @Nullable Funds from) {
        if (answer instanceof Shared.Unavailable) {
            LimitKind kind =
                    from == null ? LimitKind.DAY_BUDGET : from == Funds.CREDITS ? LimitKind.CREDITS : LimitKind.TRIAL;
            return new Denied(from == null ? Scope.KEY : Scope.USER, kind, 0, 0);
        }
        return answer instanceof Shared.Refused refused ? refused.denied() : null;
    }

    private static void tell(
            @Nullable Failure refused,
            Request request,
            Plan plan,
            ExchangeLoop shared,
            Consumer<@Nullable Failure> then) {
        if (refused == null) {
            PlanEvents.tell(plan, request.address(), shared.loop().listener());
        }
        then.accept(refused);
    }
}
