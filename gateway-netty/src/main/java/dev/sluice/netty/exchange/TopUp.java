package dev.sluice.netty.exchange;

import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Shared;
import dev.sluice.core.estimate.Seen;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.relay.Bound;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reserves more while an answer goes on whose request does not say how long it may be: early, so that the answer need
 * not wait for it, and once more when all that is reserved is used up. When that is refused too, the answer ends. Lives
 * on the exchange's event loop.
 */
final class TopUp implements Bound {

    /** More is asked for when this part of what was reserved last is left. */
    private static final int EARLY = 4;

    private final Exchange exchange;
    private final UpstreamCall call;
    private final Tab tab;

    /** What is asked for early, and at the last, in tokens of output. */
    private final long step;

    private final Seen seen;
    private long reserved;
    private long next;
    private boolean asking;
    private boolean usedUp;
    private @Nullable Denied why;

    private TopUp(Exchange exchange, UpstreamCall call, Tab tab, Seen seen) {
        this.exchange = exchange;
        this.call = call;
        this.tab = tab;
        this.seen = seen;
        this.step = tab.step();
        this.reserved = tab.reserved().outputTokens();
        this.next = reserved - reserved / EARLY;
    }

    /** For an answer that comes bit by bit; null where it may be as long as it likes, or has been bounded whole. */
    static @Nullable TopUp of(Exchange exchange, UpstreamCall call) {
        Tab tab = exchange.request().tab();
        Seen seen = call.times().seen();
        return tab != null && seen != null && tab.mayGrow(call) ? new TopUp(exchange, call, tab, seen) : null;
    }

    @Override
    public boolean reached() {
        if (isReadOn()) {
            // The client has left: only what it used counts, and what there is of it must be seen.
            seen.goOn();
            return false;
        }
        long output = tab.output(call);
        if (output >= next && !asking && !usedUp) {
            ask(output);
        }
        return usedUp;
    }

    private boolean isReadOn() {
        ProviderSide provider = exchange.provider();
        return provider != null && provider.metering().isDraining();
    }

    /** The answer to it may come later: meanwhile the stream goes on. */
    private void ask(long output) {
        boolean last = output >= reserved;
        long more = last ? output - reserved + Tab.LEAST_STEP : step;
        Ask ask = last ? Ask.LAST : Ask.EARLY;
        Demand demand = tab.more(call, more);
        asking = true;
        Denied here = tab.extend(demand);
        CompletionStage<Shared> elsewhere = here == null ? tab.shareMore(demand) : null;
        if (elsewhere == null) {
            answered(here, more, ask);
        } else {
            elsewhere.thenAccept(answer -> call.shared()
                    .loop()
                    .executor()
                    .execute(() -> told(Sharing.denied(answer, tab.funds()), demand, more, ask)));
        }
    }

    /** Others have said whether there is room; where there is none nothing of it stays reserved here. */
    private void told(@Nullable Denied elsewhere, Demand demand, long more, Ask ask) {
        if (elsewhere != null) {
            tab.retract(demand);
        }
        answered(elsewhere, more, ask);
    }

    private enum Ask {
        EARLY,
        LAST
    }

    private void answered(@Nullable Denied denied, long more, Ask ask) {
        asking = false;
        why = denied;
        if (denied == null) {
            reserved += more;
            next = reserved - more / EARLY;
        } else {
            next = reserved;
            usedUp = ask == Ask.LAST && !isReadOn();
            if (usedUp) {
                // What is left of this read no client gets.
                seen.stop();
            }
        }
    }

    @Override
    public Usage used() {
        return tab.soFar(call);
    }

    @Override
    public void truncated() {
        tab.truncated(Objects.requireNonNull(why, "what is in the way"));
        // First, as with the client's answer the exchange may be over.
        if (Drain.takes(call, exchange, Code.OUTPUT_LIMIT)) {
            seen.goOn();
        } else {
            call.cancel(Code.OUTPUT_LIMIT);
        }
        Objects.requireNonNull(exchange.provider(), "who answers").completed(call);
    }
}
