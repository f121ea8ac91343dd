package dev.sluice.metrics.vocabulary;

import dev.sluice.core.trace.TraceParent;
import dev.sluice.metrics.instrument.Exemplar;
import dev.sluice.metrics.vocabulary.Projection.Group;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes families as text, straight from their sums: a scrape of some ten thousand series is a copy of bytes and some
 * digits each. What it writes is what the library's own writers do of the same sums, which a test compares. For one
 * scrape and one thread; not for native histograms, which no text has.
 */
final class TextWriter {

    private static final int CHUNK_BYTES = 8192;
    private static final byte[] TYPE = TextBytes.of("# TYPE ");
    private static final byte[] HELP = TextBytes.of("# HELP ");
    private static final byte[] END = TextBytes.of("# EOF\n");
    private static final byte[] LABELS_END = TextBytes.of("} ");

    private final TextForm form;
    private final OutputStream to;
    private final TextBytes text = new TextBytes();

    /** A group's labels while its lines are written, and before that each of a family's bounds. */
    private final TextBytes labels = new TextBytes();

    private long samples;

    TextWriter(TextForm form, OutputStream to) {
        this.form = form;
        this.to = to;
    }

    /** How many lines with a value it has written. */
    long samples() {
        return samples;
    }

    /** A family that has something to tell. */
    void write(Projection family) throws IOException {
        switch (family.family().shape()) {
            case COUNTER, SUM, COUNT -> values(family, "counter", "_total");
            case GAUGE -> values(family, "gauge", "");
            case INFO -> values(family, form == TextForm.OPENMETRICS ? "info" : "gauge", "_info");
            case HISTOGRAM -> histograms(family);
            case NATIVE_HISTOGRAM -> throw new IllegalArgumentException("a native histogram has no text");
        }
    }

    /** To be called when all families are written. */
    void end() throws IOException {
        if (form == TextForm.OPENMETRICS) {
            text.put(END);
        }
        text.writeTo(to);
    }

    private void head(Projection family, String name, String type) {
        byte[] nameBytes = TextBytes.of(name);
        String help = family.family().help();
        if (form == TextForm.OPENMETRICS) {
            text.put(TYPE).put(nameBytes).put(' ').put(TextBytes.of(type)).put('\n');
            text.put(HELP).put(nameBytes).put(' ').escaped(help).put('\n');
        } else {
            text.put(HELP).put(nameBytes).put(' ').help(help).put('\n');
            text.put(TYPE).put(nameBytes).put(' ').put(TextBytes.of(type)).put('\n');
        }
    }

    private void values(Projection family, String type, String suffix) throws IOException {
        String name = family.family().name();
        String base = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
        head(family, form == TextForm.OPENMETRICS ? base : base + suffix, type);
        byte[] sample = TextBytes.of(base + suffix);
        byte[][] names = labelNames(family);
        for (Group group : family.groups()) {
            labels(family, group, names);
            name(sample);
            if (family.family().shape() == Shape.INFO) {
                text.put('1');
            } else {
                text.number(family.value(group));
            }
            endLine();
        }
    }

    private void histograms(Projection family) throws IOException {
        String name = family.family().name();
        head(family, name, "histogram");
        byte[] bucket = TextBytes.of(name + "_bucket{");
        byte[] count = TextBytes.of(name + "_count");
        byte[] sum = TextBytes.of(name + "_sum");
        byte[][] bounds = bounds(family);
        byte[][] names = labelNames(family);
        for (Group group : family.groups()) {
            labels(family, group, names);
            long counted = 0;
            for (int i = 0; i < bounds.length; i++) {
                counted += group.cells()[i];
                text.put(bucket).put(labels).put(bounds[i]).number(counted);
                exemplar(family, group.exemplars()[i]);
                endLine();
            }
            name(count);
            text.number(counted);
            endLine();
            name(sum);
            text.number(family.value(group));
            endLine();
        }
    }

    /** What stands between a bucket's other labels and its count. */
    private byte[][] bounds(Projection family) {
        double[] upper = family.upperBounds();
        byte[][] bounds = new byte[upper.length][];
        TextBytes bound = labels;
        for (int i = 0; i < upper.length; i++) {
            bound.clear();
            if (!family.labelNames().isEmpty()) {
                bound.put(',');
            }
            bounds[i] = bound.put(TextBytes.of("le=\""))
                    .number(upper[i])
                    .put('"')
                    .put(LABELS_END)
                    .copy();
        }
        return bounds;
    }

    /** Each with what stands around it. */
    private static byte[][] labelNames(Projection family) {
        List<String> names = family.labelNames();
        byte[][] bytes = new byte[names.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = TextBytes.of((i == 0 ? "" : ",") + names.get(i) + "=\"");
        }
        return bytes;
    }

    private void labels(Projection family, Group group, byte[][] names) {
        labels.clear();
        for (int i = 0; i < names.length; i++) {
            labels.put(names[i]).escaped(family.label(group, i)).put('"');
        }
    }

    private void name(byte[] name) {
        text.put(name);
        if (labels.length() > 0) {
            text.put('{').put(labels).put('}');
        }
        text.put(' ');
    }

    private void exemplar(Projection family, @Nullable Exemplar exemplar) {
        if (form == TextForm.PROMETHEUS || exemplar == null) {
            return;
        }
        text.put(TextBytes.of(" # {span_id=\""))
                .escaped(TraceParent.spanText(exemplar.seen().spanId()));
        text.put(TextBytes.of("\",trace_id=\"")).escaped(exemplar.seen().traceId());
        text.put('"').put(LABELS_END).number(exemplar.value() / family.family().scale());
        text.put(' ').timestamp(exemplar.seen().epochMillis());
    }

    private void endLine() throws IOException {
        samples++;
        text.put('\n');
        if (text.length() >= CHUNK_BYTES) {
            text.writeTo(to);
        }
    }
}
