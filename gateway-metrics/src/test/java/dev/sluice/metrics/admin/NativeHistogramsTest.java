package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.trace.Trace;
import dev.sluice.metrics.instrument.Exchanges;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.BucketSpan;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.Metric;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_35_0.Metrics.MetricFamily;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told as native histograms, and to whom. */
class NativeHistogramsTest {

    private static final String PROTOBUF =
            "Accept: application/vnd.google.protobuf;" + "proto=io.prometheus.client.MetricFamily;encoding=delimited";
    private static final String DURATION = "sluice_operation_duration_native_seconds";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final long SEED = 20_261_126;
    private static final int MANY = 20_000;

    @TempDir
    Path folder;

    private final AdminFixture admin;
    private final int slow;
    private final int model;

    NativeHistogramsTest() throws IOException {
        admin = AdminFixture.open();
        slow = admin.site.identities.providers().number("slow");
        model = admin.site.identities.models().number("gpt-4o");
    }

    @AfterEach
    void close() {
        admin.close();
    }

    /** Requests from a millisecond to two minutes, the more the shorter; their durations in seconds, ascending. */
    private double[] answered() {
        Random random = new Random(SEED);
        double[] seconds = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            long nanos = (long) (1e6 * Math.exp(random.nextDouble() * Math.log(120_000)));
            seconds[i] = nanos / 1e9;
            admin.site
                    .metrics
                    .onLoop(i % 2)
                    .requestEnded(Exchanges.lasting(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, slow, model), nanos));
        }
        Arrays.sort(seconds);
        return seconds;
    }

    private Map<String, MetricFamily> scraped() {
        Map<String, MetricFamily> families = new TreeMap<>();
        try (ByteArrayInputStream in =
                new ByteArrayInputStream(admin.http.get("/metrics", PROTOBUF).body())) {
            for (MetricFamily family = MetricFamily.parseDelimitedFrom(in);
                    family != null;
                    family = MetricFamily.parseDelimitedFrom(in)) {
                families.put(family.getName(), family);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return families;
    }

    private static Histogram ofSlow(MetricFamily family) {
        return family.getMetricList().stream()
                .filter(metric -> metric.getLabelList().stream()
                        .anyMatch(label -> label.getValue().equals("slow")))
                .map(Metric::getHistogram)
                .findFirst()
                .orElseThrow();
    }

    /** As Prometheus reads it: by a straight line through the bucket that the rank falls into. */
    private static double quantile(Histogram histogram, double share) {
        double rank = share * histogram.getSampleCount();
        double below = histogram.getZeroCount();
        double width = Math.pow(2, Math.pow(2, -histogram.getSchema()));
        int index = 0;
        long count = 0;
        int delta = 0;
        for (BucketSpan span : histogram.getPositiveSpanList()) {
            index += span.getOffset();
            for (int i = 0; i < span.getLength(); i++) {
                count += histogram.getPositiveDelta(delta++);
                if (below + count >= rank) {
                    double upper = Math.pow(width, index);
                    return upper / width + (upper - upper / width) * (rank - below) / count;
                }
                below += count;
                index++;
            }
        }
        throw new AssertionError("no such rank: " + rank);
    }

    @Test
    void tellsQuantilesWithinFivePercent() {
        double[] exact = answered();

        Histogram histogram = ofSlow(scraped().get(DURATION));

        assertThat(histogram.getSampleCount()).isEqualTo(MANY);
        assertThat(histogram.getSampleSum()).isCloseTo(Arrays.stream(exact).sum(), within(1e-3));
        assertThat(histogram.getSchema()).isEqualTo(3);
        assertThat(histogram.getZeroThreshold()).isEqualTo(1e-4);
        assertThat(histogram.getPositiveDeltaCount()).isLessThanOrEqualTo(160);
        assertThat(histogram.getBucketCount()).as("classic buckets").isZero();
        for (double share : new double[] {.05, .25, .5, .75, .9, .95, .99, .999}) {
            double expected = exact[(int) (share * MANY)];
            assertThat(quantile(histogram, share) / expected).as("p%s", share).isCloseTo(1, within(.05));
        }
    }

    @Test
    void leavesEveryOtherFamilyClassic() {
        Map<String, MetricFamily> families = scraped();

        assertThat(families)
                .containsKeys(
                        DURATION,
                        "sluice_time_to_first_token_native_seconds",
                        "sluice_time_per_output_token_native_seconds",
                        "sluice_overhead_native_seconds");
        assertThat(families.values())
                .flatExtracting(MetricFamily::getMetricList)
                .hasSizeGreaterThan(200);
        families.forEach((name, family) -> family.getMetricList().stream()
                .filter(Metric::hasHistogram)
                .forEach(metric -> assertThat(metric.getHistogram().hasSchema())
                        .as(name)
                        .isEqualTo(name.endsWith("_native_seconds"))));
    }

    @Test
    void hasNoneInTextWhichCannotTellThem() {
        assertThat(admin.http.get("/metrics").text()).doesNotContain("_native_");
        assertThat(admin.http
                        .get("/metrics", "Accept: application/openmetrics-text; version=1.0.0")
                        .text())
                .doesNotContain("_native_");
    }

    @Test
    void isUnderstoodByPrometheusWithItsExemplarsAndClassicBuckets() throws Exception {
        assumeTrue(Prometheus.isInstalled(), "prometheus is not installed");
        double[] exact = answered();
        admin.site
                .metrics
                .onLoop(0)
                .requestEnded(Exchanges.traced(
                        Exchanges.unary(Endpoint.CHAT_COMPLETIONS, slow, model), new Trace(TRACE, 0, 1, List.of())));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), """
                global: { scrape_interval: 1s, scrape_timeout: 1s }
                scrape_configs: [ { job_name: sluice, static_configs: [ { targets: [ "127.0.0.1:%d" ] } ] } ]
                """.formatted(admin.server.port()));

        try (Prometheus prometheus = Prometheus.start(file, folder, file, "native-histograms", "exemplar-storage")) {
            String of = "{provider=\"slow\",outcome=\"success\"}";
            // All in one: a scrape that takes too long has Prometheus forget everything until the next.
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                assertThat(value(prometheus, "histogram_count(" + DURATION + of + ")"))
                        .isEqualTo(MANY + 1);
                assertThat(value(prometheus, "histogram_quantile(0.95, " + DURATION + of + ")"))
                        .isCloseTo(exact[(int) (.95 * MANY)], within(.05 * exact[(int) (.95 * MANY)]));
                assertThat(value(prometheus, "count(sluice_operation_duration_seconds_bucket" + of + ")"))
                        .isEqualTo(15);
                JsonNode exemplars = prometheus.get("/api/v1/query_exemplars?start=0&end=9999999999&query="
                        + encoded("sluice_operation_duration_seconds_bucket" + of));
                assertThat(exemplars.at("/data/0/seriesLabels/le").asText()).isEqualTo("2.5");
                assertThat(exemplars.at("/data/0/exemplars/0/labels/trace_id").asText())
                        .isEqualTo(TRACE);
            });
        }
    }

    private static double value(Prometheus prometheus, String query) {
        return prometheus
                .get("/api/v1/query?query=" + encoded(query))
                .at("/data/result/0/value/1")
                .asDouble();
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
