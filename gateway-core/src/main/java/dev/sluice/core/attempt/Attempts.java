package dev.sluice.core.attempt;

import dev.sluice.core.attempt.Next.Where;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.Faults;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.routing.Pin;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one request: which comes first, and what comes after one that failed. It takes permits and keys,
 * gives them back, tells breakers, health and listeners, and touches no byte. Use: {@link #next}, then for each
 * {@link Try} one of {@link #succeeded}, {@link #failed}, {@link #abandoned} and {@link #withdrawn}; after a failure
 * {@link #goOn} and, when its time has come, {@link #next} again. One a request, used by its event loop only.
 */
public final class Attempts {

    /** What {@link #goOn} gives when nothing more is to be tried. */
    public static final long NEVER = -1;

    private final Plan plan;
    private final Context context;
    private final LongSupplier affinity;
    private List<ProviderKey> tried = List.of();
    private @Nullable Target target;
    private @Nullable Target before;
    private @Nullable Target failedOverFrom;
    private Next next = Next.at(Where.NEXT_TARGET);
    private int made;
    private int madeAtTarget;
    private int pausesAtTarget;

    /**
     * What the attempts of one event loop have in common.
     *
     * @param chance gives a random number from 0 to 1
     */
    public record Context(LoopListener listener, DoubleSupplier chance) {}

    /** @param affinity gives the hash of the prompt's prefix; asked only where a pool of keys wants it */
    public Attempts(Plan plan, LongSupplier affinity, Context context) {
        this.plan = plan;
        this.affinity = affinity;
        this.context = context;
    }

    /** How many attempts have been made. */
    public int made() {
        return made;
    }

    /** Takes what the next attempt needs; null when there is nothing left to try. */
    public @Nullable Try next() {
        Target same = target;
        boolean otherKey = next.where() == Where.NEXT_KEY;
        // Where no key is needed there is no other one either.
        if (same != null
                && (next.where() == Where.SAME_TARGET
                        || otherKey && same.provider().keys().needed())) {
            Try again = take(same, otherKey ? tried : List.of());
            if (again != null) {
                context.listener().retried(same.provider().label(), next.reason());
                return again;
            }
        }
        return elsewhere();
    }

    /**
     * A second attempt at the target of the first, which is late; null when there cannot be one. A breaker that is not
     * closed lets attempts through to learn from them, not from who is faster.
     */
    public @Nullable Try hedge() {
        Target same = target;
        return same == null
                        || made >= same.provider().resilience().maxAttempts()
                        || same.vitals().breaker().state() != BreakerState.CLOSED
                ? null
                : take(same, List.of());
    }

    /** The first output of a try has come: a half-open breaker need not wait for the end of a long stream. */
    public void committed(Try made) {
        if (!made.hasEnded()) {
            endFailover(FailoverResult.SUCCESS);
        }
        Breaker breaker = made.target().vitals().breaker();
        if (breaker.state() == BreakerState.HALF_OPEN && made.tellBreaker()) {
            breaker.succeeded(made.permit());
        }
    }

    /** @param latencyNanos to the first output of a stream, else to the end */
    public void succeeded(Try ended, long latencyNanos) {
        if (!giveBack(ended, Outcome.SUCCESS, -1)) {
            return;
        }
        ended.target().vitals().health().succeeded(latencyNanos);
        if (ended.tellBreaker()) {
            ended.target().vitals().breaker().succeeded(ended.permit());
        }
        endFailover(FailoverResult.SUCCESS);
    }

    /** Nothing can be said of it: the client left, or another attempt was faster. */
    public void abandoned(Try ended) {
        if (giveBack(ended, Outcome.NEUTRAL, -1) && ended.tellBreaker()) {
            ended.target().vitals().breaker().abandoned(ended.permit());
        }
    }

    /** It was given up because it took longer than it was of use: that is held against the target, never the key. */
    public void tooLate(Try ended) {
        if (!giveBack(ended, Outcome.NEUTRAL, -1)) {
            return;
        }
        ended.target().vitals().health().failed();
        if (ended.tellBreaker()) {
            ended.target().vitals().breaker().failed(ended.permit());
        }
    }

    /**
     * A try was not begun, because its target cannot be told what is asked: as if it had not been taken. The next one
     * is another target's.
     */
    public void withdrawn(Try unmade) {
        if (!giveBack(unmade, Outcome.NEUTRAL, -1)) {
            return;
        }
        if (unmade.tellBreaker()) {
            unmade.target().vitals().breaker().returned(unmade.permit());
        }
        made--;
        endFailover(FailoverResult.FAILURE);
        target = before;
        next = Next.at(Where.NEXT_TARGET);
    }

    public void failed(Try ended, Fault fault, RetryHints hints) {
        if (!giveBack(ended, outcome(fault), hints.coolNanos())) {
            return;
        }
        boolean providerFailed = Faults.blamesProvider(fault);
        if (providerFailed) {
            ended.target().vitals().health().failed();
        }
        if (!ended.tellBreaker()) {
            return;
        }
        Breaker breaker = ended.target().vitals().breaker();
        if (fault == Fault.GATEWAY) {
            breaker.abandoned(ended.permit());
        } else if (!providerFailed) {
            breaker.succeeded(ended.permit());
        } else {
            breaker.failed(ended.permit());
            if (breaker.state() == BreakerState.OPEN) {
                ended.target().provider().keys().blameProvider();
            }
        }
    }

    /**
     * Whether something else is to be tried after a failure of which the client has seen nothing.
     *
     * @param leftNanos until the request's deadline
     * @return how long to wait before {@link #next}, in nanoseconds; {@link #NEVER}: the failure is the answer
     */
    public long goOn(Try ended, Fault fault, RetryHints hints, long leftNanos) {
        Provider provider = ended.target().provider();
        if (made >= provider.resilience().maxAttempts() || leftNanos <= 0) {
            return NEVER;
        }
        RetryRule.Made soFar = new RetryRule.Made(madeAtTarget, pausesAtTarget);
        next = new RetryRule(ended.target(), context.chance()).after(fault, hints, soFar, leftNanos);
        if (next.where() == Where.SAME_TARGET) {
            pausesAtTarget++;
        }
        return next.where() == Where.NOWHERE ? NEVER : next.delayNanos();
    }

    /** The request is over and has failed: so has its last failover, if there was one. */
    public void gaveUp() {
        endFailover(FailoverResult.FAILURE);
    }

    private @Nullable Try elsewhere() {
        Target from = target;
        while (true) {
            Target at = from != null && next.where() == Where.LARGER_TARGET ? plan.larger(from) : plan.next();
            if (at == null) {
                return null;
            }
            tried = List.of();
            Try first = take(at, tried);
            if (first != null) {
                moved(from, at);
                return first;
            }
        }
    }

    private void moved(@Nullable Target from, Target to) {
        endFailover(FailoverResult.FAILURE);
        if (from != null) {
            failedOverFrom = from;
            tell(from, to, FailoverResult.INVOKED);
        }
        before = from;
        target = to;
        madeAtTarget = 1;
        pausesAtTarget = 0;
        to.provider().retries().request();
    }

    private void endFailover(FailoverResult result) {
        Target from = failedOverFrom;
        Target to = target;
        if (from != null && to != null) {
            failedOverFrom = null;
            tell(from, to, result);
        }
    }

    private void tell(Target from, Target to, FailoverResult result) {
        context.listener().failedOver(from.provider().label(), to.provider().label(), result);
    }

    /** A key first: a permit of a breaker cannot be given back without saying something. */
    private @Nullable Try take(Target at, List<ProviderKey> butNot) {
        Provider provider = at.provider();
        KeyRing keys = provider.keys();
        ProviderKey key = null;
        if (keys.needed()) {
            key = select(keys);
            if (key == null) {
                return null;
            }
            if (butNot.contains(key)) {
                keys.ended(key, Outcome.NEUTRAL, -1);
                return null;
            }
        }
        long permit = at.vitals().breaker().tryAcquire();
        if (permit == Breaker.REFUSED) {
            if (key != null) {
                keys.ended(key, Outcome.NEUTRAL, -1);
            }
            return null;
        }
        remember(key);
        at.vitals().inFlight().incrementAndGet();
        made++;
        madeAtTarget++;
        return new Try(at, provider.upstreams().next(), key, permit);
    }

    private @Nullable ProviderKey select(KeyRing keys) {
        Pin pin = plan.pin();
        if (pin != null && !pin.key().isEmpty()) {
            return keys.select(pin.key());
        }
        return keys.select(keys.rotation() == KeyRing.Rotation.AFFINITY ? affinity.getAsLong() : 0, tried);
    }

    /** Most requests have one attempt: the list is made for the others. */
    private void remember(@Nullable ProviderKey key) {
        if (key == null) {
            return;
        }
        if (tried.isEmpty()) {
            tried = List.of(key);
            return;
        }
        List<ProviderKey> more = new ArrayList<>(tried);
        more.add(key);
        tried = more;
    }

    private static boolean giveBack(Try ended, Outcome outcome, long coolNanos) {
        if (!ended.end()) {
            return false;
        }
        ProviderKey key = ended.key();
        if (key != null) {
            ended.target().provider().keys().ended(key, outcome, coolNanos);
        }
        ended.target().vitals().inFlight().decrementAndGet();
        return true;
    }

    private static Outcome outcome(Fault fault) {
        return switch (fault) {
            case CLIENT, CONTEXT_LENGTH, GATEWAY -> Outcome.NEUTRAL;
            case RATE_LIMIT -> Outcome.RATE_LIMITED;
            case KEY_REJECTED -> Outcome.REJECTED;
            case QUOTA -> Outcome.EXHAUSTED;
            case KEY_FORBIDDEN -> Outcome.FORBIDDEN;
            case CONNECTION, TIMEOUT, SERVER -> Outcome.PROVIDER_FAILED;
        };
    }
}
