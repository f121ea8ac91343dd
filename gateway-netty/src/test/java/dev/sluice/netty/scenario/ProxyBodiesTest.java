package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies on their way through {@code /proxy}: of any kind and length, held while they may be sent again. */
final class ProxyBodiesTest {

    private static final int REPLAY = 4 * 1024;
    private static final int LIMIT = 256 * 1024;
    private static final String SERVER = TestGateway.serving("max_body: 256KiB, replay_limit: 4KiB");
    private static final String BUSY = "HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy";
    private static final String RETRYING =
            "resilience: { attempts: 3, backoff: { initial: 1ms, factor: 1, max: 1ms, jitter: 0 } }\n";

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String head(String lines) {
        return "PUT /proxy/g/v1/blobs/1 HTTP/1.1\r\nHost: gateway\r\n" + lines + "\r\n";
    }

    private static byte[] sized(byte[] body) {
        return join(head("Content-Length: " + body.length + "\r\n"), body, "");
    }

    private static byte[] chunked(byte[] body, int size) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head("Transfer-Encoding: chunked\r\n").getBytes(StandardCharsets.US_ASCII));
        for (int from = 0; from < body.length; from += size) {
            int length = Math.min(size, body.length - from);
            byte[] part = Arrays.copyOfRange(body, from, from + length);
            all.writeBytes(join(Integer.toHexString(length) + ";x=y\r\n", part, "\r\n"));
        }
        all.writeBytes("0\r\nX-Trailer: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    private static byte[] join(String before, byte[] bytes, String behind) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(bytes);
        all.writeBytes(behind.getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    private static Answer answer(OneGroup group, byte[] request) throws IOException {
        try (RawClient client = group.client()) {
            return client.send(request).answer();
        }
    }

    private static void requireMemoryGivenBack(OneGroup group) {
        await().until(() -> group.gateway().server().state().bodyMemoryUsed() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, REPLAY, REPLAY + 1, 60_000, LIMIT})
    void passesABodyOfKnownLength(int length) throws IOException {
        byte[] body = random(length);
        try (OneGroup group = OneGroup.with("", SERVER)) {
            assertThat(answer(group, sized(body)).status()).isEqualTo(200);

            Request seen = group.seen();
            assertThat(seen.head())
                    .contains("content-length: " + length + "\r\n")
                    .doesNotContainIgnoringCase("transfer-encoding");
            assertThat(seen.body()).isEqualTo(body);
            assertThat(group.gateway().settled(1).get(0).sizes().requestBody()).isEqualTo(length);
            requireMemoryGivenBack(group);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "1000,7", "4096,4096", "4097,1000", "60000,60000", "60000,300", "262144,10000"})
    void passesABodyInChunks(int length, int size) throws IOException {
        byte[] body = random(length);
        try (OneGroup group = OneGroup.with("", SERVER)) {
            assertThat(answer(group, chunked(body, size)).status()).isEqualTo(200);

            Request seen = group.seen();
            boolean held = length <= REPLAY;
            assertThat(seen.head())
                    .containsIgnoringCase(held ? "content-length: " + length : "transfer-encoding: chunked")
                    .doesNotContainIgnoringCase("trailer");
            assertThat(seen.body()).isEqualTo(body);
            requireMemoryGivenBack(group);
        }
    }

    @Test
    void sendsALongBodyOnItsWayBeforeItHasArrived() throws Exception {
        CountDownLatch firstPart = new CountDownLatch(1);
        byte[] body = random(100_000);
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
                    connection.readHead();
                    assertThat(connection.read(10_000)).isEqualTo(Arrays.copyOf(body, 10_000));
                    firstPart.countDown();
                    connection.read(90_000);
                    connection.send(OneGroup.OK);
                    connection.awaitEnd();
                });
                RawClient client = group.client()) {
            byte[] request = sized(body);
            int cut = request.length - 90_000;
            client.send(Arrays.copyOf(request, cut));
            assertThat(firstPart.await(60, TimeUnit.SECONDS)).isTrue();
            client.send(Arrays.copyOfRange(request, cut, request.length));

            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,3", "4096,3", "4097,1", "100000,1"})
    void triesAgainWhatItHoldsOnly(int length, int attempts) throws IOException {
        byte[] body = random(length);
        try (OneGroup group = OneGroup.with("", SERVER + RETRYING, OneGroup.always(BUSY))) {
            Answer answer = answer(group, sized(body));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("busy");
            assertThat(answer.header("x-sluice-attempts")).isEqualTo("" + attempts);
            assertThat(group.upstream().requests())
                    .hasSize(attempts)
                    .allSatisfy(seen -> assertThat(seen.body()).isEqualTo(body));
            assertThat(group.gateway().settled(1).get(0).route().attempts()).isEqualTo(attempts);
            requireMemoryGivenBack(group);
        }
    }

    @Test
    void refusesAnAnnouncedBodyThatIsTooLarge() throws IOException {
        try (OneGroup group = OneGroup.with("", SERVER);
                RawClient client = group.client()) {
            client.send(head("Content-Length: " + (LIMIT + 1) + "\r\n"));
            ErrorShape.requireLast(client, 413, "body_too_large");

            assertThat(group.upstream().connections()).isZero();
        }
    }

    @Test
    void breaksOffAChunkedBodyThatBecomesTooLarge() throws Exception {
        AtomicInteger received = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch brokenOff = new CountDownLatch(1);
        byte[] request = chunked(random(LIMIT + 1), 10_000);
        try (OneGroup group = OneGroup.with("", SERVER, connection -> {
                    connection.readHead();
                    begun.countDown();
                    received.set(connection.read(1_000_000).length);
                    brokenOff.countDown();
                });
                RawClient client = group.client()) {
            client.send(Arrays.copyOf(request, 50_000));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            client.send(Arrays.copyOfRange(request, 50_000, request.length));
            ErrorShape.requireLast(client, 413, "body_too_large");

            assertThat(brokenOff.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(received.get()).isLessThan(LIMIT + 1000);
            requireMemoryGivenBack(group);
        }
    }

    @Test
    void refusesAChunkedBodyThatIsTooLargeBeforeThereIsAConnection() throws IOException {
        String server = TestGateway.serving("max_body: 5KiB, replay_limit: 1KiB");
        try (OneGroup group = OneGroup.with("", server);
                RawClient client = group.client()) {
            client.send(chunked(random(6_000), 1_000));
            ErrorShape.requireLast(client, 413, "body_too_large");

            assertThat(group.upstream().requests()).isEmpty();
            requireMemoryGivenBack(group);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void tellsAClientThatWaitsToGoOn(int length) throws IOException {
        byte[] body = random(length);
        try (OneGroup group = OneGroup.with("", SERVER);
                RawClient client = group.client()) {
            client.send(head("Expect: 100-continue\r\nContent-Length: " + length + "\r\n"));
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send(body).answer().status()).isEqualTo(200);

            assertThat(group.seen().head()).doesNotContainIgnoringCase("expect");
            assertThat(group.seen().body()).isEqualTo(body);
        }
    }

    @Test
    void refusesAClientThatWaitsBeforeItSendsItsBody() throws IOException {
        try (OneGroup group = OneGroup.with("", SERVER);
                RawClient client = group.client()) {
            String head = head("Expect: 100-continue\r\nContent-Length: 5\r\n");
            client.send(head.replace("/proxy/g/", "/proxy/nobody/"));
            ErrorShape.requireLast(client, 404, "group_not_found");
        }
    }
}
