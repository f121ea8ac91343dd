package dev.sluice.metrics.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.config.TracingSettings;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.trace.Collector.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With a collector that takes what is sent. */
@Execution(ExecutionMode.CONCURRENT)
class SpanExportTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long PARENT = 0x00f067aa0ba902b7L;

    private final Identities identities = Identities.bounded(10);
    private final int openai = identities.providers().number("openai");
    private final int gpt = identities.models().number("gpt-4o");

    private SpanExport exportTo(Collector collector) {
        TracingSettings.Otlp otlp = new TracingSettings.Otlp(
                collector.url(),
                Map.of("authorization", new Secret("Bearer of-the-collector")),
                Duration.ofSeconds(30));
        return SpanExport.start(otlp, identities, "1.2.3", MINUTE);
    }

    private static ExchangeRecord traced(ExchangeRecord exchange, Trace trace) {
        ExchangeRecord.Request request = exchange.request();
        ExchangeRecord.Timing timing = exchange.timing();
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        request.id(),
                        request.requestId(),
                        request.method(),
                        request.endpoint(),
                        request.remoteAddress(),
                        request.clientKey(),
                        request.stream(),
                        request.proxied(),
                        request.account(),
                        trace),
                exchange.route(),
                exchange.result(),
                new ExchangeRecord.Timing(
                        1_700_000_000_123L,
                        timing.durationNanos(),
                        timing.upstreamNanos(),
                        timing.queueNanos(),
                        timing.firstTokenNanos(),
                        timing.upstreamFirstChunkNanos(),
                        timing.outputNanos(),
                        timing.outputEvents(),
                        -1,
                        -1,
                        0),
                exchange.sizes(),
                exchange.usage(),
                exchange.cost(),
                exchange.cache());
    }

    private static Trace.Attempt attempt(long spanId, int status, @Nullable Code failure) {
        return new Trace.Attempt(
                spanId,
                "openai",
                Protocol.OPENAI,
                "gpt-4o-2024",
                "api.example",
                443,
                1_000_000,
                2_000_000,
                status,
                failure);
    }

    private static List<Span> named(Collector collector, String name) {
        return collector.spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    @Test
    void tellsOfAnExchangeAndItsAttempts() throws Exception {
        Trace trace = new Trace(
                TRACE, PARENT, 0xf1L, List.of(attempt(0xa1L, 503, Code.UPSTREAM_ERROR), attempt(0xa2L, 200, null)));
        try (Collector collector = new Collector(null)) {
            try (SpanExport export = exportTo(collector)) {
                export.onLoop(0).requestEnded(traced(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt), trace));
                await().atMost(MINUTE).until(() -> collector.spans.size() == 3);
            }
            Span exchange = named(collector, "chat gpt-4o").get(0);
            List<Span> attempts = named(collector, "chat gpt-4o-2024");

            assertThat(exchange.traceId()).isEqualTo(TRACE);
            assertThat(exchange.spanId()).isEqualTo("00000000000000f1");
            assertThat(exchange.parentId()).isEqualTo(TraceParent.spanText(PARENT));
            assertThat(exchange.kind()).isEqualTo(2);
            assertThat(exchange.startNanos()).isEqualTo(1_700_000_000_123_000_000L);
            assertThat(exchange.endNanos() - exchange.startNanos()).isEqualTo(1_500_000_000L);
            assertThat(exchange.attributes())
                    .contains(
                            entry("gen_ai.operation.name", "chat"),
                            entry("gen_ai.provider.name", "openai"),
                            entry("gen_ai.request.model", "gpt-4o"),
                            entry("gen_ai.usage.input_tokens", 20L),
                            entry("gen_ai.usage.output_tokens", 30L),
                            entry("http.response.status_code", 200L),
                            entry("http.route", "/v1/chat/completions"),
                            entry("sluice.cost_usd", 0.00035),
                            entry("service.name", "sluice"),
                            entry("service.version", "1.2.3"))
                    .doesNotContainKeys("error.type", "client.address");
            assertThat(attempts)
                    .allSatisfy(attempt -> {
                        assertThat(attempt.traceId()).isEqualTo(TRACE);
                        assertThat(attempt.parentId()).isEqualTo(exchange.spanId());
                        assertThat(attempt.kind()).isEqualTo(3);
                        assertThat(attempt.startNanos()).isEqualTo(exchange.startNanos() + 1_000_000);
                        assertThat(attempt.endNanos()).isEqualTo(exchange.startNanos() + 3_000_000);
                        assertThat(attempt.attributes()).containsEntry("server.address", "api.example");
                    })
                    .extracting(Span::spanId)
                    .containsExactlyInAnyOrder("00000000000000a1", "00000000000000a2");
            assertThat(attempts)
                    .filteredOn(attempt -> attempt.spanId().endsWith("a1"))
                    .singleElement()
                    .satisfies(failed -> {
                        assertThat(failed.status()).isEqualTo(2);
                        assertThat(failed.attributes())
                                .containsEntry("error.type", Code.UPSTREAM_ERROR.errorType())
                                .containsEntry("http.response.status_code", 503L);
                    });
            assertThat(collector.headers.get(0)).containsEntry("Authorization", List.of("Bearer of-the-collector"));
        }
    }

    @Test
    void beginsATraceWhereThereIsNoParent() throws Exception {
        try (Collector collector = new Collector(null)) {
            try (SpanExport export = exportTo(collector)) {
                export.requestEnded(traced(
                        Exchanges.stream(openai, gpt, Code.UPSTREAM_CLOSED), new Trace(TRACE, 0, 0xf2L, List.of())));
            }
            assertThat(collector.spans).singleElement().satisfies(span -> {
                assertThat(span.traceId()).isEqualTo(TRACE);
                assertThat(span.parentId()).isEmpty();
                // It broke off behind a status of 200.
                assertThat(span.status()).isEqualTo(2);
                assertThat(span.attributes())
                        .containsEntry("error.type", Code.UPSTREAM_CLOSED.errorType())
                        .containsEntry("gen_ai.usage.cache_read.input_tokens", 3L)
                        .containsEntry("gen_ai.usage.reasoning.output_tokens", 5L);
            });
        }
    }

    @Test
    void tellsNothingOfWhatIsNotRecorded() throws Exception {
        try (Collector collector = new Collector(null)) {
            try (SpanExport export = exportTo(collector)) {
                ExchangeRecord exchange = Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt);
                export.requestEnded(exchange);
                export.requestEnded(traced(exchange, Trace.unrecorded(TRACE)));
                export.requestEnded(
                        traced(Exchanges.refused(Endpoint.HEALTHZ, Code.NOT_FOUND), new Trace(TRACE, 0, 1, List.of())));
            }
            assertThat(collector.spans).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void hasAWordForEveryEndpoint(Endpoint endpoint) {
        assertThat(GenAi.operation(endpoint)).matches("[a-z_]+");
    }

    @Test
    void losesNothingThatSeveralLoopsTellAtOnce() throws Exception {
        int loops = 4;
        int each = 200;
        try (Collector collector = new Collector(null)) {
            try (SpanExport export = exportTo(collector)) {
                List<Thread> threads = new ArrayList<>();
                CountDownLatch go = new CountDownLatch(1);
                for (int loop = 0; loop < loops; loop++) {
                    int number = loop;
                    threads.add(new Thread(() -> {
                        awaitQuietly(go);
                        for (int i = 1; i <= each; i++) {
                            long span = (long) number * each + i;
                            export.onLoop(number)
                                    .requestEnded(traced(
                                            Exchanges.unary(Endpoint.EMBEDDINGS, openai, gpt),
                                            new Trace(TRACE, 0, span, List.of())));
                        }
                    }));
                }
                threads.forEach(Thread::start);
                go.countDown();
                for (Thread thread : threads) {
                    thread.join();
                }
                await().atMost(MINUTE).until(() -> collector.spans.size() == loops * each);
                assertThat(export.unqueued()).isZero();
                assertThat(export.unsent()).isZero();
            }
            assertThat(collector.spans.stream().map(Span::spanId).collect(Collectors.toSet()))
                    .hasSize(loops * each);
        }
    }

    @Test
    void makesNobodyWaitForACollectorThatHangs() throws Exception {
        int many = 20 * SpanExport.QUEUE;
        CountDownLatch hangs = new CountDownLatch(1);
        long lost;
        try (Collector collector = new Collector(hangs)) {
            try (SpanExport export = exportTo(collector)) {
                for (int i = 1; i <= many; i++) {
                    export.requestEnded(traced(
                            Exchanges.unary(Endpoint.EMBEDDINGS, openai, gpt), new Trace(TRACE, 0, i, List.of())));
                }
                lost = export.unqueued();
                hangs.countDown();
            }
            // What is held for it is bounded, and what was lost is counted.
            assertThat(collector.spans.size()).isLessThan(many);
            assertThat(lost).isPositive().isLessThan(many);
        }
    }

    @Test
    void countsWhatTheSdkHasNoRoomFor() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        try (Collector collector = new Collector(hangs);
                SpanExport export = exportTo(collector)) {
            ExchangeRecord one = Exchanges.unary(Endpoint.EMBEDDINGS, openai, gpt);
            List<Trace.Attempt> attempts = Collections.nCopies(99, attempt(1, 200, null));
            // Few enough for the queue of records; far too many, as spans, for the one behind it.
            for (int i = 1; i <= 100; i++) {
                export.requestEnded(traced(one, new Trace(TRACE, 0, i, attempts)));
            }

            await().atMost(MINUTE).until(() -> export.unqueued() > 0);
            hangs.countDown();
        }
    }

    @Test
    void countsWhatTheCollectorDoesNotTake() throws Exception {
        Collector gone = new Collector(null);
        gone.close();
        try (SpanExport export = exportTo(gone)) {
            export.requestEnded(traced(
                    Exchanges.unary(Endpoint.EMBEDDINGS, openai, gpt),
                    new Trace(TRACE, 0, 1, List.of(attempt(2, 200, null)))));

            await().atMost(MINUTE).until(() -> export.unsent() == 2);
            assertThat(export.unqueued()).isZero();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
