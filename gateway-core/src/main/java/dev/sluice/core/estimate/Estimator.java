package dev.sluice.core.estimate;

import dev.sluice.core.request.Usage;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tokens on a thread of its own, one estimate after the other, in the order in which they come. Its queue is
 * bounded: what finds it full, or comes when it has been closed, is estimated by length at once. Whatever fails costs
 * one estimate its exactness, and never the worker. Thread-safe.
 */
public final class Estimator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Estimator.class);
    private static final int QUEUE = 1024;
    private static final long IDLE_MILLIS = 200;
    private static final Duration AT_THE_END = Duration.ofSeconds(5);

    private final BlockingQueue<Task> queue;
    private final ToDoubleBiFunction<String, TextSample> tokens;
    private final Duration patience;
    private final LongAdder rough = new LongAdder();
    private final Thread worker = new Thread(this::work, "estimates");
    private final Object state = new Object();
    private final AtomicBoolean saidUntold = new AtomicBoolean();
    private boolean started;
    private volatile boolean closed;

    /** What fails may fail with each text, and is said once. The worker's own. */
    private boolean saidUncounted;

    /** What is to be counted, and who hears of it. */
    private record Task(Estimate estimate, Consumer<Usage> then) {}

    /** With a queue that is long enough for all requests of many clients to end at once. */
    public Estimator() {
        this(QUEUE, new Tokenizers()::count, AT_THE_END);
    }

    /**
     * As {@link #Estimator()}.
     *
     * @param queue how many estimates may wait
     * @param tokens counts the tokens that a text has to a model, on the worker's thread
     * @param patience for how long the end waits for what is queued
     */
    Estimator(int queue, ToDoubleBiFunction<String, TextSample> tokens, Duration patience) {
        this.patience = patience;
        this.queue = new ArrayBlockingQueue<>(queue);
        this.tokens = tokens;
        worker.setDaemon(true);
    }

    /**
     * Counts, sooner or later, and tells {@code then} once: on the worker's thread, or at once on the caller's. It must
     * neither block nor fail.
     */
    public void count(Estimate estimate, Consumer<Usage> then) {
        if (!isTaken(new Task(estimate, then))) {
            rough.increment();
            then.accept(estimate.rough());
        }
    }

    /** How many estimates were made by length alone, because there was no time to count. */
    public long rough() {
        return rough.sum();
    }

    /** Counts what is queued, for some seconds at the most, and stops. Idempotent. */
    @Override
    public void close() {
        synchronized (state) {
            closed = true;
        }
        try {
            worker.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Task left = queue.poll(); left != null; left = queue.poll()) {
            rough.increment();
            tell(left, left.estimate().rough());
        }
    }

    /** The worker is started with the first task: most gateways never need it. */
    private boolean isTaken(Task task) {
        synchronized (state) {
            if (closed || !queue.offer(task)) {
                return false;
            }
            if (!started) {
                started = true;
                worker.start();
            }
            return true;
        }
    }

    private void work() {
        while (!closed || !queue.isEmpty()) {
            Task next = poll();
            if (next != null) {
                tell(next, counted(next.estimate()));
            }
        }
    }

    /** Who cannot be told is not to end the worker, on which all the others wait. */
    private void tell(Task task, Usage usage) {
        try {
            task.then().accept(usage);
        } catch (Throwable e) {
            if (saidUntold.compareAndSet(false, true)) {
                LOG.error("an estimate could not be told to who asked for it; this is said once", e);
            }
        }
    }

    /**
     * A text that the tokenizer fails on, be it for want of memory, costs its estimate the exactness, not the record.
     */
    private Usage counted(Estimate estimate) {
        try {
            return estimate.usage(text -> tokens.applyAsDouble(estimate.model(), text));
        } catch (Throwable e) {
            if (!saidUncounted) {
                saidUncounted = true;
                LOG.warn(
                        "tokens could not be counted, and are estimated by length; this is said once: {}",
                        e.toString());
            }
            rough.increment();
            return estimate.rough();
        }
    }

    private @Nullable Task poll() {
        try {
            return queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return queue.poll();
        }
    }
}
