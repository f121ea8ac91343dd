package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A streamed answer: events that lead in, one event for each token, events that end it; one piece an event. Only the
 * token, and a sequence number where the dialect counts events, differ from one token's event to the next.
 */
final class EventStream implements Pieces {

    private static final AsciiString EVENTS = AsciiString.cached("text/event-stream; charset=utf-8");

    private final List<byte[]> lead;
    private final Delta delta;
    private final Words words;
    private final List<byte[]> tail;
    private final Manner manner;

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

    EventStream(List<byte[]> lead, Delta delta, Words words, List<byte[]> tail) {
        this(List.copyOf(lead), delta, words, List.copyOf(tail), new Manner(lead.size(), EVENTS, index -> {
            throw new IllegalStateException("this stream was not to fail");
        }));
    }

    private EventStream(List<byte[]> lead, Delta delta, Words words, List<byte[]> tail, Manner manner) {
        this.lead = lead;
        this.delta = delta;
        this.words = words;
        this.tail = tail;
        this.manner = manner;
    }

    /** The same, with an event that reports a failure in place of the one with the index that is asked for. */
    EventStream failing(IntFunction<byte[]> reported) {
        return new EventStream(lead, delta, words, tail, new Manner(manner.quiet(), manner.type(), reported));
    }

    /** The same, where only so many of the events that lead in come before the first output. */
    EventStream quietFor(int events) {
        return new EventStream(lead, delta, words, tail, new Manner(events, manner.type(), manner.failure()));
    }

    /** The same, as the elements of a JSON array. */
    EventStream asArray() {
        Manner array = new Manner(manner.quiet(), HttpHeaderValues.APPLICATION_JSON, manner.failure());
        return new EventStream(lead, delta, words, tail, array);
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
        return lead.size() + words.tokens() + tail.size();
    }

    @Override
    public ByteBuf piece(int index, ByteBufAllocator allocator) {
        int token = index - lead.size();
        if (token < 0) {
            return Unpooled.wrappedBuffer(lead.get(index));
        }
        if (token >= words.tokens()) {
            return Unpooled.wrappedBuffer(tail.get(token - words.tokens()));
        }
        int size = delta.before.length + words.length(token) + delta.after.length + 16;
        ByteBuf event = allocator.buffer(size).writeBytes(delta.before);
        words.write(token, event);
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

    /** How many events lead in. */
    int lead() {
        return lead.size();
    }

    /** Whether there is a token with this index. */
    boolean isToken(int token) {
        return token >= 0 && token < words.tokens();
    }

    /** An event that reports a failure, in place of the event with this index. */
    byte[] errorEvent(int index) {
        return manner.failure().apply(index);
    }
}
