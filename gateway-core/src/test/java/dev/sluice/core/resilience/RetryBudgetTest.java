package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Together;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final ManualTime time = new ManualTime();
    private final RetryBudget budget = new RetryBudget(0.2, time);

    private int retries(int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += budget.tryRetry() ? 1 : 0;
        }
        return granted;
    }

    private void requests(int count) {
        for (int i = 0; i < count; i++) {
            budget.request();
        }
    }

    @Test
    void grantsAFewRetriesWhateverTheTraffic() {
        assertThat(retries(100)).isEqualTo(10);
        time.advance(Duration.ofSeconds(59));
        assertThat(retries(100)).isZero();
        time.advance(Duration.ofSeconds(1));
        assertThat(retries(100)).isEqualTo(10);
    }

    @Test
    void grantsAShareOfTheRequests() {
        requests(100);

        assertThat(retries(1_000)).isEqualTo(30);
        requests(4);
        assertThat(retries(1_000)).isZero();
        requests(1);
        assertThat(retries(1_000)).isEqualTo(1);
    }

    @Test
    void forgetsWhatIsOlderThanAMinute() {
        requests(100);
        time.advance(Duration.ofSeconds(30));
        requests(50);
        time.advance(Duration.ofSeconds(30));

        assertThat(retries(1_000)).isEqualTo(20);
        time.advance(Duration.ofHours(2));
        assertThat(retries(1_000)).isEqualTo(10);
    }

    @RepeatedTest(10)
    void grantsNoRetryBeyondItsShareOfTheMinuteBeforeIt(RepetitionInfo repetition) {
        long seed = 31L * repetition.getCurrentRepetition();
        Random random = new Random(seed);
        Deque<long[]> seconds = new ArrayDeque<>();
        for (int second = 0; second < 300; second++) {
            int requests = random.nextInt(50);
            requests(requests);
            long[] now = {requests, 0};
            seconds.addLast(now);
            if (seconds.size() > 60) {
                seconds.removeFirst();
            }
            now[1] = retries(random.nextInt(60));
            long asked = seconds.stream().mapToLong(each -> each[0]).sum();
            long granted = seconds.stream().mapToLong(each -> each[1]).sum();
            if (now[1] > 0) {
                assertThat((double) granted)
                        .as("seed %d, second %d", seed, second)
                        .isLessThanOrEqualTo(0.2 * asked + 10);
            }
            time.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void isExactWhereThreadsShareIt() throws Exception {
        AtomicInteger granted = new AtomicInteger();

        Together.run(4, thread -> {
            for (int i = 0; i < 10_000; i++) {
                budget.request();
                granted.addAndGet(i % 2 == 0 && budget.tryRetry() ? 1 : 0);
            }
        });
        granted.addAndGet(retries(10_000));

        assertThat(granted).hasValue(8_010);
    }

    @Test
    void outlivesReloadsWhileItsShareIsTheSame() {
        RetryBudgets budgets = new RetryBudgets(time);
        RetryBudget first = budgets.of("one", 0.2);

        assertThat(budgets.of("one", 0.2)).isSameAs(first);
        assertThat(budgets.of("other", 0.2)).isNotSameAs(first);
        assertThat(budgets.of("one", 0.3)).isNotSameAs(first);
    }
}
