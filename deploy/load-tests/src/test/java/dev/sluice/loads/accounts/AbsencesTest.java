package dev.sluice.loads.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AbsencesTest {

    /** Nothing says that a clock begins at 0. */
    private static final long GONE = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);

    private static final long BACK = GONE + TimeUnit.SECONDS.toNanos(1);

    private final Absences absences = new Absences();

    private boolean excused(String code, long afterNanos) {
        return absences.excuse(new Refused(code, GONE + afterNanos));
    }

    @Test
    void excusesNothingWhereNothingWasAway() {
        assertThat(excused("limits_unavailable", 0)).isFalse();
    }

    @Test
    void excusesLimitsThatCannotBeCountedUntilShortlyAfterTheReturn() {
        absences.left(GONE);
        assertThat(excused("limits_unavailable", TimeUnit.HOURS.toNanos(1))).isTrue();
        absences.answered(BACK);

        assertThat(excused("limits_unavailable", -1)).isFalse();
        assertThat(excused("limits_unavailable", 0)).isTrue();
        assertThat(excused("limits_unavailable", TimeUnit.SECONDS.toNanos(6))).isTrue();
        assertThat(excused("limits_unavailable", TimeUnit.SECONDS.toNanos(6) + 1))
                .isFalse();
    }

    @Test
    void excusesNoOtherCode() {
        absences.left(GONE);

        assertThat(excused("journal_unavailable", 1)).isFalse();
        assertThat(excused("", 1)).isFalse();
    }
}
