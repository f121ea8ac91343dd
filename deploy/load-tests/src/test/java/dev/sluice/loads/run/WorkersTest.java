package dev.sluice.loads.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorkersTest {

    private final Set<Integer> done = ConcurrentHashMap.newKeySet();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void doEachTaskOnceAndCloseEveryWorker() throws Exception {
        Workers.Job job = new Workers.Job(1000, 4, Duration.ofMinutes(1));

        assertThat(Workers.run(job, () -> new Worker(-1))).isEqualTo(1000);

        assertThat(done).isEqualTo(IntStream.range(0, 1000).boxed().collect(Collectors.toSet()));
        assertThat(closed).hasValue(4);
    }

    @Test
    void beginNothingWhenTheTimeIsOver() throws Exception {
        assertThat(Workers.run(new Workers.Job(1000, 4, Duration.ofSeconds(-1)), () -> new Worker(-1)))
                .isZero();
        assertThat(done).isEmpty();
    }

    @Test
    void failWithWhatAWorkerFailedWith() {
        Workers.Job job = new Workers.Job(1000, 4, Duration.ofMinutes(1));

        assertThatThrownBy(() -> Workers.run(job, () -> new Worker(17)))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("task 17");
    }

    private final class Worker implements Workers.Worker {

        private final int fatal;

        Worker(int fatal) {
            this.fatal = fatal;
        }

        @Override
        public void work(int number) throws IOException {
            if (number == fatal) {
                throw new IOException("task " + number);
            }
            if (!done.add(number)) {
                throw new IOException("twice: " + number);
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
