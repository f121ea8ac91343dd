package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.MetricsConfig.Compat;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.time.Rests;
import dev.sluice.core.trace.Trace;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.Fact;
import dev.sluice.metrics.instrument.Totals;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextWriterTest {

    private static final List<String> HOSTILE =
            List.of("quote \" backslash \\ end", "two\nlines", "größer als 日本 \"\\\n", "smile 😀", "");

    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", 0, 0xf1L, List.of());

    private final Site site = new Site();

    @BeforeEach
    void addHostileNames() {
        for (String name : HOSTILE) {
            int model = site.identities.models().number(name);
            site.metrics
                    .onLoop(0)
                    .requestEnded(Exchanges.traced(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, 0, model), TRACE));
        }
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void writesWhatTheLibraryWritesOfTheSameSums(TextForm form) throws IOException {
        Totals totals = site.metrics.totals();
        List<Projection> projections = Exposition.merged(Vocabularies.names(), Compat.DOCUMENT).stream()
                .filter(family -> family.shape() != Shape.NATIVE_HISTOGRAM)
                .map(family -> new Projection(family, totals, new Rests()))
                .filter(family -> !family.groups().isEmpty())
                .toList();

        Map<String, List<String>> ours = families(ours(projections, form));
        Map<String, List<String>> theirs = families(library(projections, form));
        assertThat(ours.keySet()).hasSizeGreaterThan(100).containsExactlyElementsOf(theirs.keySet());
        theirs.forEach((head, lines) -> assertThat(ours.get(head)).as(head).containsExactlyInAnyOrderElementsOf(lines));
    }

    @Test
    void tellsNoFamilyTheExemplarsOfAnotherThatHasOneBucketToo() throws IOException {
        Totals totals = site.metrics.totals();
        Family traced = Family.histogram("traced", "with exemplars", Fact.OPERATIONS);
        Family untraced = Family.histogram("untraced", "without any", Fact.GC_PAUSES);

        assertThat(ours(List.of(of(traced.within(), totals)), TextForm.OPENMETRICS))
                .contains("trace_id");
        assertThat(ours(List.of(of(untraced.within(), totals)), TextForm.OPENMETRICS))
                .contains("untraced_bucket{")
                .doesNotContain("trace_id");
    }

    @Test
    void endsOpenMetricsSoThatNothingIsMissing() throws IOException {
        assertThat(scraped(TextForm.OPENMETRICS)).endsWith("\n# EOF\n");
        assertThat(scraped(TextForm.PROMETHEUS)).doesNotContain("# EOF");
    }

    @Test
    void countsItsSamples() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        long samples = site.exposition.write(Vocabularies.names(), TextForm.PROMETHEUS, text);

        assertThat(text.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .count())
                .isEqualTo(samples);
    }

    private static Projection of(Family family, Totals totals) {
        return new Projection(family, totals, new Rests());
    }

    private static String ours(List<Projection> projections, TextForm form) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        TextWriter writer = new TextWriter(form, text);
        for (Projection family : projections) {
            writer.write(family);
        }
        writer.end();
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String library(List<Projection> projections, TextForm form) throws IOException {
        ExpositionFormatWriter writer = form == TextForm.OPENMETRICS
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        MetricSnapshots snapshots = new MetricSnapshots(
                projections.stream().map(LibrarySnapshot::of).toList());
        writer.write(text, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
        return text.toString(StandardCharsets.UTF_8);
    }

    private String scraped(TextForm form) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        site.exposition.write(Vocabularies.names(), form, text);
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The lines of each family below the two that describe it. */
    private static Map<String, List<String>> families(String text) {
        Map<String, List<String>> families = new LinkedHashMap<>();
        StringBuilder head = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# ")) {
                if (!lines.isEmpty()) {
                    families.put(head.toString(), lines);
                    head.setLength(0);
                    lines = new ArrayList<>();
                }
                head.append(line).append('\n');
            } else {
                lines.add(line);
            }
        }
        families.put(head.toString(), lines);
        return families;
    }
}
