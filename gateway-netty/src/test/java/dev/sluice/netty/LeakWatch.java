package dev.sluice.netty;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test class of this module that leaks one of Netty's buffers. JUnit finds it by itself
 * ({@code META-INF/services}), before any class of Netty has made its detector. After a class it collects garbage until
 * what was unreachable has been seen, lets the detectors report, and fails with the places where the leaked buffers
 * were touched. Thread-safe: detectors report on whichever thread allocates next.
 */
public final class LeakWatch implements AfterAllCallback, Extension {

    private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
        // A machine may be busy with others: what comes late is no failure.
        Awaitility.setDefaultTimeout(60, SECONDS);
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
        // Twice: references of one collection are enqueued in no particular order, but all before those of the next.
        for (int round = 0; round < 2; round++) {
            collectGarbage();
        }
        DETECTORS.forEach(Detector::report);
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
        await().until(() -> {
            System.gc();
            return queue.poll() != null && canary.refersTo(null);
        });
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

        Detector(Class<T> type, int interval) {
            super(type, interval);
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
}
