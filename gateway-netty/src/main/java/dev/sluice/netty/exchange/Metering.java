package dev.sluice.netty.exchange;

import dev.sluice.core.estimate.Estimate;
import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.estimate.Seen;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Target;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts of one exchange used: as the providers reported it, and where they did not, counted from what was
 * seen. That takes a while and happens elsewhere; whoever waits for it is told on the event loop, once. Lives on the
 * exchange's event loop.
 */
final class Metering {

    /** Bodies up to here are held as they are until a unary answer has ended; of others the text is noted. */
    private static final int HELD_BODY = 64 * 1024;

    private final Request request;
    private final ExchangeLoop shared;
    private final int model;
    private final @Nullable Tab tab;
    private @Nullable Prompt prompt;

    /** Where it stands. */
    private @Nullable RequestBody promptOf;

    private boolean promptIsShared;
    private @Nullable Estimate open;
    private @Nullable Target answered;
    private @Nullable Drain drain;
    private @Nullable ExchangeRecord waiting;
    private Consumer<ExchangeRecord> known = record -> {};

    /** @param model number of the client's model name */
    Metering(Request request, ExchangeLoop shared, int model) {
        this.request = request;
        this.shared = shared;
        this.model = model;
        this.tab = request.tab();
    }

    /** The answer begins, and the request need not be sent again: what may have to be counted of it is noted. */
    void committed(UpstreamCall winner) {
        if (!counts() || winner.usage().input() != Usage.UNREPORTED) {
            request.release();
        } else if (winner.isStream() || request.bodyBytes() > HELD_BODY) {
            prompt(winner);
            request.release();
        }
    }

    /** Nobody waits for an answer any longer, and the request is about to be let go of. */
    void givenUp(UpstreamCall last, Code why) {
        if (counts() && Estimates.leaves(why)) {
            prompt(last);
        }
    }

    /** An attempt is over whose answer no client gets: what it used is told, if anything. */
    void wasted(UpstreamCall lost, Code why) {
        Target target = lost.made().target();
        Estimate estimate = estimate(lost, why);
        if (estimate != null) {
            if (tab != null) {
                tab.expect();
            }
            count(estimate, used -> {
                Cost cost = wasted(target, used);
                if (tab != null) {
                    tab.expected(target, used, cost);
                }
            });
        } else if (lost.usage().reported()) {
            Cost cost = wasted(target, lost.usage());
            if (tab != null) {
                tab.wasted(target, lost.usage(), cost);
            }
        }
        forget(lost);
    }

    private Cost wasted(Target target, Usage used) {
        Endpoint endpoint = request.endpoint();
        Cost cost = Pricing.cost(request, target, used);
        shared.loop().listener().wasted(target.provider().label(), model, endpoint, used, cost);
        return cost;
    }

    /**
     * The answer is read on, though nobody gets it: until it ends, what was used is not known. The request is let go of
     * long before that, so what may have to be counted of it is noted now.
     */
    void drains(Drain reading, UpstreamCall read) {
        drain = reading;
        if (read.usage().input() == Usage.UNREPORTED) {
            prompt(read);
        }
    }

    /**
     * Nothing more comes of the exchange's last attempt: what must be noted before its request is let go of is noted.
     */
    void ended(UpstreamCall last, @Nullable Code why) {
        if (drain == null) {
            answered = last.made().target();
            open = estimate(last, why);
            forget(last);
            releasePrompt();
        }
    }

    /** Tells a record, once what was used is known. */
    void settle(ExchangeRecord record) {
        if (drain == null) {
            tell(record);
        } else {
            waiting = record;
        }
    }

    /** The answer that was read on has ended, or nobody waits for it any longer. */
    void drained(UpstreamCall last, @Nullable Code why) {
        drain = null;
        ended(last, why);
        ExchangeRecord record = waiting;
        waiting = null;
        if (record != null) {
            Usage used = last.usage();
            tell(
                    used.reported()
                            ? record.using(
                                    used, Pricing.cost(request, last.made().target(), used))
                            : record);
        }
    }

    private void tell(ExchangeRecord record) {
        Estimate estimate = open;
        Target target = answered;
        if (estimate == null || target == null) {
            settled(record);
            return;
        }
        open = null;
        count(estimate, used -> settled(record.using(used, Pricing.cost(request, target, used))));
    }

    /** Who is told the record, once it says what was used. */
    void onceKnown(Consumer<ExchangeRecord> then) {
        known = then;
    }

    private void settled(ExchangeRecord record) {
        Settlement.tell(shared.loop().listener(), request, record);
        known.accept(record);
    }

    private void count(Estimate estimate, Consumer<Usage> then) {
        shared.estimates().count(estimate, used -> shared.runOnLoop(() -> then.accept(used)));
    }

    /** Whether it is known what a call used that has just ended: not while its answer is read on. */
    boolean isKnown(UpstreamCall call) {
        return drain == null && isTold(call);
    }

    /** Whether an answer is read on that no client gets. */
    boolean isDraining() {
        return drain != null;
    }

    /** Whether nothing has to be counted of what a call used, once it has ended. */
    private boolean isTold(UpstreamCall call) {
        Usage known = call.usage();
        boolean output = known.output() != Usage.UNREPORTED || !Estimates.generates(request.endpoint());
        return !counts() || known.input() != Usage.UNREPORTED && output;
    }

    /** What is to be counted; null: nothing, for all is reported, or nothing was done. */
    private @Nullable Estimate estimate(UpstreamCall call, @Nullable Code why) {
        if (isTold(call) || !hasCost(call, why)) {
            return null;
        }
        Usage known = call.usage();
        Endpoint endpoint = request.endpoint();
        Target target = call.made().target();
        Prompt read = known.input() == Usage.UNREPORTED ? prompt(call) : null;
        Seen seen = call.times().seen();
        if (read == null && !known.reported() && (seen == null || !seen.hasOutput())) {
            return null;
        }
        promptIsShared |= read != null;
        return Estimate.of(
                known,
                new Estimate.Counted(
                        target.model(), target.provider().dialect().protocol(), Estimates.generates(endpoint)),
                request.snapshot().metering().estimates(),
                read,
                seen);
    }

    /**
     * Whether the provider has done anything that it is paid for: it has generated something, or ended its answer; or
     * it had the whole request when nobody wanted its answer any longer.
     */
    private static boolean hasCost(UpstreamCall call, @Nullable Code why) {
        Seen seen = call.times().seen();
        if (seen != null && (why == null || seen.hasOutput() || call.usage().reported())) {
            return true;
        }
        return Estimates.leaves(why) && !call.times().hasFailed() && call.sentAt() != 0 && call.mayBeRepeated();
    }

    private boolean counts() {
        return Estimates.counts(request.endpoint());
    }

    /** What an attempt had a model read, in the words in which it was said; in others, where those are gone. */
    private @Nullable Prompt prompt(UpstreamCall call) {
        RequestBody sent = call.rendition().sent(request.body());
        if (!sent.equals(promptOf)) {
            Prompt said = sent.prompt(shared.sheets());
            if (said == null && prompt == null) {
                said = request.prompt();
            }
            if (said != null) {
                releasePrompt();
                prompt = said;
                promptOf = sent;
                promptIsShared = false;
            }
        }
        return prompt;
    }

    private void releasePrompt() {
        Prompt unused = prompt;
        prompt = null;
        if (unused != null && !promptIsShared) {
            unused.release();
        }
    }

    private static void forget(UpstreamCall call) {
        Seen seen = call.times().seen();
        if (seen != null) {
            seen.release();
        }
    }
}
