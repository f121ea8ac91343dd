package dev.sluice.metrics.admin;

import dev.sluice.core.time.Rests;
import dev.sluice.metrics.vocabulary.Exposition;
import dev.sluice.metrics.vocabulary.TextForm;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes what a scrape shows, in the form that the library chooses, compressed where that is asked for, and into
 * memory: the scrape's thread is free again before a slow client has read the answer. Thread-safe.
 */
final class ScrapeWriter {

    private static final Pattern GZIP = Pattern.compile("\\s*gzip\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNWANTED = Pattern.compile(".*;\\s*q=0(\\.0*)?\\s*", Pattern.CASE_INSENSITIVE);

    private final Exposition exposition;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** How long the last answer was: about as long is the next one. */
    private final AtomicInteger lastLength = new AtomicInteger();

    ScrapeWriter(Exposition exposition) {
        this.exposition = exposition;
    }

    /** An answer, and how many samples it has. */
    record Written(Answer answer, long samples) {}

    /** Takes some tens of milliseconds for some ten thousand series, rests included. */
    Written answer(ScrapeQuestion question) throws IOException {
        String accept = question.getHeader("Accept");
        ExpositionFormatWriter writer = formats.findWriter(accept);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", writer.getContentType());
        ByteArrayOutputStream body = new ByteArrayOutputStream(lastLength.get() + 1024);
        boolean compressed = question.encodings().stream().anyMatch(ScrapeWriter::takesGzip);
        if (compressed) {
            headers.put("Content-Encoding", "gzip");
        }
        long samples;
        try (OutputStream out = new Resting(compressed ? new FastGzip(body) : body, new Rests())) {
            samples = write(question, writer, out);
        }
        lastLength.set(body.size());
        return new Written(new Answer(200, headers, body.toByteArray()), samples);
    }

    /** Tells how many samples. What is filtered by name, or no text, the library writes: both are rare. */
    private long write(ScrapeQuestion question, ExpositionFormatWriter writer, OutputStream out) throws IOException {
        Optional<TextForm> form = form(writer);
        if (form.isPresent() && question.names().isEmpty()) {
            return exposition.write(question.vocabularies(), form.get(), out);
        }
        PrometheusRegistry registry = exposition.registry();
        MetricSnapshots snapshots = question.names().isEmpty()
                ? registry.scrape(question)
                : registry.scrape(
                        MetricNameFilter.builder()
                                .nameMustBeEqualTo(question.names())
                                .build(),
                        question);
        writer.write(out, snapshots, EscapingScheme.fromAcceptHeader(question.getHeader("Accept")));
        return samples(snapshots);
    }

    /** A classic histogram has a sample for each bucket, and its count and sum; anything else has one a label set. */
    private static long samples(MetricSnapshots snapshots) {
        long samples = 0;
        for (MetricSnapshot snapshot : snapshots) {
            if (snapshot instanceof HistogramSnapshot histogram) {
                for (HistogramDataPointSnapshot point : histogram.getDataPoints()) {
                    samples += point.hasClassicHistogramData()
                            ? point.getClassicBuckets().size() + 2
                            : 1;
                }
            } else {
                samples += snapshot.getDataPoints().size();
            }
        }
        return samples;
    }

    private static Optional<TextForm> form(ExpositionFormatWriter writer) {
        if (writer instanceof PrometheusTextFormatWriter) {
            return Optional.of(TextForm.PROMETHEUS);
        }
        return writer instanceof OpenMetricsTextFormatWriter ? Optional.of(TextForm.OPENMETRICS) : Optional.empty();
    }

    private static boolean takesGzip(String encodings) {
        return List.of(encodings.split(",")).stream()
                .anyMatch(each ->
                        GZIP.matcher(each).matches() && !UNWANTED.matcher(each).matches());
    }

    /** Rests between its writes. */
    private static final class Resting extends FilterOutputStream {

        private final Rests rests;

        Resting(OutputStream out, Rests rests) {
            super(out);
            this.rests = rests;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            rests.restWhenDue();
            out.write(bytes, offset, length);
        }
    }

    /** The lowest level: for a third of the time an answer is some tenth of its length, and not a fifteenth. */
    private static final class FastGzip extends GZIPOutputStream {

        private static final int BUFFER_BYTES = 8192;

        FastGzip(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
