package dev.sluice.loads.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.run.Report;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Probes probes = new Probes(Duration.ofSeconds(5));

    @Test
    void maybeOneMoreThanThereAreWholeOpenPeriods() {
        assertThat(probes.most(Duration.ofMillis(4999))).isEqualTo(1);
        assertThat(probes.most(Duration.ofSeconds(20))).isEqualTo(5);
    }

    @Test
    void mayComeOncePerOpenPeriod() {
        assertThat(failed(List.of())).isZero();
        assertThat(failed(List.of(SECOND, 6 * SECOND, 12 * SECOND))).isZero();
    }

    @Test
    void mayNotComeTwiceInOne() {
        assertThat(failed(List.of(SECOND, 6 * SECOND, 10 * SECOND, 10 * SECOND + 1)))
                .isEqualTo(2);
    }

    private long failed(List<Long> instants) {
        Report report = new Report("probes");
        probes.judge(instants, report);
        return report.failed();
    }
}
