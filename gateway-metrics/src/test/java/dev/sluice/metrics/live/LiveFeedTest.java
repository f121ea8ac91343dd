package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.live.Seconds.Sources;
import dev.sluice.metrics.vocabulary.Site;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveFeedTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final Site site = new Site();
    private final LiveFeed feed = new LiveFeed(
            new Sources(site.metrics, site.state, site.recent, Ticker.SYSTEM, Clock.systemUTC()), LiveFeedTest::json);

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        feed.close();
        site.close();
    }

    /** A client that takes the first event and then no more, as one does whose socket is full. */
    private static final class Stuck extends Writer {

        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch forever = new CountDownLatch(1);

        @Override
        public void write(char[] text, int offset, int length) {}

        @Override
        public void flush() throws IOException {
            began.countDown();
            try {
                forever.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted, as a write to a channel is", e);
            }
        }

        @Override
        public void close() {}
    }

    /** Serves a listener on a thread of the feed's; what came of it. */
    private CompletableFuture<Void> serve(Writer to) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        feed.threads().execute(() -> {
            try {
                feed.writeTo(to);
                end.complete(null);
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    @Test
    void letsGoOfAListenerThatDoesNotRead() throws Exception {
        Stuck stuck = new Stuck();
        CompletableFuture<Void> end = serve(stuck);
        stuck.began.await();
        StringWriter reading = new StringWriter();
        serve(reading);
        await().atMost(MINUTE).until(() -> reading.toString().contains("event: snapshot"));

        for (int second = 0; second <= LiveStream.MOST_WAITING; second++) {
            String before = reading.toString();
            feed.tick();
            await().atMost(MINUTE).until(() -> reading.toString().length() > before.length());
        }

        assertThatThrownBy(end::get).hasCauseInstanceOf(IOException.class);
        await().atMost(MINUTE).untilAsserted(() -> assertThat(feed.listeners()).isEqualTo(1));
    }

    @Test
    void hasThreadsForSoManyListenersAndNoMore() throws Exception {
        for (int i = 0; i < LiveFeed.MOST_LISTENERS; i++) {
            Stuck stuck = new Stuck();
            serve(stuck);
            stuck.began.await();
        }

        assertThatThrownBy(() -> feed.threads().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void endsAllStreamsWhenItIsClosed() throws Exception {
        Stuck stuck = new Stuck();
        CompletableFuture<Void> writing = serve(stuck);
        stuck.began.await();
        StringWriter reading = new StringWriter();
        CompletableFuture<Void> waiting = serve(reading);
        await().atMost(MINUTE).until(() -> reading.toString().contains("event: snapshot"));

        feed.close();

        assertThatThrownBy(writing::get).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> feed.writeTo(new StringWriter())).isInstanceOf(IOException.class);
    }

    @Test
    void goesOnWhenASecondCannotBeRead() throws Exception {
        StringWriter reading = new StringWriter();
        serve(reading);
        await().atMost(MINUTE).until(() -> reading.toString().contains("event: snapshot"));
        site.state.onScrape = () -> {
            throw new IllegalStateException("cannot be read");
        };
        feed.tick();
        site.state.onScrape = () -> {};

        feed.tick();

        await().atMost(MINUTE).until(() -> reading.toString().contains("event: second"));
    }
}
