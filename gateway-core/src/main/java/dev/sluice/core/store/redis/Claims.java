package dev.sluice.core.store.redis;

import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.Ruling;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.redis.RedisCounters.Name;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims on their way to Redis: few calls at a time, and each takes along all that have come meanwhile, in their order,
 * so that a burst is decided in a few round trips. Every claim has a number, so that one of which no answer came can be
 * taken back whether or not it came. Thread-safe.
 */
final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final int MOST_OPEN = 4_000;
    private static final int MOST_CALLS = 2;
    /** What Redis does at once it answers at once: until then it is silent. */
    private static final int MOST_AT_ONCE = 32;

    private final RedisConnection connection;
    private final CounterKeys keys;
    private final CounterKeys.Clock clock;
    private final GiveBacks giveBacks;
    private final Supplier<Name> name;
    private final Patience patience;
    private final Turns turns = new Turns(MOST_CALLS, MOST_OPEN);
    private final Queue<Asked> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    /** @param name under which this gateway claims at the moment */
    Claims(
            RedisConnection connection,
            CounterKeys keys,
            RedisCounters.Options options,
            GiveBacks giveBacks,
            Supplier<Name> name) {
        this.connection = connection;
        this.keys = keys;
        this.clock = options.clock();
        this.giveBacks = giveBacks;
        this.name = name;
        this.patience = connection.patience(options.patienceMillis());
    }

    /** What is claimed, and who is told. */
    private record Asked(Claim claim, CompletableFuture<Ruling> told) {}

    /** A claim of a call. */
    private record Sent(ClaimCall call, CompletableFuture<Ruling> told) {}

    CompletableFuture<Ruling> claim(Claim claim) {
        if (!connection.reachable()) {
            return CompletableFuture.failedFuture(new StoreException("Redis is away"));
        }
        CompletableFuture<Ruling> told = new CompletableFuture<>();
        patience.bound(told, connection::suspect);
        waiting.add(new Asked(claim, told));
        if (!turns.ask(this::call)) {
            told.completeExceptionally(tooMuch());
        }
        return told;
    }

    private static StoreException tooMuch() {
        return new StoreException("too much is asked of Redis at a time");
    }

    /** Sends what waits; null: an earlier call has taken it along. Over when it is answered, or nobody waits for it. */
    private @Nullable CompletionStage<?> call() {
        List<Sent> batch = batch(name.get());
        if (batch.isEmpty()) {
            return null;
        }
        send(batch).whenComplete((answer, failure) -> {
            if (failure != null) {
                failed(batch, failure);
            } else {
                for (int i = 0; i < batch.size(); i++) {
                    answered(batch.get(i), (List<?>) answer.get(i));
                }
            }
        });
        return CompletableFuture.allOf(batch.stream().map(Sent::told).toArray(CompletableFuture[]::new));
    }

    private List<Sent> batch(Name under) {
        List<Sent> batch = new ArrayList<>();
        while (batch.size() < MOST_AT_ONCE) {
            Asked next = waiting.poll();
            if (next == null) {
                break;
            }
            // Who has given up meanwhile asks no more.
            Sent sent = next.told().isDone() ? null : numbered(next, under);
            if (sent != null) {
                batch.add(sent);
            }
        }
        return batch;
    }

    private @Nullable Sent numbered(Asked asked, Name under) {
        long number = numbers.incrementAndGet();
        under.open().add(number);
        if (number - under.open().first() > MOST_OPEN) {
            under.open().remove(number);
            asked.told().completeExceptionally(tooMuch());
            return null;
        }
        return new Sent(new ClaimCall(asked.claim(), keys, under.node(), number, under.open()), asked.told());
    }

    private CompletableFuture<List<Object>> send(List<Sent> batch) {
        try {
            Arguments to = ClaimCall.arguments(batch.stream().map(Sent::call).toList(), clock);
            return connection.runKnown(CounterScripts.CLAIM, ScriptOutputType.MULTI, to.keys(), to.arguments());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void failed(List<Sent> batch, Throwable failure) {
        suspect(failure);
        for (Sent each : batch) {
            giveBacks.add(each.call(), name.get().node());
            each.told().completeExceptionally(failure);
        }
    }

    /** Who answers that something cannot be done is there all the same. */
    private void suspect(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof RedisCommandExecutionException)) {
            connection.suspect();
        }
    }

    private void answered(Sent sent, List<?> answer) {
        ClaimCall call = sent.call();
        try {
            Ruling ruling = call.ruling(answer);
            boolean heard = ruling == null
                    ? sent.told().completeExceptionally(new StoreException("the claim came too late"))
                    : sent.told().complete(ruling);
            if (!heard && ruling != null && ruling.denied() == null) {
                giveBacks.add(call, name.get().node());
            } else {
                call.open().remove(call.number());
            }
        } catch (RuntimeException e) {
            LOG.error("claim: an answer that cannot be understood", e);
            sent.told().completeExceptionally(e);
            giveBacks.add(call, name.get().node());
        }
    }
}
