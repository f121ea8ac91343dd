package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no whole answer of the model that was asked is not kept. */
final class UncachedAnswersTest {

    private static final String CUT_BODY = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";

    /** Asks twice for a whole answer and for a stream, and finds that the provider is asked each time. */
    private static void assertNotKept(ScriptedUpstream.Script script, String request) throws IOException {
        try (Cached cached = new Cached(script, Cached.ON)) {
            cached.ask(request);
            Answer again = cached.ask(request);
            assertThat(again.head()).doesNotContain("x-sluice-cache: hit");
            assertThat(cached.asked()).isEqualTo(2);
            assertThat(cached.gateway.caches().caches().get(0).entries()).isZero();
        }
    }

    private static ScriptedUpstream.Script answering(String response) {
        return connection -> {
            while (connection.readRequest()) {
                connection.send(response);
            }
        };
    }

    private static ScriptedUpstream.Script closingAfter(String response) {
        return connection -> {
            if (connection.readRequest()) {
                connection.send(response);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "content_filter", "unheard_of"})
    void keepsNothingThatDidNotEndNaturally(String reason) throws IOException {
        assertNotKept(answering(Said.ok(Cached.unary(1, reason))), Chat.unary("m"));
        assertNotKept(
                answering(Said.STREAM
                        + Said.chunk(Said.ROLE + Said.output("x") + Cached.finish(reason) + Said.DONE)
                        + Said.LAST),
                Chat.stream("m"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'x'}]}",
                "/v1/messages | {'model':'m','stream':true,'max_tokens':9,'messages':[{'role':'user','content':'x'}]}",
                "/v1beta/models/m:generateContent | {'contents':[{'parts':[{'text':'x'}]}]}",
                "/v1beta/models/m:streamGenerateContent | {'contents':[{'parts':[{'text':'x'}]}]}",
            })
    void keepsNothingWhoseClientIsNotToldWhyItEnded(String path, String body) throws IOException {
        for (String reason : List.of("stop", "unheard_of")) {
            ScriptedUpstream.Script script = connection -> {
                while (connection.readRequest()) {
                    boolean stream = connection.lastRequest().contains("\"stream\":true");
                    String events = Said.chunk(Said.ROLE + Said.output("x") + Cached.finish(reason) + Said.DONE);
                    connection.send(stream ? Said.STREAM + events + Said.LAST : Said.ok(Cached.unary(1, reason)));
                }
            };
            try (Cached cached = new Cached(script, Cached.ON)) {
                String request = RawClient.post(path, body.replace('\'', '"'));
                assertThat(cached.send(request).status()).isEqualTo(200);
                assertThat(cached.send(request).header("x-sluice-cache"))
                        .as(reason)
                        .isEqualTo(reason.equals("stop") ? "hit" : "miss");
            }
        }
    }

    @Test
    void keepsNothingOfAPausedTurnThatIsToldAsAWholeOne() throws IOException {
        for (String reason : List.of("end_turn", "pause_turn", "unheard_of")) {
            String said = """
                    {"id":"a","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"}],
                    "stop_reason":"%s","usage":{"input_tokens":1,"output_tokens":1}}""".formatted(reason);
            try (ScriptedUpstream claude = ScriptedUpstream.answering(Said.ok(said));
                    TestGateway gateway = TestGateway.start("""
                            providers: [ { name: c, dialect: anthropic, base_url: "http://127.0.0.1:%d" } ]
                            models: [ { name: m, targets: [ { provider: c } ] } ]
                            cache: { exact: { enabled: true } }
                            """.formatted(claude.port()))) {
                assertThat(ask(gateway, "m").text()).contains("\"stop\"");
                assertThat(ask(gateway, "m").header("x-sluice-cache"))
                        .as(reason)
                        .isEqualTo(reason.equals("end_turn") ? "hit" : "miss");
            }
        }
    }

    @Test
    void keepsNothingThatFailedOrBrokeOff() throws IOException {
        assertNotKept(answering(Said.status(400, "", Said.error("invalid_request_error", "x"))), Chat.unary("m"));
        String whole = Said.ok(Cached.unary(1, "stop"));
        assertNotKept(closingAfter(whole.substring(0, whole.length() - 5)), Chat.unary("m"));
        assertNotKept(closingAfter(CUT_BODY + Cached.unary(1, "stop")), Chat.unary("m"));
        String events = Said.chunk(Said.ROLE + Said.output("x") + Cached.finish("stop"));
        assertNotKept(closingAfter(Said.STREAM + events), Chat.stream("m"));
        assertNotKept(closingAfter(Said.STREAM + events + Said.LAST), Chat.stream("m"));
        assertNotKept(
                answering(Said.STREAM
                        + Said.chunk(Said.ROLE + Said.output("x") + Said.errorEvent("server_error", "x") + Said.DONE)
                        + Said.LAST),
                Chat.stream("m"));
    }

    @Test
    void keepsNothingThatIsTooLong() throws IOException {
        String cache = "cache: { exact: { enabled: true, max_entry: 1000 } }\n";
        String body = Cached.unary(1, "stop");
        String longer = body.replace("no. 1", "x".repeat(1_001 - body.length() + 5));
        try (Cached cached = new Cached(answering(Said.ok(longer)), cache)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("miss");
        }
        try (Cached cached = new Cached(answering(Said.ok(longer.replace("xx", "x"))), cache)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    @Test
    void keepsNothingWhoseClientHasLeft() throws IOException {
        ScriptedUpstream.Script script = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.STREAM + Said.chunk(Said.ROLE + Said.output("x")));
                connection.awaitProceed();
                connection.send(Said.chunk(Cached.finish("stop") + Said.DONE) + Said.LAST);
            }
        };
        try (Cached cached = new Cached(script, Cached.ON)) {
            try (RawClient client = new RawClient(cached.gateway.port())) {
                client.send(Chat.post(Chat.stream("m")));
                client.until("\"x\"");
            }
            assertThat(cached.gateway.settled(1).get(0).result().failure()).isEqualTo(Code.CLIENT_GONE);
            cached.upstream.proceed();
            cached.upstream.proceed();
            Answer whole = cached.ask(Chat.stream("m"));
            assertThat(whole.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(whole.complete()).isTrue();
            assertThat(cached.ask(Chat.stream("m")).body()).isEqualTo(whole.body());
            assertThat(cached.asked()).isEqualTo(2);
        }
    }

    @Test
    void keepsNothingOfAnotherModelThanThatWhichWasAsked() throws IOException {
        try (ScriptedUpstream broken = ScriptedUpstream.answering(Said.status(500, "", Said.error("e", "e")));
                ScriptedUpstream good = ScriptedUpstream.start(Cached.numbering());
                TestGateway gateway = TestGateway.start("""
                        providers:
                          - { name: a, dialect: openai, base_url: "http://127.0.0.1:%d" }
                          - { name: b, dialect: openai, base_url: "http://127.0.0.1:%d" }
                        models:
                          - { name: own, targets: [ { provider: a }, { provider: b } ] }
                          - { name: substituted, targets: [ { provider: a } ], fallbacks: [ another ] }
                          - { name: another, targets: [ { provider: b } ] }
                        cache: { exact: { enabled: true } }
                        """.formatted(broken.port(), good.port()))) {
            for (String model : List.of("own", "substituted")) {
                assertThat(ask(gateway, model).header("x-sluice-provider")).isEqualTo("b");
            }
            assertThat(ask(gateway, "own").header("x-sluice-cache")).isEqualTo("hit");
            assertThat(ask(gateway, "substituted").header("x-sluice-cache")).isEqualTo("miss");
            assertThat(ask(gateway, "another").header("x-sluice-cache")).isEqualTo("miss");
            assertThat(ask(gateway, "another").header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    private static Answer ask(TestGateway gateway, String model) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Chat.post(Chat.unary(model))).answer();
        }
    }

    @Test
    void keepsNothingThatALimitEnded() throws IOException {
        String sections = Cached.ON
                + Limited.key(", tenant: acme")
                + "tenants: [ { id: acme, limits: { tokens_per_day: 5000 } } ]\n";
        String word = Said.chunk(Said.output("word ".repeat(100)));
        ScriptedUpstream.Script script = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.STREAM + Said.chunk(Said.ROLE));
                for (int i = 0; i < 200; i++) {
                    connection.send(word);
                }
                connection.send(Said.chunk(Cached.finish("stop") + Said.DONE) + Said.LAST);
            }
        };
        try (Cached cached = new Cached(script, sections)) {
            Answer ended = cached.ask(Cached.bearer("secret"), Chat.stream("m"));

            assertThat(ended.status()).as(ended.text()).isEqualTo(200);
            assertThat(cached.gateway.settled(1).get(0).result().endedBy()).isNotNull();
            assertThat(cached.gateway.caches().caches().get(0).entries()).isZero();
        }
    }
}
