package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.store.StoreSettings.UsageOf;
import dev.sluice.netty.wire.RequestHead;
import org.jspecify.annotations.Nullable;

/** How one request was let in: whose it is, and what is counted for that. Lives on the exchange's event loop. */
final class Entrance {

    private @Nullable Account account;
    private @Nullable Tab tab;

    /** Whose key the request came with; null before that is known. */
    @Nullable
    Account account() {
        return account;
    }

    /** What is counted and charged; null where nothing is. */
    @Nullable
    Tab tab() {
        return tab;
    }

    /** Finds out who asks; says why nobody may. */
    @Nullable
    Failure admit(Request request, RequestHead asked) {
        Admission.Decision decision =
                Admission.decide(request, asked, request.address().group());
        account = decision.account();
        return decision.failure();
    }

    /** What the head tells of limits, for what is to go to a provider. */
    @Nullable
    Failure enter(Request request, ExchangeLoop shared) {
        Account who = account;
        if (who == null || !isKept(who, request)) {
            return null;
        }
        Failure barred = Refusals.barred(request);
        if (barred != null) {
            return barred;
        }
        Tab begun = new Tab(who, request, shared);
        tab = begun;
        return begun.enter();
    }

    /** Whether there is anything to count or to keep of an account, or for any group that it may come to. */
    private static boolean isKept(Account who, Request request) {
        return !who.isPlain()
                || request.snapshot().limitsGroups()
                || request.snapshot().store().usage() == UsageOf.ALL && !who.isAnyone();
    }
}
