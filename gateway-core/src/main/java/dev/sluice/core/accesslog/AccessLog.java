package dev.sluice.core.accesslog;

import dev.sluice.core.config.LogSettings.Access;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.time.Ticker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line an exchange. Event loops only put the record into a bounded queue; when that is full the line is
 * dropped and counted. About keys that nobody knows there are few lines. Thread-safe.
 */
public final class AccessLog implements GatewayListener, LoopListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int QUEUE = 8192;
    private static final long IDLE_MILLIS = 200;
    private static final Duration AT_THE_END = Duration.ofSeconds(2);

    private final Supplier<Access> form;
    private final AccessLine line;
    private final OutputStream out;
    private final BlockingQueue<ExchangeRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final UnknownKeyLines unknownKeys;
    private final Duration patience;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "access-log");
    private volatile boolean closed;

    /**
     * Starts the writer.
     *
     * @param form how lines look, asked for with each of them, so that a reload changes it
     */
    public AccessLog(Supplier<Access> form, AccessLine line, OutputStream out) {
        this(form, line, out, Ticker.SYSTEM, AT_THE_END);
    }

    /** @param patience for how long the end waits for what is queued */
    AccessLog(Supplier<Access> form, AccessLine line, OutputStream out, Ticker ticker, Duration patience) {
        this.patience = patience;
        this.unknownKeys = new UnknownKeyLines(ticker);
        this.form = form;
        this.line = line;
        this.out = new BufferedOutputStream(out, 64 * 1024);
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public LoopListener onLoop(int loop) {
        return this;
    }

    @Override
    public void requestEnded(ExchangeRecord exchange) {
        if (form.get() == Access.NONE || exchange.result().failure() == Code.INVALID_API_KEY && !unknownKeys.pass()) {
            return;
        }
        if (!queue.offer(exchange)) {
            dropped.incrementAndGet();
        }
    }

    /** How many lines were dropped so far. */
    public long dropped() {
        return dropped.get();
    }

    /** Writes what is queued, within bounds, and stops. */
    @Override
    public void close() {
        closed = true;
        unknownKeys.tell();
        try {
            writer.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        boolean broken = false;
        while (!closed || !queue.isEmpty()) {
            ExchangeRecord next = poll();
            if (next == null) {
                continue;
            }
            try {
                out.write(line.format(next, form.get()));
                if (queue.isEmpty()) {
                    out.flush();
                }
                broken = false;
            } catch (IOException | RuntimeException e) {
                dropped.incrementAndGet();
                if (!broken) {
                    LOG.warn("the access log cannot be written: {}", e.getMessage());
                }
                broken = true;
            }
        }
    }

    private @Nullable ExchangeRecord poll() {
        try {
            return queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return queue.poll();
        }
    }
}
