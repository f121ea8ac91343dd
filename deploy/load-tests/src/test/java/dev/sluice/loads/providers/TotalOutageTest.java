package dev.sluice.loads.providers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TotalOutageTest {

    @Test
    void allowsEachTargetOnceAFifthMoreAndTenFreeRetriesAMinute() {
        assertThat(TotalOutage.most(1000, 2, 1)).isEqualTo(2400 + 20);
        assertThat(TotalOutage.most(1000, 1, 3)).isEqualTo(1200 + 30);
    }
}
