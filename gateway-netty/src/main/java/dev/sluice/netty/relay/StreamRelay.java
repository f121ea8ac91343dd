package dev.sluice.netty.relay;

import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.wire.Ranges;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Relays a stream of events: bytes untouched, each event looked at as it passes. It commits with the first event that
 * holds output; what came before is held and then flushed verbatim. An error before any output is held to be judged.
 * Where the gateway alone asked for the usage, that event is left out, and where there is a bound, the answer may end
 * behind any event; for both an unfinished event waits for its end.
 */
public final class StreamRelay implements Relay {

    private final Downstream downstream;
    private final StreamReader reader;
    private final Progress progress;
    private final boolean hideUsage;
    private final SseScanner scanner;
    private final HeldBytes held = new HeldBytes();
    private final HeldBytes tail = new HeldBytes();
    private final Ranges emit = new Ranges();
    private final Ranges pending = new Ranges();
    private @Nullable AnswerBody out;
    private @Nullable Limited limited;
    private boolean hid;
    private boolean commit;
    private boolean onTrial;
    private boolean complete;
    private boolean passedPart;

    /** How far it may go, and how it then ends. */
    private record Limited(Bound bound, Truncation truncation, ScratchOutput end) {}

    /** Hears how the stream goes on. */
    public interface Progress {

        /** An event that holds output has passed. */
        void output();

        /**
         * The provider reports an error inside the stream: the event's data, borrowed for the call. Before the commit
         * it is held to be judged.
         */
        void error(byte[] bytes, int from, int to);
    }

    private StreamRelay(
            Downstream downstream, StreamReader reader, Progress progress, SseScanner scanner, boolean hideUsage) {
        this.downstream = downstream;
        this.reader = reader;
        this.progress = progress;
        this.hideUsage = hideUsage;
        this.scanner = scanner;
    }

    /** Relays every event; {@code scratch} is for {@link SseScanner}. */
    public static StreamRelay whole(Downstream downstream, StreamReader reader, Progress progress, byte[] scratch) {
        SseScanner scanner = new SseScanner(SseScanner.MAX_EVENT, scratch);
        return new StreamRelay(downstream, reader, progress, scanner, false);
    }

    /** Relays every event but the one that holds only the usage. */
    public static StreamRelay hidingUsage(
            Downstream downstream, StreamReader reader, Progress progress, byte[] scratch) {
        SseScanner scanner = new SseScanner(MAX_HELD, scratch);
        return new StreamRelay(downstream, reader, progress, scanner, true);
    }

    /** It may have to end before its provider ends it; said before the first read. */
    public StreamRelay within(Bound bound, Truncation truncation) {
        limited = new Limited(bound, truncation, new ScratchOutput(0));
        return this;
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        if (!hideUsage && limited == null) {
            all(read, data);
        } else {
            sorted(read, data);
        }
    }

    /** Something may be left out: looks at every event, and passes on what may be seen. */
    private void sorted(ByteBuf read, Ranges data) {
        boolean had = truncated();
        emit.clear();
        pending.clear();
        for (int i = 0; i < data.size(); i++) {
            look(read, data.from(i), data.to(i));
        }
        if (out == null && mayCommit(held.size() + tail.size() + data.bytes())) {
            out = downstream.commit();
        }
        if (out == null) {
            hold(read, emit, held);
            hold(read, pending, tail);
            read.release();
        } else if (had) {
            out.whole(read, data);
        } else if (truncated()) {
            out.parts(held, read, emit);
            truncate(out);
        } else if (held.isEmpty() && tail.isEmpty() && emit.bytes() == data.bytes()) {
            out.whole(read, data);
        } else {
            hold(read, pending, tail);
            out.parts(held, read, emit);
        }
    }

    /** Nothing is hidden: looks at every event, and passes everything on. */
    private void all(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size(); i++) {
            int from = data.from(i);
            scanner.feed(read, scanner.completesEvent(read.getByte(from)) ? from + 1 : from, data.to(i));
            while (scanner.next()) {
                judge();
            }
        }
        if (out == null && mayCommit(held.size() + data.bytes())) {
            out = downstream.commit();
        }
        if (out == null) {
            hold(read, data, held);
            read.release();
        } else if (held.isEmpty()) {
            out.whole(read, data);
        } else {
            out.parts(held, read, data);
        }
    }

    @Override
    public void end() {
        if (out == null) {
            out = downstream.commit();
        }
        tail.giveTo(held);
        out.held(held);
        out.end();
    }

    @Override
    public void commitNow() {
        if (out == null) {
            out = downstream.commit();
            out.held(held);
        }
    }

    @Override
    public boolean isFull() {
        return out == null && held.size() + tail.size() >= MAX_HELD;
    }

    @Override
    public byte[] heldBytes() {
        return held.copy();
    }

    @Override
    public boolean committed() {
        return out != null;
    }

    @Override
    public boolean atBoundary() {
        return scanner.atBoundary() || !tail.isEmpty() && !passedPart;
    }

    @Override
    public boolean midLine() {
        return scanner.midLine();
    }

    @Override
    public boolean complete() {
        return (complete || reader.complete()) && atBoundary();
    }

    @Override
    public void release() {
        held.release();
        tail.release();
    }

    @Override
    public Usage usage() {
        return reader.usage();
    }

    /**
     * Looks at one range's events and sorts its bytes into those that may pass and those that wait for their event's
     * end.
     */
    private void look(ByteBuf read, int from, int to) {
        int begin = from;
        if (scanner.completesEvent(read.getByte(from))) {
            begin++;
            if (!hid) {
                pass(from, begin);
            }
        }
        scanner.feed(read, begin, to);
        while (scanner.next()) {
            int end = scanner.end();
            boolean over = truncated();
            hid = judge() == Kind.USAGE && hideUsage && !passedPart || over;
            passedPart = false;
            if (hid) {
                tail.release();
                pending.clear();
            } else {
                pass(begin, end);
            }
            begin = end;
        }
        if (begin == to || truncated()) {
            return;
        }
        if (mayYetBeHidden(to - begin)) {
            pending.add(begin, to);
        } else {
            passedPart = !scanner.atBoundary();
            pass(begin, to);
        }
    }

    /** Whether bytes of an unfinished event wait for its end; an event that is too long for a usage does not. */
    private boolean mayYetBeHidden(int more) {
        return !passedPart
                && !scanner.atBoundary()
                && !scanner.oversize()
                && tail.size() + pending.bytes() + more <= MAX_HELD;
    }

    /** These bytes may pass, and so may all that came before them. */
    private void pass(int from, int to) {
        tail.giveTo(held);
        emit.addAll(pending);
        pending.clear();
        emit.add(from, to);
    }

    private static void hold(ByteBuf read, Ranges ranges, HeldBytes into) {
        for (int i = 0; i < ranges.size(); i++) {
            into.take(read.retainedSlice(ranges.from(i), ranges.to(i) - ranges.from(i)));
        }
    }

    /** An error before any output is held, and all that follows it, until somebody has judged it. */
    private boolean mayCommit(int bytes) {
        return commit || bytes > MAX_HELD && !onTrial;
    }

    private Kind judge() {
        if (scanner.dataFrom() < 0) {
            if (!scanner.oversize()) {
                return Kind.PREAMBLE;
            }
            output();
            return Kind.OUTPUT;
        }
        boolean wasComplete = reader.complete();
        Kind kind = reader.event(scanner.bytes(), scanner.dataFrom(), scanner.dataTo());
        if (limited != null && !truncated()) {
            // What this event completes is whole; where more comes, it was not complete.
            measure(limited, kind == Kind.OUTPUT && (wasComplete || !reader.complete()));
        }
        switch (kind) {
            case OUTPUT -> output();
            case ERROR -> {
                onTrial = out == null && !commit;
                progress.error(scanner.bytes(), scanner.dataFrom(), scanner.dataTo());
            }
            case END -> complete = true;
            case PREAMBLE, USAGE, OTHER -> {}
        }
        commit |= kind == Kind.END && !onTrial;
        return kind;
    }

    /** Once the client sees it: of what came before nobody knows yet that it is the answer. */
    private void measure(Limited by, boolean goesOn) {
        by.truncation().event(scanner.bytes(), scanner.dataFrom(), scanner.dataTo());
        if (goesOn && out != null && by.bound().reached()) {
            by.truncation().end(by.bound().used(), by.end());
        }
    }

    /** Whether it has been ended before its provider ended it. */
    private boolean truncated() {
        return limited != null && limited.end().size() > 0;
    }

    private void truncate(AnswerBody to) {
        Limited by = Objects.requireNonNull(limited, "it has a bound");
        to.copy(by.end().bytes(), by.end().size());
        to.end();
        by.bound().truncated();
    }

    /** Behind an error that is to be judged it counts for nothing: the client may get another answer. */
    private void output() {
        if (!onTrial || out != null) {
            commit = true;
            progress.output();
        }
    }
}
