package dev.sluice.loads.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import org.junit.jupiter.api.Test;

final class ShownTest {

    private static final Scrape BEFORE = Scrape.parse("hits_total{cache=\"exact\",tenant=\"a\"} 2\n");

    private final Shown shown = new Shown();
    private final Report report = new Report("shown");

    private void compare(String after) {
        shown.compare("test", "", new Scrapes.Pair(BEFORE, Scrape.parse(after)), report);
    }

    @Test
    void takesWhatHasGrownUnderTheLabelsThatAreCounted() {
        shown.add("hits_total", 3, "cache", "exact");

        compare("hits_total{cache=\"exact\",tenant=\"a\"} 4\nhits_total{cache=\"exact\",tenant=\"b\"} 1\n");

        assertThat(report.failed()).isZero();
    }

    @Test
    void failsForWhatIsShownAndWasNotCounted() {
        shown.add("hits_total", 2, "cache", "exact");

        compare("hits_total{cache=\"exact\",tenant=\"a\"} 4\nhits_total{cache=\"semantic\",tenant=\"a\"} 1\n");

        assertThat(report.failed()).isOne();
    }

    @Test
    void failsForWhatWasCountedAndIsNotShown() {
        shown.add("hits_total", 2, "cache", "exact");
        shown.add("misses_total", 1, "cache", "exact");

        compare("hits_total{cache=\"exact\",tenant=\"a\"} 4\n");

        assertThat(report.failed()).isOne();
    }
}
