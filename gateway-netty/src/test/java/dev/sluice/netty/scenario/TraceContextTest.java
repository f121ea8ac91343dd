package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.trace.Trace;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of {@code traceparent} and {@code tracestate} on their way to the provider. */
final class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-01\r\n";
    private static final String UNSAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-00\r\n";
    private static final String STATE = "tracestate: vendor=1\r\n";
    private static final Pattern LINE = Pattern.compile("traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])\r\n");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    private static final String BUSY =
            "HTTP/1.1 503 Busy\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    /** What the provider saw, and what was noted. */
    private record Seen(List<String> heads, ExchangeRecord record) {

        String head() {
            return heads.get(0).toLowerCase(Locale.ROOT);
        }

        Matcher line(int request) {
            Matcher line = LINE.matcher(heads.get(request).toLowerCase(Locale.ROOT));
            assertThat(line.find()).as(heads.get(request)).isTrue();
            return line;
        }

        Trace trace() {
            Trace trace = record.request().trace();
            assertThat(trace).isNotNull();
            return trace;
        }
    }

    private static String tracing(double sample) {
        return "tracing: { sample: " + sample + ", otlp: { endpoint: \"http://127.0.0.1:1/v1/traces\" } }\n";
    }

    private static Seen send(String more, String headers, String... answers) throws IOException {
        return exchange(more, Chat.post(headers, Chat.unary("m")), answers);
    }

    private static Seen exchange(String more, String request, String... answers) throws IOException {
        AtomicInteger served = new AtomicInteger();
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    while (connection.readRequest()) {
                        connection.send(answers[Math.min(served.getAndIncrement(), answers.length - 1)]);
                    }
                });
                TestGateway gateway = TestGateway.start(TestGateway.routing(upstream.port(), more)
                        .replace("dialect: openai", "dialect: openai\n    proxy_keys: [ group-key ]"));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(request).answer().status()).isEqualTo(200);
            ExchangeRecord record = gateway.settled(1).get(0);
            return new Seen(
                    upstream.requests().stream()
                            .map(ScriptedUpstream.Request::head)
                            .toList(),
                    record);
        }
    }

    @Test
    void passesOnWhatItDoesNotRecord() throws IOException {
        Seen seen = send("", SAMPLED + STATE, OK);

        assertThat(seen.head()).contains(SAMPLED, STATE);
        assertThat(seen.trace()).isEqualTo(Trace.unrecorded(TRACE));
    }

    @Test
    void saysNothingOfTracesWhenNobodyDoes() throws IOException {
        Seen seen = send("", "", OK);

        assertThat(seen.head()).doesNotContain("trace");
        assertThat(seen.record().request().trace()).isNull();
    }

    @Test
    void takesPartInATraceThatIsSampled() throws IOException {
        Seen seen = send(tracing(0), SAMPLED + STATE, OK);
        Matcher line = seen.line(0);
        Trace trace = seen.trace();

        assertThat(line.group(1)).isEqualTo(TRACE);
        assertThat(line.group(2)).isNotEqualTo(PARENT);
        assertThat(line.group(3)).isEqualTo("01");
        assertThat(seen.head()).contains(STATE).doesNotContain(PARENT);
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(trace.parentId()).isEqualTo(0x00f067aa0ba902b7L);
        assertThat(trace.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.spanId())
                    .isEqualTo(Long.parseUnsignedLong(line.group(2), 16))
                    .isNotEqualTo(trace.spanId());
            assertThat(attempt.provider()).isEqualTo("up");
            assertThat(attempt.model()).isEqualTo("m");
            assertThat(attempt.status()).isEqualTo(200);
            assertThat(attempt.failure()).isNull();
            assertThat(attempt.startNanos()).isNotNegative();
            assertThat(attempt.startNanos() + attempt.durationNanos())
                    .isLessThanOrEqualTo(seen.record().timing().durationNanos());
        });
    }

    @Test
    void leavesATraceAloneThatIsNotSampled() throws IOException {
        Seen seen = send(tracing(1), UNSAMPLED + STATE, OK);

        assertThat(seen.head()).contains(UNSAMPLED, STATE);
        assertThat(seen.trace()).isEqualTo(Trace.unrecorded(TRACE));
    }

    @ParameterizedTest
    @CsvSource({"1, 01", "0, 00"})
    void beginsATraceUnderTheExchangesOwnId(double sample, String flags) throws IOException {
        Seen seen = send(tracing(sample), STATE, OK);

        assertThat(seen.line(0).group(1)).isEqualTo(seen.record().request().id());
        assertThat(seen.line(0).group(3)).isEqualTo(flags);
        assertThat(seen.head()).doesNotContain("tracestate");
        assertThat(seen.trace().id()).isEqualTo(seen.record().request().id());
        assertThat(seen.trace().isRecorded()).isEqualTo(sample == 1);
        assertThat(seen.trace().attempts()).hasSize((int) sample);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceparent: 00-1-2-3\r\n",
                "traceparent: 00-00000000000000000000000000000000-00f067aa0ba902b7-01\r\n",
                SAMPLED + SAMPLED,
                "Connection: traceparent\r\n" + SAMPLED
            })
    void beginsAnotherWhereTheClientsIsInvalid(String headers) throws IOException {
        Seen seen = send(tracing(1), headers + STATE, OK);

        assertThat(seen.line(0).group(1)).isEqualTo(seen.record().request().id());
        assertThat(seen.head().split("traceparent", -1)).hasSize(2);
        assertThat(seen.head()).doesNotContain("tracestate", TRACE);
        assertThat(seen.trace().parentId()).isZero();
    }

    @Test
    void givesEachAttemptASpanOfItsOwn() throws IOException {
        Seen seen = send(tracing(0) + "resilience: { attempts: 2, backoff: { initial: 1ms } }\n", SAMPLED, BUSY, OK);

        assertThat(seen.heads()).hasSize(2);
        assertThat(seen.line(0).group(2)).isNotEqualTo(seen.line(1).group(2));
        assertThat(seen.trace().attempts()).extracting(Trace.Attempt::status).containsExactly(503, 200);
        assertThat(seen.trace().attempts())
                .extracting(attempt -> "%016x".formatted(attempt.spanId()))
                .containsExactly(seen.line(0).group(2), seen.line(1).group(2));
    }

    @Test
    void tracesWhatIsProxied() throws IOException {
        String request = "GET /proxy/up/v1/files HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer group-key\r\n"
                + SAMPLED + STATE + "\r\n";
        Seen on = exchange(tracing(0), request, OK);
        Seen off = exchange("", request, OK);

        assertThat(on.line(0).group(1)).isEqualTo(TRACE);
        assertThat(on.head()).contains(STATE).doesNotContain(PARENT);
        assertThat(off.head()).contains(SAMPLED, STATE);
    }

    @Test
    void letsARuleOfTheGroupHaveTheLastWord() throws IOException {
        String rule = "dialect: openai\n    header_rules: [ { remove: traceparent } ]";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                TestGateway gateway = TestGateway.start(
                        TestGateway.routing(upstream.port(), tracing(1)).replace("dialect: openai", rule));
                RawClient client = new RawClient(gateway.port())) {
            client.send(Chat.post(SAMPLED, Chat.unary("m"))).answer();

            assertThat(upstream.requests().get(0).head()).doesNotContainIgnoringCase("traceparent");
        }
    }

    @Test
    void notesWhenTheRequestWasIn() throws IOException {
        ExchangeRecord.Timing timing = send("", "", OK).record().timing();

        assertThat(timing.admissionNanos()).isPositive();
        assertThat(timing.bodyNanos()).isGreaterThanOrEqualTo(timing.admissionNanos());
        assertThat(timing.durationNanos()).isGreaterThanOrEqualTo(timing.bodyNanos());
    }
}
