package dev.sluice.netty.relay;

import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.dialect.translate.TranslatedStream;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.loop.Causes;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Relays a stream of events in another dialect: each is looked at and translated as it passes, and what one read gave
 * is written as one buffer. It commits as {@link StreamRelay} does; what it holds until then is translated already. The
 * end is said only where the provider has said it.
 */
public final class TranslatedRelay implements Relay {

    private final Downstream downstream;
    private final StreamReader reader;
    private final Voice voice;
    private final Progress progress;
    private final SseScanner scanner;
    private final ScratchOutput held = new ScratchOutput(512);
    private @Nullable AnswerBody out;
    private @Nullable Code flaw;
    private boolean commit;
    private boolean onTrial;
    private boolean said;
    private boolean ended;
    private @Nullable Bound bound;
    private boolean truncated;

    /**
     * Who says it in the client's words.
     *
     * @param parser writes into {@code output} what it is told
     * @param output empty between two reads, and shared with others
     * @param marked whether the pieces of the stream are events: else they are the elements of an array
     */
    public record Voice(TranslatedStream parser, ScratchOutput output, boolean marked) {}

    /** Something that a parser says. */
    @FunctionalInterface
    private interface Saying {
        void say() throws IOException;
    }

    /** Hears how the stream goes on. */
    public interface Progress extends StreamRelay.Progress {

        /** The client's last event or element for the error that was told last. */
        byte[] errorEvent(Seam seam);
    }

    /** @param scratch for {@link SseScanner} */
    public TranslatedRelay(Downstream downstream, StreamReader reader, Voice voice, Progress progress, byte[] scratch) {
        this.downstream = downstream;
        this.reader = reader;
        this.voice = voice;
        this.progress = progress;
        this.scanner = new SseScanner(SseScanner.MAX_EVENT, scratch);
    }

    /** It may have to end before its provider ends it; said before the first read. */
    public TranslatedRelay within(Bound most) {
        bound = most;
        return this;
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        if (truncated && out != null) {
            read(read, data);
            out.whole(read, data);
            return;
        }
        // A bug may have left words of another stream, which are not for this client.
        voice.output().clear();
        try {
            read(read, data);
        } finally {
            read.release();
        }
        deliver();
        if (truncated && out != null && bound != null) {
            out.end();
            bound.truncated();
        }
    }

    private void read(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size(); i++) {
            int from = data.from(i);
            scanner.feed(read, scanner.completesEvent(read.getByte(from)) ? from + 1 : from, data.to(i));
            while (scanner.next()) {
                event();
            }
        }
    }

    @Override
    public @Nullable Code flaw() {
        return flaw;
    }

    @Override
    public @Nullable Code finish() {
        if (flaw != null || onTrial || ended) {
            return flaw;
        }
        if (!complete()) {
            return Code.UPSTREAM_CUT;
        }
        endParser();
        deliver();
        return flaw;
    }

    @Override
    public void end() {
        if (!ended && complete()) {
            endParser();
        }
        commitNow();
        deliver();
        if (out != null) {
            out.end();
        }
    }

    @Override
    public void commitNow() {
        commit = true;
        if (out == null) {
            out = downstream.commit();
        }
        deliver();
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public byte[] heldBytes() {
        return new byte[0];
    }

    @Override
    public boolean committed() {
        return out != null;
    }

    @Override
    public boolean atBoundary() {
        return voice.marked();
    }

    /** What is said is said to the end of its event or element. */
    @Override
    public Seam seam() {
        return voice.marked() ? Seam.EVENT : said ? Seam.LAST_ELEMENT : Seam.ONLY_ELEMENT;
    }

    @Override
    public boolean midLine() {
        return scanner.midLine();
    }

    @Override
    public boolean complete() {
        return flaw == null && (ended || reader.complete() && scanner.atBoundary());
    }

    @Override
    public void release() {
        held.clear();
    }

    @Override
    public boolean saysWhy() {
        return voice.parser().saysWhy();
    }

    @Override
    public Usage usage() {
        return reader.usage();
    }

    private void event() {
        int from = scanner.dataFrom();
        if (truncated && from >= 0) {
            // Of what still comes only the usage counts.
            reader.event(scanner.bytes(), from, scanner.dataTo());
        }
        if (flaw != null || onTrial || ended) {
            return;
        }
        if (from < 0) {
            flaw = scanner.oversize() ? Code.UPSTREAM_MALFORMED : null;
            return;
        }
        boolean wasComplete = reader.complete();
        Kind kind = reader.event(scanner.bytes(), from, scanner.dataTo());
        if (kind == Kind.ERROR) {
            error(from);
            return;
        }
        translate(from);
        if (flaw == null && kind == Kind.OUTPUT) {
            commit = true;
            progress.output();
            // What this event completes is whole; where more comes, it was not complete.
            if (out != null && (wasComplete || !reader.complete())) {
                measure();
            }
        } else if (flaw == null && kind == Kind.END) {
            commit = true;
            endParser();
        }
    }

    private void translate(int from) {
        say(() -> voice.parser().event(scanner.bytes(), from, scanner.dataTo()));
    }

    private void measure() {
        Bound by = bound;
        if (by != null && by.reached()) {
            say(() -> truncated = voice.parser().truncate(by.used()));
            ended |= truncated;
        }
    }

    private void endParser() {
        ended = true;
        say(voice.parser()::end);
    }

    /** Lets the parser write; what it has not said to its end is not said at all, for an error may follow. */
    private void say(Saying saying) {
        int before = voice.output().size();
        try {
            saying.say();
        } catch (IOException malformed) {
            flaw = Code.UPSTREAM_MALFORMED;
        } catch (RuntimeException e) {
            Causes.noteTranslation(e);
            flaw = Code.UPSTREAM_MALFORMED;
        }
        if (flaw != null) {
            voice.output().truncate(before);
        }
        said |= voice.output().size() > before;
    }

    /** Before any output it is held to be judged; later it is the last that the client is told. */
    private void error(int from) {
        onTrial = out == null && !commit;
        progress.error(scanner.bytes(), from, scanner.dataTo());
        if (onTrial) {
            return;
        }
        byte[] event = progress.errorEvent(seam());
        voice.output().write(event, 0, event.length);
        ended = true;
    }

    /** Writes what there is to say; before the commit it is held. What is known to be broken does not commit. */
    private void deliver() {
        ScratchOutput spoken = voice.output();
        if (out == null && flaw == null && !onTrial && (commit || held.size() + spoken.size() > MAX_HELD)) {
            out = downstream.commit();
        }
        if (out == null || !held.isEmpty()) {
            held.add(spoken);
            spoken.clear();
            spoken = held;
        }
        if (out != null) {
            out.copy(spoken.bytes(), spoken.size());
            spoken.clear();
        }
    }
}
