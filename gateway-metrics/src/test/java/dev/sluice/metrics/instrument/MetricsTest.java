package dev.sluice.metrics.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.request.Endpoint;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal")
class MetricsTest {

    private final Identities identities = Identities.bounded(3);
    private final int openai = identities.providers().number("openai");
    private final int gpt = identities.models().number("gpt-4o");
    private final Metrics metrics =
            new Metrics(identities, 2, Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC));
    private final LoopListener first = metrics.onLoop(0);
    private final LoopListener second = metrics.onLoop(1);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void sumsTheLoops() {
        ended(first, 3);
        ended(second, 4);

        assertThat(count(Fact.OPERATIONS, row -> row.at(Dimension.MODEL) == gpt))
                .isEqualTo(7);
        assertThat(sum(Fact.OPERATIONS, row -> true)).isEqualTo(7 * 1_500_000_000L);
    }

    @Test
    void countsARequestToAModelEndpointAsOneOperationWhateverItsEnd() {
        ended(first, 2);
        first.requestEnded(Exchanges.stream(openai, gpt, null));
        first.requestEnded(Exchanges.stream(openai, gpt, Code.UPSTREAM_CUT));
        first.requestEnded(Exchanges.refused(Endpoint.EMBEDDINGS, Code.INVALID_API_KEY));
        first.requestEnded(Exchanges.refused(Endpoint.UNKNOWN, Code.NOT_FOUND));

        long modelRequests = count(Fact.HTTP_DURATION, row -> row.at(Dimension.ROUTE) != Endpoint.UNKNOWN.ordinal());
        assertThat(count(Fact.OPERATIONS, row -> true)).isEqualTo(5).isEqualTo(modelRequests);
        assertThat(count(Fact.HTTP_DURATION, row -> row.at(Dimension.STATUS) == 404))
                .isEqualTo(1);
    }

    @Test
    void callsAStreamThatBrokeAfterItsHeadAnErrorAndSaysWhoseFaultItWas() {
        first.requestEnded(Exchanges.stream(openai, gpt, Code.UPSTREAM_CUT));

        Totals totals = metrics.totals();
        Row row = totals.rows(Fact.OPERATIONS).get(0);
        assertThat(text(totals, row, Dimension.OUTCOME)).isEqualTo("error");
        assertThat(text(totals, row, Dimension.ERROR_TYPE)).isEqualTo("provider_upstream_cut");
        assertThat(text(totals, row, Dimension.FAULT)).isEqualTo("provider");
        assertThat(text(totals, row, Dimension.STREAM)).isEqualTo("true");
        assertThat(totals.text(
                        Dimension.STATUS, totals.rows(Fact.HTTP_DURATION).get(0).at(Dimension.STATUS)))
                .isEqualTo("200");
    }

    @Test
    void countsOnlyTokensThatWereReported() {
        first.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt));

        assertThat(tokens("input")).isEqualTo(20);
        assertThat(tokens("output")).isEqualTo(30);
        assertThat(tokens("reasoning")).isZero();
        assertThat(metrics.totals().rows(Fact.TOKENS)).hasSize(3);
    }

    @Test
    void measuresStreams() {
        first.requestEnded(Exchanges.stream(openai, gpt, null));

        assertThat(sum(Fact.FIRST_TOKEN, row -> true)).isEqualTo(300_000_000L);
        assertThat(sum(Fact.UPSTREAM_FIRST_CHUNK, row -> true)).isEqualTo(290_000_000L);
        assertThat(sum(Fact.OUTPUT_TOKEN, row -> true)).isEqualTo(100_000_000L);
        assertThat(sum(Fact.OVERHEAD, row -> row.at(Dimension.PHASE) == LoopRecorder.TOTAL))
                .isEqualTo(10_000_000L);
        assertThat(sum(Fact.OVERHEAD, row -> row.at(Dimension.PHASE) == LoopRecorder.QUEUE))
                .isEqualTo(50_000L);
    }

    @Test
    void tellsFailedAttemptsFromGoodOnes() {
        first.attemptEnded(new AttemptRecord(openai, gpt, 0, 200, 5, null, null));
        second.attemptEnded(new AttemptRecord(openai, gpt, 0, 0, 7, Code.CONNECT_FAILED, null));

        Totals totals = metrics.totals();
        assertThat(totals.rows(Fact.ATTEMPTS))
                .extracting(row -> text(totals, row, Dimension.ERROR_TYPE))
                .containsExactlyInAnyOrder("", "provider_connect_failed");
    }

    @Test
    void showsWhatIsInProgress() {
        first.requestStarted(Endpoint.CHAT_COMPLETIONS);
        second.requestStarted(Endpoint.CHAT_COMPLETIONS);
        second.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt));

        assertThat(sum(Fact.ACTIVE_REQUESTS, row -> row.at(Dimension.ROUTE) == 0))
                .isEqualTo(1);
    }

    @Test
    void recordsWhatLoopsTell() {
        first.chunkRead(openai, 30_000_000);
        first.resumed(Side.CLIENT, 1_000);
        second.resumed(Side.CLIENT, 2_000);
        first.acquired(openai, 40_000);
        first.probed(5_000_000, 0.25);
        second.probed(1_000_000, 0.5);

        assertThat(count(Fact.CHUNK_GAP, row -> row.at(Dimension.PROVIDER) == openai))
                .isEqualTo(1);
        assertThat(sum(Fact.BACKPRESSURE, row -> row.at(Dimension.SIDE) == 0)).isEqualTo(3_000);
        assertThat(sum(Fact.ACQUIRES, row -> true)).isEqualTo(40_000);
        assertThat(sum(Fact.LOOP_LAG_NEWEST, row -> true)).isEqualTo(5_000_000);
        assertThat(sum(Fact.LOOP_BUSY, row -> row.at(Dimension.LOOP) == 1)).isEqualTo(500_000_000);
    }

    @Test
    void givesNewModelsNoSeriesPastTheBoundAndCountsThem() {
        for (int i = 0; i < 1_000; i++) {
            int model = identities.models().number("model-" + i);
            first.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, model));
        }

        Totals totals = metrics.totals();
        assertThat(totals.rows(Fact.OPERATIONS))
                .extracting(row -> text(totals, row, Dimension.MODEL))
                .containsExactlyInAnyOrder("model-0", "model-1", "other");
        assertThat(count(Fact.OPERATIONS, row -> true)).isEqualTo(1_000);
        assertThat(sum(Fact.LABEL_OVERFLOWS, row -> row.at(Dimension.BOUNDED) == 1))
                .isEqualTo(998);
    }

    @Test
    void keepsCountsOverGrowth() {
        ended(first, 5);
        int late = identities.providers().number("late");
        first.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, late, gpt));

        assertThat(count(Fact.OPERATIONS, row -> row.at(Dimension.PROVIDER) == openai))
                .isEqualTo(5);
        assertThat(count(Fact.OPERATIONS, row -> row.at(Dimension.PROVIDER) == late))
                .isEqualTo(1);
    }

    @Test
    void tellsOfReloads() {
        metrics.reloaded(2);
        assertThat(sum(Fact.LAST_RELOAD_SUCCESSFUL, row -> true)).isZero();
        metrics.reloaded(0);

        assertThat(sum(Fact.LAST_RELOAD_SUCCESSFUL, row -> true)).isEqualTo(1);
        assertThat(sum(Fact.LAST_RELOAD_TIME, row -> true)).isEqualTo(1_000_000);
        assertThat(sum(Fact.RELOADS, row -> row.at(Dimension.OUTCOME) == 1)).isEqualTo(1);
    }

    private void ended(LoopListener loop, int times) {
        for (int i = 0; i < times; i++) {
            loop.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt));
        }
    }

    private long tokens(String type) {
        Totals totals = metrics.totals();
        return totals.rows(Fact.TOKENS).stream()
                .filter(row -> text(totals, row, Dimension.TOKEN_TYPE).equals(type))
                .mapToLong(Row::last)
                .sum();
    }

    private static String text(Totals totals, Row row, Dimension dimension) {
        return totals.text(dimension, row.at(dimension));
    }

    private long count(Fact fact, Predicate<Row> which) {
        return metrics.totals().rows(fact).stream()
                .filter(which)
                .mapToLong(Row::count)
                .sum();
    }

    private long sum(Fact fact, Predicate<Row> which) {
        return metrics.totals().rows(fact).stream()
                .filter(which)
                .mapToLong(Row::last)
                .sum();
    }
}
