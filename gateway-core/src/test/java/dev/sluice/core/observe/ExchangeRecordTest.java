package dev.sluice.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ExchangeRecord.Timing;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExchangeRecordTest {

    private static final long MILLI = 1_000_000;

    private static long overhead(Timing timing, @Nullable CacheUse cache) {
        return new ExchangeRecord(
                        new ExchangeRecord.Request(
                                "id",
                                "id",
                                Method.POST,
                                Endpoint.CHAT_COMPLETIONS,
                                "127.0.0.1",
                                null,
                                false,
                                false,
                                null,
                                null),
                        new ExchangeRecord.Route(0, 0, 0, 1),
                        new ExchangeRecord.Result(200, null),
                        timing,
                        new ExchangeRecord.Sizes(0, 0),
                        Usage.NONE,
                        Cost.NONE,
                        cache)
                .overheadNanos();
    }

    private static Timing timing(long duration, long upstream, long admission, long body) {
        return new Timing(0, duration * MILLI, upstream, -1, -1, -1, -1, 0, admission, body, 0);
    }

    @Test
    void leavesOutTheTimeInWhichAProviderHadTheRequest() {
        assertThat(overhead(timing(100, 97 * MILLI, -1, -1), null)).isEqualTo(3 * MILLI);
        assertThat(overhead(timing(2, -1, -1, -1), null)).isEqualTo(2 * MILLI);
    }

    @Test
    void leavesOutTheTimeInWhichCachesWereAsked() {
        assertThat(overhead(timing(100, 60 * MILLI, -1, -1), CacheUse.miss(10 * MILLI, 38 * MILLI)))
                .isEqualTo(2 * MILLI);
        assertThat(overhead(timing(3, -1, -1, -1), CacheUse.BYPASS)).isEqualTo(3 * MILLI);
    }

    @Test
    void leavesOutTheTimeInWhichTheClientSentItsBodyButNotWhatDecidedOfItsHead() {
        assertThat(overhead(timing(100, 50 * MILLI, 4 * MILLI, 49 * MILLI), null))
                .isEqualTo(5 * MILLI);
        assertThat(overhead(timing(100, 90 * MILLI, 7 * MILLI, 2 * MILLI), null))
                .as("the body was there before the head was let in")
                .isEqualTo(10 * MILLI);
    }

    @Test
    void leavesOutWhatWasPausedBetweenAttempts() {
        Timing timing = new Timing(0, 100 * MILLI, 60 * MILLI, -1, -1, -1, -1, 0, -1, -1, 35 * MILLI);

        assertThat(overhead(timing, null)).isEqualTo(5 * MILLI);
    }

    @Test
    void isNeverLessThanNothing() {
        assertThat(overhead(timing(10, 9 * MILLI, 0, 8 * MILLI), null)).isZero();
    }
}
