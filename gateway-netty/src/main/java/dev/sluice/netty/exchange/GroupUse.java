package dev.sluice.netty.exchange;

import dev.sluice.core.ledger.Share;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To which groups one exchange was sent, and what it used at each: mostly one, and few where it failed over. Lives on
 * the exchange's event loop.
 */
final class GroupUse {

    private final List<Share> shares = new ArrayList<>(1);
    private @Nullable Target last;

    /** Something of the request goes to a target. */
    void sent(Target to) {
        last = to;
        add(to, 0, 0);
    }

    /** The target to which something was sent last; null: nothing was. */
    @Nullable
    Target last() {
        return last;
    }

    /** What an attempt used at a target. */
    void used(Target at, Usage used, Cost cost) {
        add(at, Sums.tokens(used), cost.picoDollars());
    }

    private void add(Target at, long tokens, long picoDollars) {
        String group = at.provider().name();
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.provider().equals(group)) {
                shares.set(i, new Share(group, share.tokens() + tokens, share.picoDollars() + picoDollars));
                return;
            }
        }
        shares.add(new Share(group, tokens, picoDollars));
    }

    /** What was used where. */
    List<Share> all() {
        return shares;
    }

    /** What was used at other groups than that of a target. */
    List<Share> without(Target one) {
        List<Share> others = List.of();
        for (Share each : shares) {
            if (!each.provider().equals(one.provider().name())) {
                others = others.isEmpty() ? new ArrayList<>(1) : others;
                others.add(each);
            }
        }
        return others;
    }
}
