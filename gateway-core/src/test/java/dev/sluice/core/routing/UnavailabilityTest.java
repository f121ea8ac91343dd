package dev.sluice.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnavailabilityTest {

    private final Fleet fleet = new Fleet();
    private final Target a = fleet.target("a", "m");
    private final Target b = fleet.target("b", "m");
    private final Target c = fleet.target("c", "m");
    private final Asked asked = Asked.of(
            Fleet.route("gpt-4o", StrategyKind.PRIORITY, List.of("other"), a, b),
            Fleet.route("other", StrategyKind.PRIORITY, Fleet.aggregate("g", c)));

    @Test
    void tellsWhenTheFirstBreakerLetsAProbeThrough() {
        Fleet.open(a);
        Fleet.open(b);
        Fleet.open(c);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
        assertThat(failure.retryAfterSeconds()).isBetween(50, 60);
        assertThat(failure.message()).contains("'gpt-4o'");
    }

    @Test
    void blamesTheProviderWhereOneIsFailingThoughOthersAreLimited() {
        Fleet.limitKeys(a, TimeUnit.SECONDS.toNanos(20));
        Fleet.rejectKeys(b);
        Fleet.open(c);

        assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
    }

    @Test
    void asksToComeBackInASecondWhereOnlyAProbeFailed() {
        for (Target target : List.of(a, b, c)) {
            target.vitals().probeDidFail();
        }

        assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
        assertThat(failure().retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void tellsWhenTheFirstKeyMayBeUsedAgain() {
        Fleet.limitKeys(a, TimeUnit.SECONDS.toNanos(20));
        Fleet.limitKeys(b, TimeUnit.MILLISECONDS.toNanos(7_001));
        Fleet.rejectKeys(c);

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(Code.UPSTREAM_RATE_LIMITED);
        assertThat(failure.retryAfterSeconds()).isEqualTo(8);
    }

    @Test
    void tellsThatThereIsNoUsableKeyWithoutNamingOne() {
        for (Target target : List.of(a, b, c)) {
            Fleet.rejectKeys(target);
        }

        Failure failure = failure();

        assertThat(failure.code()).isEqualTo(Code.NO_USABLE_KEYS);
        assertThat(failure.retryAfterSeconds()).isZero();
        assertThat(failure.message()).contains("'gpt-4o'").doesNotContain("first", "sk-");
    }

    @Test
    void asksToComeBackSoonWhenSomethingHasBecomeUsableInTheMeantime() {
        assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
        assertThat(failure().retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void speaksOfARequestThatNamesNoModel() {
        Fleet.rejectKeys(a);

        assertThat(Unavailability.of(asked.direct(a, null)).message()).startsWith("This request");
    }

    private Failure failure() {
        return Unavailability.of(asked.plan("gpt-4o"));
    }
}
