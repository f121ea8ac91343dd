package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.refusal;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses the requests of one client connection out of the buffers that are read from it (RFC 9112), one at a time:
 * behind the end of a request it pauses and holds what came with it until {@link #next()}. Whatever is ambiguous or
 * malformed is refused once, and nothing behind it is looked at. Owned by its connection's event loop; the sink may
 * call back in. Takes ownership of what it is fed; what it hands to the sink is the sink's. Buffers must be writable:
 * the data of several chunks in one read is moved together in place.
 */
public final class RequestDecoder {

    /** What the requests are handed to; called while {@link #feed} or {@link #next} runs. */
    public interface Sink {
        /** A request begins; the head is valid until {@link #next()}. */
        void head(RequestHead head);

        /** Some of its body, without framing; ownership moves to the sink. */
        void body(ByteBuf part);

        /** The request has been read to its end; called for every head, also without a body. */
        void bodyEnd();

        /** Framing is lost: answer and close. Nothing else will be called. */
        void malformed(Failure failure);
    }

    /** How large a request line may be (else 414) and a head (else 431), in bytes, and how many headers it may have. */
    public record Limits(int requestLine, int head, int headers) {
        public static final Limits STANDARD = new Limits(8 * 1024, 32 * 1024, 100);
    }

    private enum State {
        HEAD,
        LENGTH,
        CHUNKED,
        PAUSED,
        ENDED
    }

    private final Sink sink;
    private final RequestHead head;
    private final HeadReader reader;
    private final ChunkWalker chunks = new ChunkWalker();
    private final Ranges data = new Ranges();
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private State state = State.HEAD;
    private long remaining;
    private boolean refused;
    private boolean running;
    private int waitingBytes;
    private @Nullable ByteBuf current;

    public RequestDecoder(Limits limits, Sink sink) {
        this.sink = sink;
        Headers headers = new Headers();
        FramingFields framing = new FramingFields();
        head = new RequestHead(headers, framing);
        HeadReader.Limits bounds = new HeadReader.Limits(limits.requestLine, limits.head, limits.headers);
        reader = new HeadReader(headers, new RequestRules(headers, framing, head), bounds);
    }

    /** Takes a read and parses as far as possible. */
    public void feed(ByteBuf in) {
        if (state == State.ENDED || !in.isReadable()) {
            in.release();
            return;
        }
        waiting.add(in);
        waitingBytes += in.readableBytes();
        run();
    }

    /** The request that has been read to its end is done with: goes on to the next one. */
    public void next() {
        if (state == State.ENDED) {
            return;
        }
        if (state != State.PAUSED) {
            throw new IllegalStateException("the request has not been read to its end");
        }
        reader.reset();
        refused = false;
        state = State.HEAD;
        run();
    }

    /** Drops what is still to come of this body: only {@link Sink#bodyEnd} or {@link Sink#malformed} will be called. */
    public void refuseBody() {
        refused = true;
    }

    /** Between requests: whether no byte of a new one has arrived. */
    public boolean idle() {
        return switch (state) {
            case HEAD -> reader.empty() && held() == 0;
            case PAUSED -> held() == 0;
            case LENGTH, CHUNKED -> false;
            case ENDED -> true;
        };
    }

    /** How many bytes of pipelined input are held. */
    public int held() {
        int held = current == null ? 0 : current.readableBytes();
        return held + waitingBytes;
    }

    /** How many reads of pipelined input are held, each with a buffer of its own. */
    public int heldReads() {
        return waiting.size();
    }

    /** Releases what is held, and everything that is fed from now on. */
    public void close() {
        state = State.ENDED;
        if (!running) {
            drop();
        }
    }

    /** Parses until there is nothing left to, or nothing may be. Calls from the sink only leave it more to do. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        boolean sound = false;
        try {
            while (state != State.PAUSED && state != State.ENDED && pull()) {
                step(Objects.requireNonNull(current));
            }
            sound = true;
        } finally {
            running = false;
            settle(sound);
        }
    }

    private void settle(boolean sound) {
        if (!sound) {
            state = State.ENDED;
        }
        if (state == State.ENDED) {
            drop();
        } else if (current != null && !current.isReadable()) {
            current.release();
            current = null;
        }
    }

    private void drop() {
        if (current != null) {
            current.release();
            current = null;
        }
        waitingBytes = 0;
        for (ByteBuf buffer = waiting.poll(); buffer != null; buffer = waiting.poll()) {
            buffer.release();
        }
    }

    /** Makes sure that {@link #current} is readable; false if there is nothing to read. */
    private boolean pull() {
        while (current == null || !current.isReadable()) {
            if (current != null) {
                current.release();
            }
            current = waiting.poll();
            waitingBytes -= current == null ? 0 : current.readableBytes();
            if (current == null) {
                return false;
            }
        }
        return true;
    }

    private void step(ByteBuf in) {
        switch (state) {
            case HEAD -> head(in);
            case LENGTH -> length(in);
            case CHUNKED -> chunked(in);
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void head(ByteBuf in) {
        switch (reader.read(in)) {
            case MORE -> {}
            case BROKEN -> fail(Objects.requireNonNull(reader.failure()));
            case COMPLETE -> begin();
        }
    }

    private void begin() {
        chunks.reset();
        remaining = Math.max(0, head.contentLength());
        state = head.chunked() ? State.CHUNKED : State.LENGTH;
        sink.head(head);
        if (state == State.LENGTH && remaining == 0) {
            finish();
        }
    }

    private void length(ByteBuf in) {
        int from = in.readerIndex();
        int to = (int) Math.min(in.writerIndex(), from + remaining);
        remaining -= to - from;
        deliver(in, from, to, to);
        if (state == State.LENGTH && remaining == 0) {
            finish();
        }
    }

    private void chunked(ByteBuf in) {
        int stop = chunks.walk(in, data);
        if (data.size() == 0 || refused) {
            in.readerIndex(stop);
        } else {
            deliver(in, data.from(0), gather(in), stop);
        }
        if (state == State.ENDED) {
            return;
        }
        String broken = chunks.broken();
        if (broken != null) {
            fail(refusal(broken));
        } else if (chunks.done()) {
            finish();
        }
    }

    /** Moves the data of all chunks behind that of the first one; returns where it ends. */
    private int gather(ByteBuf in) {
        int end = data.to(0);
        for (int i = 1; i < data.size(); i++) {
            int length = data.to(i) - data.from(i);
            in.setBytes(end, in, data.from(i), length);
            end += length;
        }
        return end;
    }

    /**
     * Hands over the bytes from {@code from} to {@code to}, in the read itself if nothing is left behind {@code stop}.
     */
    private void deliver(ByteBuf in, int from, int to, int stop) {
        boolean rest = stop < in.writerIndex();
        in.readerIndex(stop);
        if (refused) {
            return;
        }
        if (rest) {
            sink.body(in.retainedSlice(from, to - from));
            return;
        }
        current = null;
        sink.body(in.setIndex(from, to));
    }

    private void finish() {
        state = State.PAUSED;
        sink.bodyEnd();
    }

    private void fail(Failure failure) {
        state = State.ENDED;
        sink.malformed(failure);
    }
}
