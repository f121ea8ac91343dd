package dev.sluice.loads.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.run.Report;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuditTest {

    private static final Seen WHOLE = new Seen("a", "k", true, 2, 10);
    private static final Seen BEGUN = new Seen("b", "k", false, 0, 0);

    private static UsageLine line(String id, int status, long input, long output) {
        return new UsageLine(
                id,
                "2026-11-26T01:00:00Z",
                "u",
                "k",
                status,
                input,
                output,
                "false",
                UsageLine.price(input, output),
                "credits");
    }

    private static long failed(List<Seen> seen, UsageLine... lines) {
        Report report = new Report("test");
        Audit audit = new Audit(List.of(lines));
        audit.exchanges(seen, 0, report);
        audit.settlements(report);
        return report.failed();
    }

    @Test
    void holdsWhereEachExchangeIsThereOnceWithWhatItTold() {
        assertThat(failed(List.of(WHOLE, BEGUN), line("a", 200, 2, 10), line("b", 0, 0, 0), line("unseen", 200, 1, 1)))
                .isZero();
    }

    @Test
    void findsWhatIsMissingDoubledUnsettledOrWrong() {
        assertThat(failed(List.of(WHOLE))).isEqualTo(1);
        assertThat(failed(List.of(WHOLE), line("a", 200, 2, 10), line("a", 0, 0, 0)))
                .isPositive();
        assertThat(failed(List.of(WHOLE), line("a", 0, 0, 0))).isEqualTo(1);
        assertThat(failed(List.of(WHOLE), line("a", 200, 2, 9))).isEqualTo(1);
        UsageLine dear = new UsageLine("a", "", "u", "k", 200, 2, 10, "false", BigDecimal.ONE, "");
        assertThat(failed(List.of(WHOLE), dear)).isEqualTo(1);
    }

    @Test
    void addsUpWhatCreditsPaidAndADayUsed() {
        Audit audit = new Audit(List.of(line("a", 200, 2, 10), line("b", 200, 2, 20)));

        assertThat(audit.paidBy("u")).isEqualByComparingTo("0.00031");
        assertThat(audit.paidBy("other")).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(audit.tokensOf("k", "2026-11-26")).isEqualTo(34);
        assertThat(audit.tokensOf("k", "2026-11-27")).isZero();
    }
}
