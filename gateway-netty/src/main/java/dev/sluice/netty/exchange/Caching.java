package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Flights.Ticket;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Question;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.routing.Plan;
import dev.sluice.netty.wire.AnswerHead;
import io.netty.util.concurrent.Future;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What caches have to do with one exchange: looks its request up, waits for the same one where that is wanted, and
 * keeps the answer of a provider where it may be kept. Lives on the exchange's event loop.
 */
final class Caching {

    private static final byte[] HIT = HeaderRules.ascii("x-sluice-cache: hit\r\n");
    private static final byte[] MISS = HeaderRules.ascii("x-sluice-cache: miss\r\n");
    private static final byte[] BYPASS = HeaderRules.ascii("x-sluice-cache: bypass\r\n");
    private static final byte[] SEMANTIC = HeaderRules.ascii("x-sluice-cache: semantic; similarity=");
    private static final byte[] AGE = HeaderRules.ascii("age: ");

    private final Request request;
    private final ExchangeLoop shared;
    private final CacheSettings settings;
    private final Plan plan;
    private final Preamble preamble;
    private final Controls controls;
    private final @Nullable Question question;
    private final @Nullable Lookup lookup;
    private @Nullable Keeping keeping;
    private @Nullable Ticket ticket;
    private @Nullable Future<?> wait;
    private @Nullable Consumer<@Nullable Found> then;
    private @Nullable Found hit;
    private long givenMillis;
    private boolean told;
    private long beganAt;
    private long waitedNanos;

    private Caching(Request request, Plan plan, ExchangeLoop shared, CacheSettings settings) {
        this.request = request;
        this.shared = shared;
        this.settings = settings;
        this.plan = plan;
        this.preamble =
                shared.preambles(request.snapshot()).of(request, () -> Questions.preamble(request, shared, settings));
        this.controls = preamble.controls();
        this.question = controls.bypass() ? null : Questions.of(request, preamble, shared, settings);
        this.lookup = question != null && controls.lookUp() ? new Lookup(shared, settings, question, controls) : null;
    }

    /** Null where no cache is on, or none for such a request. */
    static @Nullable Caching of(Request request, Plan plan, ExchangeLoop shared) {
        CacheSettings settings = request.snapshot().cache();
        return settings == null || !Questions.mayBeAskedAt(request.endpoint())
                ? null
                : new Caching(request, plan, shared, settings);
    }

    /** Tells an answer that is there already, or null: at once, or later on the event loop. */
    void find(Consumer<@Nullable Found> found) {
        then = found;
        // What was done until now, such as making the key, is the gateway's own work and no wait.
        beganAt = System.nanoTime();
        if (lookup == null) {
            keep();
            tell(null, beganAt);
        } else {
            lookup.begin(beganAt, this::looked);
        }
    }

    private void looked(@Nullable Found found) {
        if (found == null) {
            keep();
            CacheSettings.Exact exact = settings.exact();
            if (keeping != null && exact != null && exact.singleFlight()) {
                join(Objects.requireNonNull(question));
                return;
            }
        }
        tell(found, Objects.requireNonNull(lookup).endedAt());
    }

    /** The answer will be a provider's, which is kept where it may be. */
    private void keep() {
        if (question != null && controls.store()) {
            keeping = new Keeping(question, controls, shared, settings);
        }
    }

    /** Where the very same is being asked already, its answer is waited for: no longer than for its first byte. */
    private void join(Question same) {
        Ticket joined =
                shared.caches().flights().join(same.key().exact(), answer -> shared.runOnLoop(() -> landed(answer)));
        if (joined.leads()) {
            // It lands with what is kept of the answer, which may be after the exchange.
            Objects.requireNonNull(keeping).leads(joined);
            tell(null, System.nanoTime());
            return;
        }
        ticket = joined;
        long most = plan.route()
                .destinations()
                .get(0)
                .targets()
                .get(0)
                .provider()
                .timeouts()
                .firstByteNanos();
        long left = request.deadlineNanos() == RequestDeadline.NONE ? most : Math.min(most, request.deadlineNanos());
        wait = shared.loop().executor().schedule(() -> landed(null), left, TimeUnit.NANOSECONDS);
    }

    private void landed(@Nullable Entry answer) {
        boolean fresh = answer != null && answer.isFresh(shared.caches().clock().millis(), controls.maxAgeMillis());
        leave();
        if (then != null && fresh && lookup != null) {
            lookup.landed();
        }
        tell(answer != null && fresh ? Found.exact(answer) : null, System.nanoTime());
    }

    private void leave() {
        if (wait != null) {
            wait.cancel(false);
            wait = null;
        }
        if (ticket != null) {
            ticket.leave();
            ticket = null;
        }
    }

    private void tell(@Nullable Found found, long now) {
        Consumer<@Nullable Found> waiting = then;
        then = null;
        if (waiting == null) {
            return;
        }
        waitedNanos = now - beganAt;
        if (found == null) {
            tellListener();
        }
        waiting.accept(found);
    }

    /** The answer that was found is given. */
    void given(Found found, long epochMillis) {
        hit = found;
        givenMillis = epochMillis;
        if (found.cache() == CacheKind.EXACT && question != null && request.wanted() instanceof JsonLook json) {
            json.found(request.body(), preamble.told(), question);
        }
        tellListener();
    }

    private void tellListener() {
        LoopListener listener = shared.loop().listener();
        Account who = Objects.requireNonNullElse(request.account(), Account.ANYONE);
        int model = plan.route().label();
        told = true;
        if (lookup != null) {
            lookup.tell(listener, model, who);
        } else {
            CacheKind first = settings.exact() == null ? CacheKind.SEMANTIC : CacheKind.EXACT;
            listener.cacheLookedUp(first, CacheResult.BYPASS, model, who, 0);
        }
    }

    /** What was found and given; null: nothing. */
    @Nullable
    Found hit() {
        return hit;
    }

    /** Number of the model that was asked for. */
    int model() {
        return plan.route().label();
    }

    /** How answers are told again. */
    CacheSettings.Replay replay() {
        CacheSettings.Exact exact = settings.exact();
        return exact == null ? CacheSettings.Replay.AT_ONCE : exact.replay();
    }

    /** What keeps the answer of a provider; null where it is not kept. */
    @Nullable
    Keeping keeping() {
        return keeping;
    }

    /** The provider's answer has come to its end, and the client has not seen that yet. */
    void answered(ProviderSide provider) {
        if (keeping != null) {
            keeping.answered(provider, plan.route(), request);
        }
    }

    /** The exchange is over: nobody waits, and nothing more is kept than is known to be. */
    void over() {
        then = null;
        if (lookup != null) {
            lookup.stop();
        }
        if (keeping != null) {
            keeping.over();
        }
        leave();
    }

    /** For the record of the exchange; null where it ended before anything was known. */
    @Nullable
    CacheUse use() {
        if (!told) {
            return null;
        }
        Found found = hit;
        long looked = lookup == null ? 0 : lookup.nanos();
        if (found != null) {
            Entry entry = found.entry();
            return new CacheUse(CacheResult.HIT, found.cache(), entry.usage(), entry.cost(), looked, waitedNanos);
        }
        return lookup == null ? CacheUse.BYPASS : CacheUse.miss(looked, waitedNanos);
    }

    /** Writes the header lines that tell of it. */
    void writeLines(AnswerHead out) {
        boolean named = request.snapshot().server().sluiceHeaders();
        Found found = hit;
        if (found == null) {
            if (named) {
                out.put(lookup == null ? BYPASS : MISS);
            }
            return;
        }
        if (named && found.cache() == CacheKind.EXACT) {
            out.put(HIT);
        } else if (named) {
            out.put(SEMANTIC).ascii(similarity(found.similarity())).end();
        }
        out.put(AGE).decimal(found.entry().ageSeconds(givenMillis)).end();
    }

    private static String similarity(double similarity) {
        long thousandths = Math.round(similarity * 1_000);
        return thousandths / 1_000 + "."
                + Long.toString(1_000 + thousandths % 1_000).substring(1);
    }

    /** Whether the answer is for the one who asks only, and no cache on its way may give it to others. */
    boolean isPrivate() {
        Account who = request.account();
        return who != null && !who.key().equals(ClientKey.ANYONE);
    }
}
