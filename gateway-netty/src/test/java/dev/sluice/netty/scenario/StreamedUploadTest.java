package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Connection;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that go upstream while they arrive: what happens when one of the two sides does not wait for their end. */
final class StreamedUploadTest {

    private static final String SERVER = TestGateway.serving("replay_limit: 1KiB");
    private static final String HEAD =
            "POST /proxy/g/v1/files HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100000\r\n\r\n";
    private static final String PART = "x".repeat(10_000);

    /** So much waits for an upstream that its client has to wait, too. */
    private static final long FULL = 64 * 1024;

    private static void readHeadAndPart(Connection connection, CountDownLatch arrived) throws IOException {
        connection.readHead();
        connection.read(PART.length());
        arrived.countDown();
    }

    private static void reach(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 403, 413, 503})
    void relaysAnAnswerThatComesBeforeTheBodysEnd(int status) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
                    readHeadAndPart(connection, arrived);
                    connection.send("HTTP/1.1 " + status + " X\r\ncontent-length: 5\r\n\r\nearly");
                    connection.awaitEnd();
                });
                RawClient client = group.client()) {
            client.send(HEAD + PART);
            reach(arrived);
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).isEqualTo("early");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.send(PART).ended()).isTrue();
            assertThat(group.upstream().connections()).isEqualTo(1);
            await().until(() -> group.gateway().server().state().bodyMemoryUsed() == 0);
        }
    }

    @Test
    void tellsWhenTheUpstreamLeavesBeforeTheBodysEnd() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
                    readHeadAndPart(connection, arrived);
                    connection.reset();
                });
                RawClient client = group.client()) {
            client.send(HEAD + PART);
            reach(arrived);

            ErrorShape.requireLast(client, 502, "upstream_closed");
            assertThat(group.upstream().connections()).isEqualTo(1);
        }
    }

    @Test
    void leavesTheUpstreamWhenTheClientLeaves() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
            readHeadAndPart(connection, arrived);
            connection.read(1_000_000);
            left.countDown();
        })) {
            try (RawClient client = group.client()) {
                client.send(HEAD + PART);
                reach(arrived);
            }
            reach(left);

            assertThat(group.gateway().settled(1).get(0).result().failure()).isEqualTo(Code.CLIENT_GONE);
            await().until(() -> group.gateway().server().state().bodyMemoryUsed() == 0);
        }
    }

    @Test
    void leavesTheUpstreamWhenTheFramingIsLost() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        String chunk = Integer.toHexString(PART.length()) + "\r\n" + PART + "\r\n";
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
                    connection.readHead();
                    connection.read(chunk.length());
                    arrived.countDown();
                    connection.read(1_000_000);
                    left.countDown();
                });
                RawClient client = group.client()) {
            client.send(HEAD.replace("Content-Length: 100000", "Transfer-Encoding: chunked") + chunk);
            reach(arrived);
            client.send("no size\r\n");

            ErrorShape.requireLast(client, 400, "bad_request");
            reach(left);
        }
    }

    @Test
    void makesAClientWaitForASlowUpstream() throws Exception {
        int parts = 1024;
        byte[] part = new byte[64 * 1024];
        AtomicInteger sent = new AtomicInteger();
        String server = TestGateway.serving("replay_limit: 1KiB, max_body: 64MiB");
        try (OneGroup group = OneGroup.with("", server, connection -> {
                    connection.readHead();
                    connection.awaitProceed();
                    connection.read(parts * part.length);
                    connection.send(OneGroup.OK);
                    connection.awaitEnd();
                });
                RawClient client = group.client()) {
            client.send(HEAD.replace("100000", "" + parts * part.length));
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                while (sent.get() < parts) {
                    send(client, part);
                    sent.incrementAndGet();
                }
            });
            await().until(() -> group.gateway().server().state().outboundBytes(LoopListener.Side.UPSTREAM) > FULL);
            AtomicInteger before = new AtomicInteger(-1);
            await().during(Duration.ofSeconds(1))
                    .until(() -> sent.get() > 0 && sent.get() == before.getAndSet(sent.get()));
            assertThat(sent.get()).as("not all can be on its way").isLessThan(parts);
            group.upstream().proceed();

            assertThat(client.answer().status()).isEqualTo(200);
            sender.get(60, TimeUnit.SECONDS);
            assertThat(group.gateway().records().clientPauses()).isPositive();
        }
    }

    private static void send(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"m,real,true", "other,other,false"})
    void changesTheModelOfALongFormOnItsWay(String model, String sent, boolean strict) throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model + "\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                + "m".repeat(100_000)
                + "\r\n--b--\r\n";
        String group = "model_redirects: { m: real }\nmodel_redirect_strict: " + strict;
        try (OneGroup one = OneGroup.with(group, SERVER);
                RawClient client = one.client()) {
            client.send("POST /proxy/g/v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + form.length() + "\r\n\r\n"
                    + form);
            assertThat(client.answer().status()).isEqualTo(200);

            assertThat(one.seen().text()).isEqualTo(form.replace("\r\n" + model + "\r\n", "\r\n" + sent + "\r\n"));
            assertThat(one.gateway().settled(1).get(0).request().proxied()).isTrue();
        }
    }

    @Test
    void refusesALongFormWhoseModelAStrictGroupDoesNotTake() throws IOException {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nother\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                + "m".repeat(100_000)
                + "\r\n--b--\r\n";
        try (OneGroup one = OneGroup.with("model_redirects: { m: real }\nmodel_redirect_strict: true", SERVER);
                RawClient client = one.client()) {
            client.send("POST /proxy/g/v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + form.length() + "\r\n\r\n"
                    + form);

            ErrorShape.requireLast(client, 400, "model_not_allowed");
            assertThat(one.upstream().connections()).isZero();
        }
    }
}
