package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFsTest {

    @Test
    void readsTimesBehindAProgramNameWithBlanksAndParentheses() {
        String stat = "42 (a) b (c)) S 1 42 42 0 -1 4194304 100 0 0 0 150 25 0 0 20 0 30 0 12345 1000 200\n";

        assertThat(ProcFs.parseStat(stat)).isEqualTo(new ProcFs.Cpu(1_500_000_000L, 250_000_000L));
    }

    @Test
    void readsSizesWhateverBlanksStandBeforeThem() {
        String status = "Name:\tjava\nVmPeak:\t 900 kB\nVmSize:\t     800 kB\nVmRSS:\t  70 kB\n";

        assertThat(ProcFs.parseStatus(status)).isEqualTo(new ProcFs.Memory(70 * 1024, 800 * 1024));
    }
}
