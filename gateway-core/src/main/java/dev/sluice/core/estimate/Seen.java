package dev.sluice.core.estimate;

import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of one answer, for the case that its usage does not come: notes the text that a reader finds.
 * Until the first output it has nothing; from then on an event costs a comparison with the one before, and a copy of
 * its text. Lives on one event loop.
 */
public final class Seen {

    private final Sheets pool;
    private @Nullable TextSample text;
    private @Nullable TextScan scan;
    private final Frame frame = new Frame();
    private boolean looks = true;
    private ByteBuffer view = ByteBuffer.allocate(0);

    /** @param pool the event loop's own */
    public Seen(Sheets pool) {
        this.pool = pool;
    }

    /** Whether anything was generated. */
    public boolean hasOutput() {
        return text != null && text.bytes() > 0;
    }

    /** How long what was generated is, in bytes. */
    public long bytes() {
        return text == null ? 0 : text.bytes();
    }

    /** What was generated; it is the caller's from now on. Null: nothing. */
    @Nullable
    TextSample handOver() {
        TextSample all = text;
        text = null;
        scan = null;
        return all;
    }

    /** Of a stream that is read nobody gets any more: what comes now is not noted. */
    public void stop() {
        looks = false;
    }

    /** What comes now is noted again. */
    public void goOn() {
        looks = true;
    }

    /** It is not needed; idempotent. */
    public void release() {
        TextSample all = handOver();
        if (all != null) {
            all.release();
        }
    }

    /** Notes the output of a stream that another reader reads. */
    public StreamReader over(StreamReader reader) {
        return new Stream(this, reader);
    }

    /** Notes the output of a unary answer that another reader reads. */
    public AnswerReader over(AnswerReader reader) {
        return new Unary(this, reader);
    }

    private TextScan scan() {
        TextScan now = scan;
        if (now == null) {
            TextSample begun = TextSample.growing(pool);
            now = TextScan.ofAnswer(begun);
            text = begun;
            scan = now;
        }
        return now;
    }

    private TextSample sample() {
        return Objects.requireNonNull(text, "begun with the scan");
    }

    /** The same array comes again and again, which makes one view of it do. */
    @SuppressWarnings("ReferenceEquality")
    private void event(byte[] bytes, int from, int to) {
        if (view.array() != bytes) {
            view = ByteBuffer.wrap(bytes);
        }
        view.limit(to).position(from);
        TextScan scanning = scan();
        if (!frame.takes(view, from, to, sample())) {
            scanning.next();
            scanning.read(view);
            frame.learn(scanning, bytes, from, to);
        }
    }

    private record Stream(Seen seen, StreamReader reader) implements StreamReader {

        @Override
        public Kind event(byte[] bytes, int from, int to) {
            Kind kind = reader.event(bytes, from, to);
            if (kind == Kind.OUTPUT && seen.looks) {
                seen.event(bytes, from, to);
            }
            return kind;
        }

        @Override
        public boolean complete() {
            return reader.complete();
        }

        @Override
        public Usage usage() {
            return reader.usage();
        }
    }

    private record Unary(Seen seen, AnswerReader reader) implements AnswerReader {

        @Override
        public void read(ByteBuffer part) {
            reader.read(part);
            seen.scan().read(part);
        }

        @Override
        public Usage usage() {
            return reader.usage();
        }
    }
}
