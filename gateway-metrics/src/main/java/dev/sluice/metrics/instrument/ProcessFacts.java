package dev.sluice.metrics.instrument;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Optional;

/** What the process and its JVM use, read at a scrape. Thread-safe. */
final class ProcessFacts {

    private static final int HEAP = 0;
    private static final int NON_HEAP = 1;

    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
    private final String version = Optional.ofNullable(
                    ProcessFacts.class.getPackage().getImplementationVersion())
            .orElse("unreleased");

    void addTo(Totals.Builder totals) {
        totals.texts(Dimension.VERSION, version);
        totals.texts(
                Dimension.RUNTIME,
                "v" + Runtime.version().feature() + "." + Runtime.version().interim() + "."
                        + Runtime.version().update());
        totals.add(Fact.BUILD, new Row(1).at(Dimension.VERSION, 0).at(Dimension.RUNTIME, 0));
        totals.value(Fact.START_TIME, runtime.getStartTime());
        totals.value(Fact.UPTIME, runtime.getUptime());
        totals.value(Fact.THREADS, threads.getThreadCount());
        totals.value(Fact.DAEMON_THREADS, threads.getDaemonThreadCount());
        addCpu(totals);
        if (system instanceof UnixOperatingSystemMXBean unix) {
            totals.value(Fact.OPEN_FDS, unix.getOpenFileDescriptorCount());
            totals.value(Fact.MAX_FDS, unix.getMaxFileDescriptorCount());
        }
        ProcFs.memory().ifPresent(used -> {
            totals.value(Fact.RESIDENT_MEMORY, used.residentBytes());
            totals.value(Fact.VIRTUAL_MEMORY, used.virtualBytes());
        });
        addArea(totals, HEAP, memory.getHeapMemoryUsage());
        addArea(totals, NON_HEAP, memory.getNonHeapMemoryUsage());
        addPools(totals);
    }

    /** Where there is no /proc, the JVM still knows the sum of user and system time. */
    private void addCpu(Totals.Builder totals) {
        Optional<ProcFs.Cpu> cpu = ProcFs.cpu();
        cpu.ifPresent(used -> {
            totals.value(Fact.CPU_USER, used.userNanos());
            totals.value(Fact.CPU_SYSTEM, used.systemNanos());
            totals.value(Fact.CPU, used.userNanos() + used.systemNanos());
        });
        if (cpu.isEmpty() && system instanceof UnixOperatingSystemMXBean unix) {
            totals.value(Fact.CPU, unix.getProcessCpuTime());
        }
    }

    private static void addArea(Totals.Builder totals, int area, MemoryUsage usage) {
        totals.add(Fact.MEMORY_USED, new Row(usage.getUsed()).at(Dimension.AREA, area));
        totals.add(Fact.MEMORY_COMMITTED, new Row(usage.getCommitted()).at(Dimension.AREA, area));
        if (usage.getMax() >= 0) {
            totals.add(Fact.MEMORY_MAX, new Row(usage.getMax()).at(Dimension.AREA, area));
        }
    }

    private void addPools(Totals.Builder totals) {
        totals.texts(
                Dimension.POOL, pools.stream().map(MemoryPoolMXBean::getName).toArray(String[]::new));
        for (int pool = 0; pool < pools.size(); pool++) {
            MemoryUsage usage = pools.get(pool).getUsage();
            if (usage != null) {
                totals.add(Fact.POOL_USED, new Row(usage.getUsed()).at(Dimension.POOL, pool));
                totals.add(Fact.POOL_COMMITTED, new Row(usage.getCommitted()).at(Dimension.POOL, pool));
                long available = usage.getCommitted() - usage.getUsed();
                totals.add(Fact.POOL_AVAILABLE, new Row(available).at(Dimension.POOL, pool));
            }
        }
    }
}
