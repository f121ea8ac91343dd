package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.ExchangeRecord.Timing;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.instrument.Exchanges;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PhaseTest {

    private static final long SEED = Long.getLong("seed", 20_261_126L);
    private static final long SECOND = 1_000_000_000L;

    @Test
    void tellsAStreamInTheOrderOfItsParts() {
        Timing timing =
                new Timing(0, 10 * SECOND, 9 * SECOND, SECOND, 4 * SECOND, 2 * SECOND, 5 * SECOND, 50, -1, -1, 0);

        assertThat(Phase.of(of(timing)))
                .containsExactly(
                        new Phase("gateway", 0.5),
                        new Phase("cache", 0.5),
                        new Phase("queue", 1),
                        new Phase("provider", 2),
                        new Phase("output", 5),
                        new Phase("end", 1));
    }

    @Test
    void tellsAUnaryAnswerWithoutOutput() {
        Timing timing = new Timing(0, 3 * SECOND, 2 * SECOND, 0, -1, -1, -1, 0, -1, -1, 0);

        assertThat(Phase.of(of(timing, null))).containsExactly(new Phase("gateway", 1), new Phase("provider", 2));
    }

    @Test
    void tellsWhatWasRefusedAsTheGatewaysOwn() {
        assertThat(Phase.of(of(new Timing(0, SECOND, 0, 0, -1, -1, -1, 0, -1, -1, 0), null)))
                .containsExactly(new Phase("gateway", 1));
    }

    @Test
    void addsUpToTheWholeWhateverItIsTold() {
        Random random = new Random(SEED);
        for (int round = 0; round < 10_000; round++) {
            Timing timing = new Timing(
                    0,
                    nanos(random),
                    nanos(random),
                    nanos(random),
                    nanos(random),
                    nanos(random),
                    nanos(random),
                    1,
                    -1,
                    -1,
                    0);
            List<Phase> phases = Phase.of(of(timing));

            assertThat(phases).as("seed %d, %s", SEED, timing).allMatch(phase -> phase.seconds() >= 0);
            assertThat(phases.stream().mapToDouble(Phase::seconds).sum())
                    .as("seed %d, %s", SEED, timing)
                    .isCloseTo(Math.max(0, timing.durationNanos()) / 1e9, within(1e-5));
        }
    }

    private static ExchangeRecord of(Timing timing) {
        return of(timing, CacheUse.miss(SECOND / 4, SECOND / 2));
    }

    private static ExchangeRecord of(Timing timing, @Nullable CacheUse use) {
        ExchangeRecord whole = Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 2, 2);
        return new ExchangeRecord(
                whole.request(),
                whole.route(),
                whole.result(),
                timing,
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                use);
    }

    private static long nanos(Random random) {
        return random.nextInt(5) == 0 ? -1 : random.nextLong(20 * SECOND);
    }
}
