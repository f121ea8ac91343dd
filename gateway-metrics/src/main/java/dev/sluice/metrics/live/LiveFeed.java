package dev.sluice.metrics.live;

import dev.sluice.metrics.live.Seconds.Sources;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events (WHATWG HTML, 9.2) of what happens, for a bounded number of listeners: a {@code snapshot} at once,
 * then a {@code second} each second, made once for all of them, and nothing at all while nobody listens. Each listener
 * is served by a thread of the feed's own. Thread-safe.
 */
public final class LiveFeed implements AutoCloseable {

    /** How many may listen at a time. */
    public static final int MOST_LISTENERS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    /**
     * Below the minute after which the JDK's server cuts an answer off; the listener comes again, and logs in again.
     */
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(50);
    /** How long the feed goes on without a listener, in case one comes again: rates are there at once. */
    private static final int LINGERING_SECONDS = 15;

    private static final long KEEP_ALIVE_SECONDS = 10;

    private final Seconds seconds;
    private final Function<Object, byte[]> json;
    private final Sources sources;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MOST_LISTENERS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("admin-live"));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(named("admin-live-clock"));
    private final Set<LiveStream> listeners = ConcurrentHashMap.newKeySet();
    private @Nullable Second last;
    private @Nullable Future<?> ticking;
    private int idleSeconds;
    private boolean closed;

    /** @param json writes an event's data, in one line */
    public LiveFeed(Sources sources, Function<Object, byte[]> json) {
        this.sources = sources;
        this.seconds = new Seconds(sources);
        this.json = json;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The threads that serve listeners; refuses, as executors do, when all are taken. */
    public Executor threads() {
        return threads;
    }

    /** How many listen. */
    int listeners() {
        return listeners.size();
    }

    /** Serves a listener until its time is over, it leaves or falls behind, or the feed is closed. */
    public void writeTo(Writer to) throws IOException {
        LiveStream stream = join();
        try {
            stream.writeTo(to, LIFE_NANOS);
        } finally {
            listeners.remove(stream);
        }
    }

    private synchronized LiveStream join() throws IOException {
        if (closed) {
            throw new IOException("the gateway is stopping");
        }
        if (ticking == null) {
            last = seconds.next();
            // Seconds that a pause has swallowed do not come all at once behind it: nobody could take so many.
            ticking = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
        }
        LiveStream stream = new LiveStream(sources.ticker());
        if (last != null) {
            stream.offer(event("snapshot", seconds.whole(last)));
        }
        listeners.add(stream);
        idleSeconds = 0;
        return stream;
    }

    /** Tells everybody of the last second; whoever has not taken the seconds before is let go. */
    synchronized void tick() {
        idleSeconds = listeners.isEmpty() ? idleSeconds + 1 : 0;
        if (idleSeconds > LINGERING_SECONDS && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            return;
        }
        try {
            Second now = seconds.next();
            last = now;
            if (!listeners.isEmpty()) {
                String event = event("second", now);
                listeners.removeIf(listener -> !listener.offer(event));
            }
        } catch (RuntimeException e) {
            // What is thrown out of here would end all seconds to come.
            LOG.error("the live page's figures could not be read", e);
        }
    }

    private String event(String name, Second data) {
        return "event: " + name + "\ndata: " + new String(json.apply(data), StandardCharsets.UTF_8) + "\n\n";
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            listeners.forEach(LiveStream::cut);
        }
        clock.shutdownNow();
        threads.shutdownNow();
    }
}
