package dev.sluice.loads.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.loads.run.KeyCounts;
import dev.sluice.loads.run.Report;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PoolTest {

    private static final Pool.Rule RULE = new Pool.Rule(1, 1, 2, 4, 10);
    private static final Map<String, KeyCounts> GOOD = Map.of(
            "revoked", counts(Map.of(401, 4L)),
            "limited", counts(Map.of(200, 20L, 429, 2L)),
            "one", counts(Map.of(200, 101L)),
            "two", counts(Map.of(200, 99L)),
            "none", KeyCounts.NONE);

    @Test
    void takesAPoolThatIsAsItHasToBe() {
        assertThat(failed("none", KeyCounts.NONE)).isZero();
        assertThat(new Pool(GOOD).unevenness()).isEqualTo(0.01, within(1e-9));
    }

    @Test
    void refusesARevokedKeyThatWasAskedWithMoreOftenThanThereWereRequestsAtOnce() {
        assertThat(failed("revoked", counts(Map.of(401, 5L)))).isPositive();
    }

    @Test
    void refusesALimitedKeyThatNeverCameBack() {
        assertThat(failed("limited", counts(Map.of(200, 10L, 429, 2L)))).isPositive();
    }

    @Test
    void refusesALoadThatIsUneven() {
        assertThat(failed("two", counts(Map.of(200, 96L)))).isPositive();
    }

    @Test
    void refusesAPoolWithAKeyTooFewOrTooMany() {
        assertThat(failed("two", KeyCounts.NONE)).isPositive();
        assertThat(failed("three", counts(Map.of(200, 100L)))).isPositive();
        assertThat(failed("revoked", KeyCounts.NONE)).isPositive();
    }

    /** What fails when one key's counts are others. */
    private static long failed(String key, KeyCounts counts) {
        Map<String, KeyCounts> keys = new HashMap<>(GOOD);
        keys.put(key, counts);
        Report report = new Report("pool");
        new Pool(keys).judge(RULE, report);
        return report.failed();
    }

    private static KeyCounts counts(Map<Integer, Long> statuses) {
        long requests = statuses.values().stream().mapToLong(count -> count).sum();
        return new KeyCounts(requests, requests, 0, statuses);
    }
}
