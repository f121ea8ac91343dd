package dev.sluice.core.store.redis;

import dev.sluice.core.admission.Hold;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way back: claims that may have come and are not wanted any more, and what was held and is not used.
 * One call at a time, each with a number, and the same one again until Redis has said that it had it: so each is done
 * once. Bounded by what there was to give back. Thread-safe.
 */
final class GiveBacks {

    private static final int MOST_AT_ONCE = 64;

    private final RedisConnection connection;
    private final CounterKeys keys;
    private final CounterKeys.Clock clock;
    private final ConcurrentLinkedQueue<Object> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();

    /** Of whoever has set {@link #sending}: what was sent and is not known to have come. */
    private volatile @Nullable Batch pending;

    private long lastNumber;
    /** Who wants to know when nothing is on its way any more. */
    private volatile @Nullable CompletableFuture<Void> awaited;

    GiveBacks(RedisConnection connection, CounterKeys keys, CounterKeys.Clock clock) {
        this.connection = connection;
        this.keys = keys;
        this.clock = clock;
    }

    private record Batch(String node, long number, List<Object> items) {}

    void add(Hold hold, String node) {
        waiting.add(hold);
        send(node);
    }

    void add(ClaimCall doubtful, String node) {
        waiting.add(doubtful);
        send(node);
    }

    /** Sends all that there is; completes when Redis has it, or is away. */
    CompletableFuture<Void> all(String node) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        awaited = told;
        send(node);
        tell(told);
        return told;
    }

    private void tell(@Nullable CompletableFuture<Void> told) {
        if (told != null && (isEmpty() || !connection.reachable())) {
            told.complete(null);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty() && pending == null;
    }

    /**
     * Sends what waits, if nothing is under way.
     *
     * @param node this gateway's name at the moment: claims under another are not numbered any more
     */
    void send(String node) {
        while (!isEmpty() && connection.reachable() && sending.compareAndSet(false, true)) {
            Batch batch = next(node);
            if (batch == null) {
                sending.set(false);
                continue;
            }
            pending = batch;
            run(batch, node).whenComplete((done, failure) -> {
                if (failure == null) {
                    batch.items().forEach(GiveBacks::came);
                    pending = null;
                }
                sending.set(false);
                if (failure == null) {
                    send(node);
                }
                tell(awaited);
            });
            return;
        }
    }

    private CompletableFuture<Long> run(Batch batch, String node) {
        try {
            Arguments to = arguments(batch, node);
            return connection.runKnown(CounterScripts.RELEASE, ScriptOutputType.INTEGER, to.keys(), to.arguments());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void came(Object item) {
        if (item instanceof ClaimCall claim) {
            claim.open().remove(claim.number());
        }
    }

    private @Nullable Batch next(String node) {
        Batch again = pending;
        if (again != null) {
            // Also where the name is another by now: Redis knows what came under the former one, or has lost it all.
            return again;
        }
        List<Object> items = new ArrayList<>();
        while (items.size() < MOST_AT_ONCE) {
            Object item = waiting.poll();
            if (item == null) {
                break;
            }
            // Of claims under another name it is not known any more whether they came: what they hold ends by itself.
            if (!(item instanceof ClaimCall claim && !claim.node().equals(node))) {
                items.add(item);
            }
        }
        return items.isEmpty() ? null : new Batch(node, ++lastNumber, items);
    }

    private Arguments arguments(Batch batch, String node) {
        Arguments to = new Arguments().key(keys.claims(batch.node()));
        to.add(clock.given()).add(batch.number()).add(batch.node().equals(node) ? "" : "former");
        for (Object item : batch.items()) {
            if (item instanceof Hold hold) {
                hold.parts().forEach(part -> add(hold, part, to));
            } else if (item instanceof ClaimCall claim) {
                add(claim, to);
            }
        }
        return to;
    }

    private void add(Hold hold, Hold.Part part, Arguments to) {
        to.key(keys.subject(part.who()));
        to.add("part").add(part.tag()).add(part.atEpochMillis()).add(part.exchanges());
        to.add(hold.requests()).add(hold.tokens()).add(hold.picoDollars());
    }

    private void add(ClaimCall call, Arguments to) {
        to.add("claim").add(call.number()).add(ClaimCall.word(call.claim().kind()));
        to.add(call.claim().tokens()).add(call.claim().picoDollars());
        to.add(call.claim().shares().size());
        call.claim()
                .shares()
                .forEach(share -> to.key(keys.subject(share.subject().identity())));
    }
}
