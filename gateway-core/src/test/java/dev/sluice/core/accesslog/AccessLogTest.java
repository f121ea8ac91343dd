package dev.sluice.core.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.LogSettings.Access;
import dev.sluice.core.time.ManualTime;
import dev.sluice.core.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class AccessLogTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final int QUEUE = 8192;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicReference<Access> form = new AtomicReference<>(Access.TEXT);

    /** It waits at its end for as long as a slow machine needs. */
    private AccessLog log(OutputStream out, Ticker ticker) {
        return new AccessLog(form::get, Lines.format(), out, ticker, MINUTE);
    }

    private String[] lines() {
        String text = written.toString(StandardCharsets.UTF_8);
        return text.isEmpty() ? new String[0] : text.split("\\R");
    }

    @Test
    void writesALineAnExchangeInOrder() {
        AccessLog log = log(written, Ticker.SYSTEM);
        for (int i = 0; i < 100; i++) {
            log.onLoop(0).requestEnded(Lines.stream("number-" + i));
        }
        log.close();

        assertThat(lines()).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(lines()[i]).endsWith(" number-" + i + " -");
        }
        assertThat(log.dropped()).isZero();
    }

    @Test
    void writesFewLinesAboutKeysThatNobodyKnows() {
        ManualTime time = new ManualTime();
        AccessLog log = log(written, time);
        for (int i = 0; i < 10_000; i++) {
            log.requestEnded(Lines.unknownKey());
        }
        log.requestEnded(Lines.stream("another"));
        time.advance(Duration.ofSeconds(1));
        log.requestEnded(Lines.unknownKey());
        log.close();

        assertThat(lines()).hasSize(UnknownKeyLines.MOST + 2);
        assertThat(lines()[UnknownKeyLines.MOST]).endsWith(" another -");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void writesWhileItIsRunning() {
        try (AccessLog log = log(written, Ticker.SYSTEM)) {
            log.requestEnded(Lines.refused());

            await().atMost(MINUTE).until(() -> lines().length == 1);
        }
    }

    @Test
    void writesNothingWhenItIsOffAndFollowsAReload() {
        form.set(Access.NONE);
        AccessLog log = log(written, Ticker.SYSTEM);
        log.requestEnded(Lines.stream("unseen"));
        form.set(Access.JSON);
        log.requestEnded(Lines.stream("seen"));
        log.close();

        assertThat(lines()).singleElement().asString().startsWith("{").contains("\"seen\"");
    }

    @Test
    void dropsAndCountsWhatAWriterThatIsBlockedCannotTake() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AccessLog log = log(blocking(blocked, goOn), Ticker.SYSTEM);
        log.requestEnded(Lines.refused());
        blocked.await();

        for (int i = 0; i < QUEUE + 10; i++) {
            log.requestEnded(Lines.refused());
        }
        assertThat(log.dropped()).isEqualTo(10);

        goOn.countDown();
        log.close();
        assertThat(lines()).hasSize(QUEUE + 1);
    }

    private OutputStream blocking(CountDownLatch blocked, CountDownLatch goOn) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                blocked.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(bytes, from, length);
            }
        };
    }

    @Test
    void goesOnWhenWritingWorksAgain() {
        AtomicBoolean full = new AtomicBoolean(true);
        AccessLog log = log(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        if (full.get()) {
                            throw new IOException("no space left");
                        }
                        written.write(bytes, from, length);
                    }
                },
                Ticker.SYSTEM);
        log.requestEnded(Lines.stream("lost"));
        await().atMost(MINUTE).until(() -> log.dropped() == 1);
        full.set(false);
        log.requestEnded(Lines.stream("kept"));
        log.close();

        assertThat(lines()[lines().length - 1]).endsWith("kept -");
    }
}
