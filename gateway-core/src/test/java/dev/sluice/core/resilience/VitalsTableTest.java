package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.resilience.ResilienceSettings.Backoff;
import dev.sluice.core.resilience.ResilienceSettings.Hedge;
import dev.sluice.core.resilience.ResilienceSettings.OnRateLimit;
import dev.sluice.core.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VitalsTableTest {

    private final List<String> told = new ArrayList<>();
    private final VitalsTable table = new VitalsTable(
            new ManualTime(), (provider, model, from, to) -> told.add(provider + "/" + model + " " + from + ">" + to));

    private static ResilienceSettings settings(int attempts, int failures) {
        return new ResilienceSettings(
                attempts,
                6,
                new Backoff(1, 2, 10, 0),
                Set.of(),
                OnRateLimit.NEXT_KEY,
                new ResilienceSettings.Breaker(failures, 0, 0, 0, 1_000_000_000_000L, 1),
                0.2,
                Hedge.OFF,
                new ResilienceSettings.Health(1, 1, 0));
    }

    private static VitalsTable.Place place(int provider, int model) {
        return new VitalsTable.Place("p" + provider, "m" + model, provider, model);
    }

    @Test
    void tellsApartWhatSharesItsLabels() {
        Vitals one = table.of(new VitalsTable.Place("a", "m", 1, 1), settings(3, 5));

        assertThat(table.of(new VitalsTable.Place("b", "m", 1, 1), settings(3, 5)))
                .isNotSameAs(one);
        assertThat(table.of(new VitalsTable.Place("a", "n", 1, 1), settings(3, 5)))
                .isNotSameAs(one);
    }

    @Test
    void keepsWhatIsKnownWhileTheSettingsAreTheSame() {
        Vitals first = table.of(place(2, 3), settings(3, 5));

        assertThat(table.of(place(2, 3), settings(3, 5))).isSameAs(first);
        assertThat(table.of(place(2, 3), settings(4, 5)))
                .as("attempts are not the breaker's business")
                .isSameAs(first);
        assertThat(table.of(place(2, 4), settings(3, 5))).isNotSameAs(first);
        assertThat(table.of(place(3, 3), settings(3, 5))).isNotSameAs(first);
        assertThat(table.all()).hasSize(3);
    }

    @Test
    void beginsAnewWithOtherSettings() {
        Vitals first = table.of(place(2, 3), settings(3, 5));

        Vitals second = table.of(place(2, 3), settings(3, 7));

        assertThat(second).isNotSameAs(first);
        assertThat(table.all()).containsExactly(second);
    }

    @Test
    void tellsWhoseBreakerChanged() {
        Vitals vitals = table.of(place(2, 3), settings(3, 2));

        vitals.breaker().failed(vitals.breaker().tryAcquire());
        assertThat(vitals.available()).isTrue();
        vitals.breaker().failed(vitals.breaker().tryAcquire());

        assertThat(told).containsExactly("2/3 CLOSED>OPEN");
        assertThat(vitals.available()).isFalse();
    }

    @Test
    void isNotAvailableWhileProbesFail() {
        Vitals vitals = table.of(place(2, 3), settings(3, 2));

        vitals.probeDidFail();
        assertThat(vitals.available()).isFalse();
        vitals.probeSucceeded();

        assertThat(vitals.available()).isTrue();
    }
}
