package dev.sluice.core.dialect;

import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sorts the events of Gemini's streams, each of which is a whole answer by its shape. There is no terminal event: the
 * stream is complete when every candidate that was seen has said why it ends. Until the first output each event is read
 * in full; behind it only what may be an end, an error or another candidate's. Single-threaded.
 */
final class GeminiStreamReader implements StreamReader {

    private static final byte[] CANDIDATES = "{\"candidates\":".getBytes(StandardCharsets.US_ASCII);
    private static final EventProbe PROBE =
            EventProbe.of(List.of("finishReason", "promptFeedback", "error", "index"), List.of("null", "0"));

    private final UsageScan scan = UsageScan.ofObject("usageMetadata", GeminiUsage::read);
    private ByteBuffer view = ByteBuffer.allocate(0);
    private boolean committed;
    private boolean blocked;
    private long candidates;
    private long finished;

    /** The last one that was told: each of them is that of all events so far. */
    @Override
    public Usage usage() {
        return scan.usage();
    }

    @Override
    public boolean complete() {
        return blocked || candidates != 0 && candidates == finished;
    }

    @Override
    public Kind event(byte[] bytes, int from, int to) {
        if (from == to) {
            return nothing();
        }
        scanUsage(bytes, from, to);
        if (committed && EventProbe.startsWith(CANDIDATES, bytes, from, to) && !PROBE.finds(bytes, from, to)) {
            candidates |= 1;
            return Kind.OUTPUT;
        }
        GeminiEvent event = GeminiEvent.read(bytes, from, to);
        blocked |= event.isBlocked();
        candidates |= event.candidates();
        finished |= event.finished();
        Kind kind = kind(event);
        committed |= kind == Kind.OUTPUT;
        return kind;
    }

    /** The same array comes again and again, which makes one view of it do. */
    @SuppressWarnings("ReferenceEquality")
    private void scanUsage(byte[] bytes, int from, int to) {
        if (view.array() != bytes) {
            view = ByteBuffer.wrap(bytes);
        }
        view.limit(to).position(from);
        scan.next();
        scan.read(view);
    }

    /** What holds output is not the end, though it may say that it is: that is what {@link #complete} tells. */
    private Kind kind(GeminiEvent event) {
        if (event.isError()) {
            return Kind.ERROR;
        }
        if (!event.isObject() || event.hasOutput()) {
            return Kind.OUTPUT;
        }
        if (complete() && (event.isBlocked() || event.finished() != 0)) {
            return Kind.END;
        }
        return event.isKnown() ? nothing() : unknown();
    }

    /** What holds neither output nor anything else of interest. */
    private Kind nothing() {
        return committed ? Kind.OTHER : Kind.PREAMBLE;
    }

    /** What we do not understand is not held back: before the first output it counts as output. */
    private Kind unknown() {
        return committed ? Kind.OTHER : Kind.OUTPUT;
    }
}
