package dev.sluice.netty.wire;

import dev.sluice.core.request.Method;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the answers on one upstream connection out of the buffers that are read from it (RFC 9112), an answer an
 * {@link #expect}. A body is handed on in the buffers it came in, chunk framing included, with the places where the
 * data stands. What is malformed ends the connection's use and is never handed on; nor is what comes unasked. Owned by
 * its connection's event loop. Takes ownership of what it is fed; what it hands to the sink is the sink's.
 */
public final class ResponseDecoder {

    /** What an answer is handed to; called while {@link #feed} or {@link #closed} runs. */
    public interface Sink {
        /** A final answer begins, interim ones are left out; the head is valid until the next {@link #expect}. */
        void head(ResponseHead head);

        /**
         * Some of its body: the read itself, its indices around what belongs to the body; ownership moves to the sink.
         * {@code data} tells where in it the data stands (absolute indices; at least one stretch), and whether the part
         * may be passed on whole; it is valid during the call. What is not verbatim may begin or end anywhere in the
         * framing.
         */
        void body(ByteBuf part, Ranges data);

        /** The answer has ended. */
        void end(Afterwards connection);

        /** Not an answer, or none that was asked for: close the connection. Nothing else will be called. */
        void malformed(String why);
    }

    /** What a connection is good for when an answer has ended. */
    public enum Afterwards {
        /** Another request. */
        REUSABLE,
        /** Nothing: close it. */
        SPENT
    }

    private enum State {
        IDLE,
        HEAD,
        LENGTH,
        CHUNKED,
        CLOSE,
        ENDED
    }

    private static final HeadReader.Limits LIMITS = new HeadReader.Limits(64 * 1024, 64 * 1024, 200);
    private static final int MAX_INTERIM = 16;

    private final Sink sink;
    private final ResponseHead head;
    private final HeadReader reader;
    private final ChunkWalker chunks = new ChunkWalker();
    private final Ranges data = new Ranges();
    private State state = State.IDLE;
    private Method method = Method.GET;
    private long remaining;
    private int interim;
    private boolean started;
    private @Nullable ByteBuf current;

    public ResponseDecoder(Sink sink) {
        this.sink = sink;
        Headers headers = new Headers();
        FramingFields framing = new FramingFields();
        head = new ResponseHead(headers, framing);
        reader = new HeadReader(headers, new ResponseRules(headers, framing, head), LIMITS);
    }

    /** A request of that method is about to be sent: its answer is the next. */
    public void expect(Method method) {
        if (state == State.ENDED) {
            return;
        }
        if (state != State.IDLE) {
            throw new IllegalStateException("the answer before has not ended");
        }
        this.method = method;
        reader.reset();
        interim = 0;
        started = false;
        state = State.HEAD;
    }

    /** Takes a read and parses all of it. */
    public void feed(ByteBuf in) {
        if (state == State.ENDED || !in.isReadable()) {
            in.release();
            return;
        }
        started = true;
        current = in;
        boolean sound = false;
        try {
            parse(in);
            sound = true;
        } finally {
            if (!sound) {
                state = State.ENDED;
            }
            drop();
        }
    }

    /**
     * The upstream has closed: ends a body that lasts until then. Any other answer in progress is cut, as the caller
     * knows.
     */
    public void closed() {
        boolean ends = state == State.CLOSE;
        state = State.ENDED;
        if (ends) {
            sink.end(Afterwards.SPENT);
        }
    }

    /** Whether any byte of the answer that is expected has arrived. */
    public boolean started() {
        return started;
    }

    /** Releases everything that is fed from now on, and calls the sink no more. */
    public void close() {
        state = State.ENDED;
    }

    private void drop() {
        ByteBuf in = current;
        if (in != null) {
            current = null;
            in.release();
        }
    }

    private void parse(ByteBuf in) {
        while (state == State.HEAD && in.isReadable()) {
            head(in);
        }
        switch (state) {
            case IDLE -> unasked(in);
            case LENGTH, CLOSE -> plain(in);
            case CHUNKED -> chunked(in);
            case HEAD, ENDED -> {}
        }
    }

    private void head(ByteBuf in) {
        switch (reader.read(in)) {
            case MORE -> {}
            case BROKEN -> fail(Objects.requireNonNull(reader.failure()).message());
            case COMPLETE -> {
                if (head.status >= 200) {
                    begin(in);
                } else {
                    skipInterim();
                }
            }
        }
    }

    private void skipInterim() {
        if (head.status == 101) {
            fail("the upstream switches protocols, unasked");
        } else if (++interim > MAX_INTERIM) {
            fail("too many interim answers");
        } else {
            reader.reset();
        }
    }

    private void begin(ByteBuf in) {
        chunks.reset();
        head.framing = framing();
        remaining = head.framing == Framing.LENGTH ? head.contentLength() : 0;
        state = switch (head.framing) {
            case CHUNKED -> State.CHUNKED;
            case CLOSE -> State.CLOSE;
            case LENGTH, NONE -> State.LENGTH;
        };
        sink.head(head);
        if (state == State.LENGTH && remaining == 0) {
            finish(in.isReadable());
        }
    }

    private Framing framing() {
        if (method == Method.HEAD || head.status == 204 || head.status == 304) {
            return Framing.NONE;
        }
        if (head.chunked()) {
            return Framing.CHUNKED;
        }
        return head.contentLength() >= 0 ? Framing.LENGTH : Framing.CLOSE;
    }

    private void plain(ByteBuf in) {
        if (!in.isReadable()) {
            return;
        }
        int from = in.readerIndex();
        int readable = in.readableBytes();
        boolean surplus = state == State.LENGTH && readable > remaining;
        int length = surplus ? (int) remaining : readable;
        data.only(from, from + length);
        deliver(in, from + length);
        if (state == State.LENGTH) {
            remaining -= length;
            if (remaining == 0) {
                finish(surplus);
            }
        }
    }

    private void chunked(ByteBuf in) {
        int to = in.writerIndex();
        int stop = chunks.walk(in, data);
        if (data.size() > 0) {
            deliver(in, chunks.end());
        }
        if (state == State.ENDED) {
            return;
        }
        String broken = chunks.broken();
        if (broken != null) {
            fail(broken);
        } else if (chunks.done()) {
            finish(stop < to);
        }
    }

    private void deliver(ByteBuf in, int end) {
        if (end < in.writerIndex()) {
            in.writerIndex(end);
        }
        current = null;
        sink.body(in, data);
    }

    private void unasked(ByteBuf in) {
        if (in.isReadable()) {
            fail("the upstream speaks unasked");
        }
    }

    private void finish(boolean surplus) {
        boolean reusable = head.keepAlive() && !surplus;
        state = reusable ? State.IDLE : State.ENDED;
        sink.end(reusable ? Afterwards.REUSABLE : Afterwards.SPENT);
    }

    private void fail(String why) {
        state = State.ENDED;
        sink.malformed(why);
    }
}
