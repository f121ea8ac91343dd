package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.trace.Trace;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.metrics.instrument.Exchanges;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which traces a scrape names, and where. */
class ExemplarsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String NEWER = "0af7651916cd43dd8448eb211c80319c";
    private static final String OPEN_METRICS = "Accept: application/openmetrics-text; version=1.0.0";

    private final AdminFixture admin;
    private final int provider;
    private final int model;

    ExemplarsTest() throws IOException {
        admin = AdminFixture.open();
        provider = admin.site.identities.providers().number("openai");
        model = admin.site.identities.models().number("gpt-4o");
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private LoopListener loop(int number) {
        return admin.site.metrics.onLoop(number);
    }

    private ExchangeRecord unary() {
        return Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model);
    }

    private static Trace recorded(String id, long span) {
        return new Trace(id, 0, span, List.of());
    }

    /** Lines with exemplars that begin so, in OpenMetrics. */
    private List<String> exemplars(String path, String name) {
        return admin.http
                .get(path, OPEN_METRICS)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "_bucket{") && line.contains(" # {"))
                .toList();
    }

    @Test
    void namesTheTraceOfARequestAtTheBucketThatCountsIt() {
        loop(0).requestEnded(Exchanges.traced(unary(), recorded(TRACE, 0xf1L)));

        assertThat(exemplars("/metrics/sluice", "sluice_operation_duration_seconds"))
                .singleElement()
                .asString()
                .contains("provider=\"openai\"", "le=\"2.5\"", "trace_id=\"" + TRACE + "\"")
                .contains("span_id=\"00000000000000f1\"")
                .containsPattern("} 1\\.5 \\d+\\.\\d{3}$");
        assertThat(exemplars("/metrics/sluice", "sluice_http_server_request_duration_seconds"))
                .singleElement()
                .asString()
                .contains("le=\"2.5\"");
    }

    @Test
    void namesItInEveryVocabularyThatHasTheHistogram() {
        loop(0).requestEnded(Exchanges.traced(unary(), recorded(TRACE, 1)));

        assertThat(exemplars("/metrics/m7", "llm_request_duration_seconds"))
                .singleElement()
                .asString()
                .contains("le=\"2.0\"");
        assertThat(exemplars("/metrics/gpt-load", "http_request_duration_seconds"))
                .hasSize(1);
        assertThat(exemplars("/metrics/otel", "gen_ai_client_operation_duration_seconds"))
                .singleElement()
                .asString()
                .contains("le=\"2.56\"");
    }

    @Test
    void namesTheSpansOfFirstTokensAndOfAttempts() {
        loop(0).requestEnded(Exchanges.traced(Exchanges.stream(provider, model, null), recorded(TRACE, 0xf1L)));
        TraceParent span = new TraceParent(NEWER, 0xa1L, true);
        loop(1).attemptEnded(new AttemptRecord(provider, model, 0, 200, 700_000_000L, null, span));

        assertThat(exemplars("/metrics/sluice", "sluice_time_to_first_token_seconds"))
                .singleElement()
                .asString()
                .contains("le=\"0.5\"", TRACE, "00000000000000f1");
        assertThat(exemplars("/metrics/sluice", "sluice_upstream_attempt_duration_seconds"))
                .singleElement()
                .asString()
                .contains("le=\"1.0\"", NEWER, "00000000000000a1");
    }

    @Test
    void namesTheNewestOfABucketOfAnyLoopAndLeavesOtherBucketsTheirs() {
        loop(0).requestEnded(Exchanges.traced(Exchanges.lasting(unary(), 20_000_000), recorded(TRACE, 1)));
        loop(0).requestEnded(Exchanges.traced(unary(), recorded(TRACE, 2)));
        loop(0).requestEnded(Exchanges.traced(unary(), recorded(NEWER, 3)));

        assertThat(exemplars("/metrics/sluice", "sluice_operation_duration_seconds"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("le=\"0.025\"", TRACE))
                .anySatisfy(line -> assertThat(line).contains("le=\"2.5\"", NEWER));
    }

    @Test
    void namesNoTraceThatNobodyRecords() {
        loop(0).requestEnded(Exchanges.traced(unary(), Trace.unrecorded(TRACE)));
        loop(0).requestEnded(Exchanges.traced(Exchanges.refused(Endpoint.HEALTHZ, Code.NOT_FOUND), recorded(TRACE, 1)));

        assertThat(admin.http.get("/metrics", OPEN_METRICS).text()).doesNotContain("trace_id");
    }

    @Test
    void saysNothingOfTracesInTheFormatThatHasNoExemplars() {
        loop(0).requestEnded(Exchanges.traced(unary(), recorded(TRACE, 1)));

        assertThat(admin.http.get("/metrics").text()).doesNotContain(TRACE);
    }
}
