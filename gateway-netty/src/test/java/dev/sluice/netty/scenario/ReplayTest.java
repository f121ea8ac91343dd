package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and long answers that are told again, to clients of every kind. */
final class ReplayTest {

    private static final int LONG = 8 << 20;
    private static final String BIG =
            "cache: { exact: { enabled: true, max_entry: 32MiB } }\n" + TestGateway.serving("write_timeout: 10m");

    private static ScriptedUpstream.Script answering(String response) {
        return connection -> {
            while (connection.readRequest()) {
                connection.send(response);
            }
        };
    }

    private static String stream(int events, int length) {
        StringBuilder stream = new StringBuilder(Said.STREAM).append(Said.chunk(Said.ROLE));
        for (int i = 0; i < events; i++) {
            stream.append(Said.chunk(Said.output(i + " ".repeat(length))));
        }
        return stream.append(Said.chunk(Cached.finish("stop") + Said.DONE))
                .append(Said.LAST)
                .toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsForAClientThatReadsSlowly(boolean streamed) throws IOException {
        String whole = Said.ok(Cached.unary(1, "stop").replace("no. 1", "x".repeat(LONG)));
        String json = streamed ? Chat.stream("m") : Chat.unary("m");
        try (Cached cached = new Cached(answering(streamed ? stream(1_000, LONG / 1_000) : whole), BIG);
                RawClient slow = RawClient.narrow(cached.gateway.port())) {
            Answer first = cached.ask(json);
            slow.send(Chat.post(json));
            TestGateway.await(() -> cached.gateway.server().state().outboundBytes(LoopListener.Side.CLIENT) > 0);

            assertThat(cached.gateway.server().state().outboundBytes(LoopListener.Side.CLIENT))
                    .isLessThan(200_000);
            // Others are answered meanwhile.
            assertThat(cached.ask(json).body()).isEqualTo(first.body());
            Answer again = slow.answer();
            assertThat(again.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.complete()).isTrue();
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void endsWithAClientThatLeaves() throws IOException {
        String json = Chat.unary("m");
        String whole = Said.ok(Cached.unary(1, "stop").replace("no. 1", "x".repeat(LONG)));
        try (Cached cached = new Cached(answering(whole), BIG)) {
            cached.ask(json);
            cached.gateway.settled(1);
            try (RawClient leaving = RawClient.narrow(cached.gateway.port())) {
                leaving.send(Chat.post(json));
                leaving.head();
            }
            assertThat(cached.gateway.settled(2).get(1).result().failure()).isEqualTo(Code.CLIENT_GONE);
            assertThat(cached.ask(json).header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    @Test
    void cutsAClientThatDoesNotRead() throws IOException {
        String json = Chat.unary("m");
        String whole = Said.ok(Cached.unary(1, "stop").replace("no. 1", "x".repeat(LONG)));
        String impatient =
                "cache: { exact: { enabled: true, max_entry: 32MiB } }\n" + TestGateway.serving("write_timeout: 300ms");
        try (Cached cached = new Cached(answering(whole), impatient)) {
            cached.ask(json);
            cached.gateway.settled(1);
            try (RawClient stalled = RawClient.narrow(cached.gateway.port())) {
                stalled.send(Chat.post(json));
                assertThat(cached.gateway.settled(2).get(1).result().failure()).isEqualTo(Code.CLIENT_STALLED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void keepsTheWritesOfAStreamWithItsPace(int events) throws IOException {
        String paced = "cache: { exact: { enabled: true, replay: paced } }\n";
        List<String> sent = new ArrayList<>();
        ScriptedUpstream.Script byEvent = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.STREAM + Said.chunk(Said.ROLE));
                for (int i = 0; i < events; i++) {
                    connection.awaitProceed();
                    connection.send(Said.chunk(Said.output("w" + i)));
                }
                connection.send(Said.chunk(Cached.finish("stop") + Said.DONE) + Said.LAST);
            }
        };
        try (Cached cached = new Cached(byEvent, paced);
                RawClient first = new RawClient(cached.gateway.port())) {
            first.send(Chat.post(Chat.stream("m")));
            for (int i = 0; i < events; i++) {
                cached.upstream.proceed();
                String last = i == events - 1 ? "0\r\n\r\n" : "\"w" + i + "\"";
                sent.add(new String(first.until(last), StandardCharsets.UTF_8));
            }
            Answer again = cached.ask(Chat.stream("m"));

            assertThat(sent).hasSize(events);
            assertThat(again.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(again.complete()).isTrue();
            assertThat(again.text()).endsWith(Said.DONE).contains("\"w0\"", "\"w" + (events - 1) + "\"");
            assertThat(again.text().split("\n\n")).hasSize(events + 3);
            assertThat(cached.ask(Chat.stream("m")).body()).isEqualTo(again.body());
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void stopsAPacedStreamWhoseClientLeaves() throws IOException {
        String paced = "cache: { exact: { enabled: true, replay: paced } }\n";
        ScriptedUpstream.Script inTwo = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.STREAM + Said.chunk(Said.ROLE + Said.output("w0")));
                connection.awaitProceed();
                connection.send(Said.chunk(Said.output("w1") + Cached.finish("stop") + Said.DONE) + Said.LAST);
            }
        };
        try (Cached cached = new Cached(inTwo, paced);
                RawClient first = new RawClient(cached.gateway.port())) {
            first.send(Chat.post(Chat.stream("m")));
            first.until("w0");
            // The gap: as long as it takes to do something else a few times.
            for (int i = 0; i < 50; i++) {
                assertThat(cached.send(RawClient.get("/healthz")).status()).isEqualTo(200);
            }
            cached.upstream.proceed();
            first.until("[DONE]");
            int before = cached.gateway.settled(51).size();
            try (RawClient leaving = new RawClient(cached.gateway.port())) {
                leaving.send(Chat.post(Chat.stream("m")));
                leaving.until("w0");
            }
            assertThat(cached.gateway.settled(before + 1)).hasSizeGreaterThan(before);
            assertThat(cached.ask(Chat.stream("m")).text()).contains("w0", "w1");
        }
    }
}
