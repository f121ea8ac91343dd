package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Attempts;
import dev.sluice.core.attempt.Try;
import dev.sluice.core.cache.KeyMaker;
import dev.sluice.core.cache.Repeats;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.estimate.Estimator;
import dev.sluice.core.estimate.Sheets;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.request.Overrides;
import dev.sluice.core.request.PromptPrefix;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.routing.Planner;
import dev.sluice.core.routing.Target;
import dev.sluice.core.store.ResponseHomes;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.relay.ScratchOutput;
import dev.sluice.netty.upstream.UpstreamPools;
import dev.sluice.netty.wire.AnswerHead;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What all exchanges of one event loop share. Only that loop touches it. */
public final class ExchangeLoop {

    private static final int SPARE_PEEKS = 256;
    private static final int MOST_WIRES = 4096;
    private static final int SCRATCH = 64 * 1024;

    private final Loop loop;
    private final UpstreamPools pools;
    private final Supplier<Snapshot> config;
    private final BodyMemory bodyMemory;
    private final BooleanSupplier draining;
    private final ResponseHomes homes;
    private final Deque<RequestPeek> peeks = new ArrayDeque<>();
    private final IdentityHashMap<Target, TargetWire> wires = new IdentityHashMap<>();
    private final IdentityHashMap<Upstream, UpstreamHead> heads = new IdentityHashMap<>();
    private final Planner planner;
    private final Overrides overrides = new Overrides();
    private final PromptPrefix promptPrefix = new PromptPrefix();
    private final Attempts.Context attempts;
    private final byte[] scratch = new byte[SCRATCH];
    private final AnswerHead head = new AnswerHead();
    private final ScratchOutput translated = new ScratchOutput();
    private final Translations translations;
    private final TranslationPool translationPool;
    private final Sheets sheets = new Sheets();
    private final Estimator estimates;
    private final Set<Drain> drains = new HashSet<>();
    private final Accounting accounting;
    private final LoopBook book;
    private final SplittableRandom chance = new SplittableRandom();
    private final AnswerCaches caches;
    private KeyMaker keyMaker = new KeyMaker();
    private final Repeats repeats = new Repeats();
    private final Preambles preambles = new Preambles();
    private List<byte[]> forwarded = List.of();
    private long wiresVersion;

    /** What is shared with the other loops. */
    public record Shared(
            Supplier<Snapshot> config,
            BodyMemory bodyMemory,
            BooleanSupplier draining,
            ResponseHomes homes,
            Translations translations,
            TranslationPool translationPool,
            Estimator estimates,
            Accounting accounting,
            AnswerCaches caches) {}

    public ExchangeLoop(Loop loop, UpstreamPools pools, Shared shared) {
        this.loop = loop;
        this.pools = pools;
        this.config = shared.config();
        this.bodyMemory = shared.bodyMemory();
        this.draining = shared.draining();
        this.translations = shared.translations();
        this.translationPool = shared.translationPool();
        this.homes = shared.homes();
        this.estimates = shared.estimates();
        this.accounting = shared.accounting();
        this.caches = shared.caches();
        this.book = new LoopBook(
                accounting.books().of(loop.index()),
                loop.executor(),
                lost -> accounting.gates().forget(lost.exchangeId()));
        this.planner = new Planner(chance::nextInt);
        this.attempts = new Attempts.Context(loop.listener(), chance::nextDouble);
        caches.caches().onPurge(() -> runOnLoop(this::forgetQuestions));
    }

    public Loop loop() {
        return loop;
    }

    public UpstreamPools pools() {
        return pools;
    }

    /** Anything from 0 to 1, without 1. */
    double chance() {
        return chance.nextDouble();
    }

    /** The id of a span: any number but 0. */
    long newSpanId() {
        long id = chance.nextLong();
        return id == 0 ? 1 : id;
    }

    /** For a look at bytes within one call. */
    byte[] scratch() {
        return scratch;
    }

    /** For heads of answers, one at a time. */
    AnswerHead head() {
        return head;
    }

    /** Where translated answers are written before they are sent: empty between two reads. */
    ScratchOutput translated() {
        return translated;
    }

    Translations translations() {
        return translations;
    }

    TranslationPool translationPool() {
        return translationPool;
    }

    /** For texts that may have to be counted. */
    Sheets sheets() {
        return sheets;
    }

    /** Counts tokens elsewhere. */
    Estimator estimates() {
        return estimates;
    }

    /** What limits and charges exchanges. */
    Accounting accounting() {
        return accounting;
    }

    /** Where this loop writes what exchanges use. */
    LoopBook book() {
        return book;
    }

    /** Answers that are given again. */
    AnswerCaches caches() {
        return caches;
    }

    /** Makes what requests are looked up under; for one at a time. */
    KeyMaker keyMaker() {
        return keyMaker;
    }

    /** What caches know of heads that came before, under a configuration. */
    Preambles preambles(Snapshot snapshot) {
        renew(snapshot);
        return preambles;
    }

    /** What was asked and found lately. */
    Repeats repeats() {
        return repeats;
    }

    /** What was asked, its words included, is known only to what has made keys of it, and to what remembers them. */
    private void forgetQuestions() {
        keyMaker = new KeyMaker();
        repeats.forget();
        preambles.clear();
    }

    /** Names of header lines that go upstream besides the usual ones. */
    List<byte[]> forwarded(Snapshot snapshot) {
        renew(snapshot);
        return forwarded;
    }

    /** Answers that are read on though their client has left. */
    Set<Drain> drains() {
        return drains;
    }

    /** Nothing is read on any longer. */
    public void endDrains() {
        List.copyOf(drains).forEach(Drain::stop);
    }

    /** Has something done on this event loop, from any thread; when that is over, nobody else uses what it used. */
    void runOnLoop(Runnable task) {
        if (loop.executor().inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.executor().execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }

    Snapshot snapshot() {
        return config.get();
    }

    BodyMemory bodyMemory() {
        return bodyMemory;
    }

    /** Whether the gateway is about to stop: every answer then closes its connection. */
    boolean draining() {
        return draining.getAsBoolean();
    }

    /** Where responses live that providers keep. */
    ResponseHomes homes() {
        return homes;
    }

    /** A peek that is ready for a body; bring it back with {@link #giveBack}. */
    RequestPeek takePeek() {
        RequestPeek spare = peeks.poll();
        return spare == null ? new RequestPeek() : spare;
    }

    void giveBack(RequestPeek peek) {
        if (peeks.size() < SPARE_PEEKS) {
            peek.reset();
            peeks.push(peek);
        }
    }

    Overrides overrides() {
        return overrides;
    }

    PromptPrefix promptPrefix() {
        return promptPrefix;
    }

    Planner planner() {
        return planner;
    }

    Attempts.Context attempts() {
        return attempts;
    }

    /** What is encoded for a target of a snapshot. */
    TargetWire wire(Snapshot snapshot, Target target) {
        if (!snapshot.server().sluiceHeaders()) {
            return TargetWire.NAMELESS;
        }
        renew(snapshot);
        TargetWire wire = wires.get(target);
        if (wire == null) {
            wire = TargetWire.of(target);
            if (wires.size() >= MOST_WIRES) {
                // Targets that are addressed directly are made anew for each request.
                wires.clear();
            }
            wires.put(target, wire);
        }
        return wire;
    }

    /** What writes the heads of requests to one address of a provider. */
    UpstreamHead head(Snapshot snapshot, Try made) {
        renew(snapshot);
        UpstreamHead head = heads.get(made.upstream());
        if (head == null) {
            head = new UpstreamHead(made.target().provider(), made.upstream(), forwarded);
            heads.put(made.upstream(), head);
        }
        return head;
    }

    /** What was encoded for another snapshot is of no use. */
    private void renew(Snapshot snapshot) {
        if (snapshot.version() != wiresVersion) {
            wires.clear();
            heads.clear();
            preambles.clear();
            forwarded = snapshot.server().forwardHeaders().stream()
                    .map(HeaderRules::ascii)
                    .toList();
            wiresVersion = snapshot.version();
        }
    }
}
