package dev.sluice.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.provider.KeyRing.Settings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRingAllocationTest {

    private static final int ROUNDS = 500_000;

    /** What the JVM itself may allocate when it compiles anew; one small object in a thousand rounds would be more. */
    private static final long NOISE = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Rings rings = new Rings();

    @ParameterizedTest
    @CsvSource({"ROUND_ROBIN, 1", "ROUND_ROBIN, 10", "AFFINITY, 10"})
    void allocatesNothingForAnAttemptThatSucceeds(Rotation rotation, int keys) {
        KeyRing ring = rings.of(new Settings(rotation, 3), keys);
        ProviderKey cooling = ring.keys().get(keys - 1);
        if (keys > 1) {
            ring.ended(cooling, Outcome.RATE_LIMITED, -1);
        }
        List<ProviderKey> tried = List.of(ring.keys().get(0));
        attempts(ring, tried);
        long reading = readingCost();

        long before = threads.getCurrentThreadAllocatedBytes();
        attempts(ring, tried);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before - reading).as("bytes in %d rounds", ROUNDS).isLessThan(NOISE);
    }

    private long readingCost() {
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void attempts(KeyRing ring, List<ProviderKey> tried) {
        for (int i = 0; i < ROUNDS; i++) {
            ring.ended(Objects.requireNonNull(ring.select(i, List.of())), Outcome.SUCCESS, -1);
            ring.ended(Objects.requireNonNull(ring.select(i, tried)), Outcome.SUCCESS, -1);
            ring.usable();
        }
    }
}
