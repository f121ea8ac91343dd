package dev.sluice.netty;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test class of this module that leaks one of Netty's buffers. JUnit finds it by itself
 * ({@code META-INF/services}), before any class of Netty has made its detector. Where anything that was tracked is
 * still open after a class, and not for good, it collects garbage until what was unreachable has been seen, lets the
 * detectors report, and fails with the places where the leaked buffers were touched. Thread-safe: detectors report on
 * whichever thread allocates next.
 */
public final class LeakWatch implements AfterAllCallback, Extension {

    private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
        // A machine may be busy with others: what comes late is no failure, and what is there is not waited for.
        Awaitility.setDefaultTimeout(60, SECONDS);
        Awaitility.setDefaultPollDelay(0, MILLISECONDS);
        Awaitility.setDefaultPollInterval(10, MILLISECONDS);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getParent).isPresent();
        if (!nested) {
            assertThat(take()).as("leaked buffers").isEmpty();
        }
    }

    /** The leaks since the last call, garbage that nobody has looked at yet included. */
    static List<String> take() {
        // What was closed cannot leak; collections of garbage take longer than most classes.
        if (DETECTORS.stream().anyMatch(Detector::watches)) {
            // Twice: references of one collection are enqueued in any order, but all before those of the next.
            for (int round = 0; round < 2; round++) {
                collectGarbage();
            }
            DETECTORS.forEach(Detector::report);
            DETECTORS.forEach(Detector::collected);
        }
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
        boolean seen = false;
        for (int attempt = 0; attempt < 60 && !seen; attempt++) {
            System.gc();
            seen = isEnqueued(queue);
        }
        assertThat(seen && canary.refersTo(null)).as("garbage is collected").isTrue();
    }

    /** Waits on the queue, rather than looking now and then: this is done after each class. */
    private static boolean isEnqueued(ReferenceQueue<Object> queue) {
        try {
            return queue.remove(1_000) != null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Detectors extends ResourceLeakDetectorFactory {

        @Override
        @SuppressWarnings("deprecation") // the one method that the factory requires is deprecated for callers
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long maxActive) {
            Detector<T> detector = new Detector<>(type, interval);
            DETECTORS.add(detector);
            return detector;
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {

        private final Set<Counted<T>> open = ConcurrentHashMap.newKeySet();
        private Set<Counted<T>> survivors = Set.of();

        /** What two collections have found alive, such as constants of classes. */
        private Set<Counted<T>> lasting = Set.of();

        Detector(Class<T> type, int interval) {
            super(type, interval);
        }

        /** Whether anything is tracked that was not closed and does not last. */
        boolean watches() {
            return !lasting.containsAll(open);
        }

        /** Garbage was collected, and reported: what is open is alive. */
        void collected() {
            Set<Counted<T>> alive = Set.copyOf(open);
            lasting = alive.stream().filter(survivors::contains).collect(Collectors.toUnmodifiableSet());
            survivors = alive;
        }

        /** Reports what is pending, which a detector does only when something is tracked. */
        @SuppressWarnings("unchecked") // the witness never leaves this method
        void report() {
            T witness = (T) new Object();
            ResourceLeakTracker<T> tracker = track(witness);
            if (tracker != null) {
                tracker.close(witness);
            }
        }

        @Override
        public @Nullable ResourceLeakTracker<T> track(T object) {
            return counted(super.track(object));
        }

        @Override
        public @Nullable ResourceLeakTracker<T> trackForcibly(T object) {
            return counted(super.trackForcibly(object));
        }

        private @Nullable ResourceLeakTracker<T> counted(@Nullable ResourceLeakTracker<T> tracker) {
            if (tracker == null) {
                return null;
            }
            Counted<T> counted = new Counted<>(tracker, open);
            open.add(counted);
            return counted;
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String type, String records) {
            LEAKS.add(type + records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
            LEAKS.add(type);
        }
    }

    /** One that is tracked, and among those that are open until it is closed. */
    private static final class Counted<T> implements ResourceLeakTracker<T> {

        private final ResourceLeakTracker<T> tracker;
        private final Set<Counted<T>> open;

        Counted(ResourceLeakTracker<T> tracker, Set<Counted<T>> open) {
            this.tracker = tracker;
            this.open = open;
        }

        @Override
        public void record() {
            tracker.record();
        }

        @Override
        public void record(Object hint) {
            tracker.record(hint);
        }

        @Override
        public boolean close(T tracked) {
            open.remove(this);
            return tracker.close(tracked);
        }
    }
}
