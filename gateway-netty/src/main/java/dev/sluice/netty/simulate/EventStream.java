package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A streamed answer, one piece an event: stretches of events that are what they are, and of events that are one a
 * token. Only the token, and a sequence number where the dialect counts events, differ from one token's event to the
 * next. Immutable.
 */
final class EventStream implements Pieces {

    private static final AsciiString EVENTS = AsciiString.cached("text/event-stream; charset=utf-8");

    private final List<Stretch> stretches;
    private final Manner manner;
    private final int count;

    /**
     * What is special of a stream.
     *
     * @param quiet how many events come before the first that holds output
     * @param failure the event that reports a failure, in place of the one with this index
     */
    private record Manner(int quiet, AsciiString type, IntFunction<byte[]> failure) {}

    /**
     * The event of a token: {@code before}, the token, {@code after}.
     *
     * @param numbered whether the event's index follows, and then {@code }}
     */
    record Delta(byte[] before, byte[] after, boolean numbered) {}

    /** Events from an index on: the fixed ones, which may hold all tokens of a text; or one a token. */
    private record Stretch(int from, List<byte[]> fixed, Run run) {

        int end() {
            return from + (fixed.isEmpty() ? run.words().tokens() : fixed.size());
        }

        /** How many tokens there are before an event. */
        int tokensBefore(int event) {
            int all = run.words().tokens();
            return fixed.isEmpty() ? Math.max(0, Math.min(all, event - from)) : event > from ? all : 0;
        }
    }

    /**
     * A text, one event a token.
     *
     * @param thought whether it is thought, not said
     * @param name what was named in the event before it; empty: nothing was
     */
    private record Run(Delta delta, Words words, boolean thought, String name) {

        private static final Run NONE = new Run(new Delta(new byte[0], new byte[0], false), Words.NONE, false, "");

        /** The tokens of so many of its pieces. */
        long generated(int pieces, Tokenizer.Counting counting) {
            return pieces == 0 ? 0 : counting.written(words, pieces) + (name.isEmpty() ? 0 : counting.name(name));
        }
    }

    /** How many tokens were generated. */
    record Generated(long said, long thought) {

        static final Generated NOTHING = new Generated(0, 0);
    }

    /** A stream that is being put together. Not thread-safe: filled, and then forgotten. */
    static final class Draft {

        private final List<Stretch> stretches = new ArrayList<>();
        private int count;
        private int quiet = -1;

        /** How many events there are already: the index of the next one. */
        int count() {
            return count;
        }

        Draft event(byte[] event) {
            return events(List.of(event));
        }

        Draft events(List<byte[]> events) {
            return add(new Stretch(count, List.copyOf(events), Run.NONE));
        }

        /** What is said, one event a token. */
        Draft run(Delta delta, Words words) {
            return output().add(new Stretch(count, List.of(), new Run(delta, words, false, "")));
        }

        /** The arguments of a call, whose name stood in the event before, one event a token. */
        Draft call(Delta delta, Words arguments, String name) {
            return output().add(new Stretch(count, List.of(), new Run(delta, arguments, false, name)));
        }

        /** A call as a whole in one event. */
        Draft wholeCall(byte[] event, Turn.Call call) {
            Run run = new Run(Run.NONE.delta(), call.arguments(), false, call.name());
            return output().add(new Stretch(count, List.of(event), run));
        }

        /** What is thought, one event a token. */
        Draft thoughts(Delta delta, Words words) {
            return output().add(new Stretch(count, List.of(), new Run(delta, words, true, "")));
        }

        /** The next event holds output; said only where it does so without being a token's. */
        Draft output() {
            quiet = quiet < 0 ? count : quiet;
            return this;
        }

        EventStream stream() {
            return new EventStream(List.copyOf(stretches), new Manner(quiet < 0 ? count : quiet, EVENTS, index -> {
                throw new IllegalStateException("this stream was not to fail");
            }));
        }

        private Draft add(Stretch stretch) {
            stretches.add(stretch);
            count = stretch.end();
            return this;
        }
    }

    private EventStream(List<Stretch> stretches, Manner manner) {
        this.stretches = stretches;
        this.manner = manner;
        this.count =
                stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).end();
    }

    /** The same, with an event that reports a failure in place of the one with the index that is asked for. */
    EventStream failing(IntFunction<byte[]> reported) {
        return new EventStream(stretches, new Manner(manner.quiet(), manner.type(), reported));
    }

    /** The same, as the elements of a JSON array. */
    EventStream asArray() {
        return new EventStream(
                stretches, new Manner(manner.quiet(), HttpHeaderValues.APPLICATION_JSON, manner.failure()));
    }

    AsciiString type() {
        return manner.type();
    }

    /** How many events come before the first that holds output. */
    int quiet() {
        return manner.quiet();
    }

    /** The bytes of an event without a name. */
    static byte[] event(String json) {
        return Json.utf8("data: " + json + "\n\n");
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public ByteBuf piece(int index, ByteBufAllocator allocator) {
        Stretch stretch = at(index);
        int offset = index - stretch.from();
        if (offset < stretch.fixed().size()) {
            return Unpooled.wrappedBuffer(stretch.fixed().get(offset));
        }
        Delta delta = stretch.run().delta();
        Words words = stretch.run().words();
        int size = delta.before.length + words.length(offset) + delta.after.length + 16;
        ByteBuf event = allocator.buffer(size).writeBytes(delta.before);
        words.write(offset, event);
        event.writeBytes(delta.after);
        if (delta.numbered) {
            ByteBufUtil.writeAscii(event, Integer.toString(index));
            ByteBufUtil.writeAscii(event, "}\n\n");
        }
        return event;
    }

    @Override
    public long length() {
        return -1;
    }

    /** How many tokens the beginning of the stream holds, so many events of it. */
    Generated generated(int events, Tokenizer.Counting counting) {
        long said = 0;
        long thought = 0;
        for (Stretch stretch : stretches) {
            Run run = stretch.run();
            int here = stretch.tokensBefore(events);
            if (run.thought()) {
                thought += run.generated(here, counting);
            } else {
                said += run.generated(here, counting);
            }
        }
        return new Generated(said, thought);
    }

    /** The number of the token in an event, from 0 on: 0 also for the first event behind the quiet ones; else -1. */
    int token(int index) {
        if (index == manner.quiet()) {
            return 0;
        }
        int tokens = 0;
        for (Stretch stretch : stretches) {
            if (index < stretch.end()) {
                return stretch.fixed().isEmpty() ? tokens + index - stretch.from() : -1;
            }
            tokens += stretch.run().words().tokens();
        }
        return -1;
    }

    /** An event that reports a failure, in place of the event with this index. */
    byte[] errorEvent(int index) {
        return manner.failure().apply(index);
    }

    private Stretch at(int index) {
        for (Stretch stretch : stretches) {
            if (index < stretch.end()) {
                return stretch;
            }
        }
        throw new IndexOutOfBoundsException(index);
    }
}
