package dev.sluice.metrics.instrument;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses of the garbage collector, told by the JVM's notifications on a thread of its own. Concurrent cycles stop
 * nobody and are not counted. Thread-safe.
 */
final class GcPauses implements NotificationListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GcPauses.class);
    private static final int MINOR = 0;
    private static final int MAJOR = 1;

    private final Cube pauses = Fact.GC_PAUSES.cube(1);
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();

    void listen() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter && pauses(collector.getName())) {
                emitter.addNotificationListener(this, null, null);
            }
        }
    }

    private static boolean pauses(String collector) {
        return !collector.endsWith("Cycles") && !collector.contains("Concurrent");
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            CompositeData content = (CompositeData) notification.getUserData();
            GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(content);
            boolean minor = info.getGcAction().toLowerCase(Locale.ROOT).contains("minor");
            record(
                    minor ? MINOR : MAJOR,
                    TimeUnit.MILLISECONDS.toNanos(info.getGcInfo().getDuration()));
        }
    }

    private synchronized void record(int kind, long nanos) {
        pauses.record(kind, 0, nanos);
    }

    void addTo(Totals.Builder totals) {
        boolean[] seen = new boolean[2];
        for (Cube.Summed row : Cube.sum(List.of(pauses), totals.rests())) {
            seen[row.major()] = true;
            totals.add(Fact.GC_PAUSES, new Row(row.cells()).at(Dimension.GC_KIND, row.major()));
        }
        for (int kind = 0; kind < seen.length; kind++) {
            if (!seen[kind]) {
                Row zeros = new Row(new long[Fact.GC_PAUSES.cells()]);
                totals.add(Fact.GC_PAUSES, zeros.at(Dimension.GC_KIND, kind));
            }
        }
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter && pauses(collector.getName())) {
                try {
                    emitter.removeNotificationListener(this);
                } catch (ListenerNotFoundException e) {
                    LOG.debug("Not listening to {}", collector.getName(), e);
                }
            }
        }
    }
}
