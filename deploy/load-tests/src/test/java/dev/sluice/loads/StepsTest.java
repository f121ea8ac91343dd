package dev.sluice.loads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StepsTest {

    @Test
    void theKneeIsTheFirstStepNearTheBest() {
        Steps steps = new Steps(5, 1);
        long[] answered = {100, 200, 290, 300, 280};
        for (int step = 0; step < answered.length; step++) {
            for (int i = 0; i < answered[step]; i++) {
                steps.count(step, 1_000_000, false);
            }
        }
        steps.count(4, 1_000_000, true);

        assertThat(steps.knee()).isEqualTo(2);
        assertThat(steps.describe(10)).contains("knee: 30 users, 290.0 requests/s", "280.0      1.0       1");
    }
}
