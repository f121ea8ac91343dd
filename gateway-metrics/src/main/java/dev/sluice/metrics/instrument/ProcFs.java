package dev.sluice.metrics.instrument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Linux tells of this process in /proc (proc(5)); empty elsewhere. Reads at each call. */
final class ProcFs {

    private static final Logger LOG = LoggerFactory.getLogger(ProcFs.class);
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final Path STATUS = Path.of("/proc/self/status");
    /** The kernel shows times to programs in hundredths of a second, whatever its own clock. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    private ProcFs() {}

    record Cpu(long userNanos, long systemNanos) {}

    record Memory(long residentBytes, long virtualBytes) {}

    static Optional<Cpu> cpu() {
        return read(STAT).map(ProcFs::parseStat);
    }

    static Optional<Memory> memory() {
        return read(STATUS).map(ProcFs::parseStatus);
    }

    /** The program's name comes in parentheses and may hold blanks: fields are counted from the last one on. */
    static Cpu parseStat(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Cpu(Long.parseLong(fields[11]) * NANOS_PER_TICK, Long.parseLong(fields[12]) * NANOS_PER_TICK);
    }

    /** Sizes come in kilobytes: no page size needed. */
    static Memory parseStatus(String status) {
        return new Memory(kilobytes(status, "\nVmRSS:") * 1024, kilobytes(status, "\nVmSize:") * 1024);
    }

    private static long kilobytes(String status, String key) {
        int from = status.indexOf(key) + key.length();
        return Long.parseLong(status.substring(from, status.indexOf("kB", from)).trim());
    }

    private static Optional<String> read(Path path) {
        try {
            return Files.isReadable(path) ? Optional.of(Files.readString(path)) : Optional.empty();
        } catch (IOException e) {
            LOG.debug("Cannot read {}", path, e);
            return Optional.empty();
        }
    }
}
