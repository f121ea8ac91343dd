package dev.sluice.loads.proof;

import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The gateway's memory over time, in MiB: resident, and direct as it reports itself. Not thread-safe. */
final class Memory {

    private static final long MIB = 1 << 20;

    private final Gateway gateway;
    private final List<Long> resident = new ArrayList<>();
    private final List<Long> direct = new ArrayList<>();

    Memory(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Takes a sample; resident memory is 0 where the process is not known. */
    void sample() throws IOException {
        Scrape scrape = gateway.scrape();
        resident.add(gateway.residentBytes().orElse(0) / MIB);
        direct.add(Math.round(scrape.sum("sluice_direct_memory_bytes", Map.of("kind", "used")) / MIB));
    }

    int samples() {
        return resident.size();
    }

    /** Holds what resident memory grew, from one sample to the highest behind it, against a bound. */
    void growthAtMost(long boundMib, int from, Report report) {
        report.figure("resident_mib", resident);
        report.figure("direct_mib", direct);
        if (gateway.residentBytes().isEmpty()) {
            report.fail("the gateway's process is not known: give --pid or --spawn");
            return;
        }
        long highest = 0;
        for (int i = from; i < resident.size(); i++) {
            highest = Math.max(highest, resident.get(i));
        }
        report.figure("resident_mib_before", resident.get(from));
        report.figure("resident_mib_highest", highest);
        report.atMost("resident_mib_growth", boundMib, highest - resident.get(from));
    }
}
