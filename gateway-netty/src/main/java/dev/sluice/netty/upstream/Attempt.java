package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.trace.TraceParent;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.loop.Loop;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One try at one target: acquires a connection, has the request written, hears the answer, and reports itself exactly
 * once. A pooled connection that closes as soon as it is written to had gone stale: the same request is written to a
 * fresh one, once, and that is no retry. Lives on the exchange's event loop.
 */
public final class Attempt implements Waiter, AnswerListener {

    /** A round trip on the slowest of networks: what closes later had the request, and may have worked on it. */
    private static final long STALE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Loop loop;
    private final UpstreamPool pool;
    private final Labels labels;
    private final Caller caller;
    private @Nullable UpstreamConnection connection;
    private boolean over;
    private boolean replayed;
    private int status;
    private final long startedAt = System.nanoTime();
    private long acquiredAt;

    /**
     * What the record of the attempt is told by.
     *
     * @param model number of the client's model name
     * @param key number of the key's name
     * @param witness records its span; null: nobody does
     */
    public record Labels(int model, int key, @Nullable Witness witness) {

        /** Of an attempt that is nobody's request, and leaves no record. */
        public static final Labels NONE = new Labels(-1, -1, null);
    }

    /** Who records an attempt's span. */
    public interface Witness {

        /** The span, with its trace. */
        TraceParent span();

        /** The attempt is over. */
        void ended(AttemptRecord record);
    }

    /** Where an attempt goes: one of a provider's addresses. */
    public record Place(Provider provider, Origin origin) {}

    /** For whom the attempt is made. Exactly one of {@code ended} and {@code failed} comes, and nothing after it. */
    public interface Caller {

        /** Writes the request, with its {@code expect} before and its flush behind. */
        void send(UpstreamConnection connection);

        void head(ResponseHead head);

        /** As {@link AnswerListener#body}: ownership of {@code read} moves to the caller. */
        void body(ByteBuf read, Ranges data);

        void readComplete();

        /** The connection takes more of the request again. */
        void writable();

        /** What the answer that has just ended was, for the record; null where it was a success. */
        Failure.@Nullable Code outcome();

        void ended();

        void failed(Failure.Code code);
    }

    public Attempt(Loop loop, UpstreamPools pools, Place place, Labels labels, Caller caller) {
        this.loop = loop;
        this.pool = pools.of(place.provider(), place.origin());
        this.labels = labels;
        this.caller = caller;
    }

    public void start() {
        pool.acquire(this);
    }

    /** As {@link #start}, for a request that cannot be written twice: on a fresh connection, which cannot be stale. */
    public void startOnce() {
        replayed = true;
        pool.acquireFresh(this);
    }

    /** The request is let go of, and so it is not written again, whatever becomes of its connection. */
    public void writesNoMore() {
        replayed = true;
    }

    /** The gate between this attempt's provider and the client; null before there is a connection and after the end. */
    public @Nullable FlowGate gate() {
        return connection == null ? null : connection.gate();
    }

    /** Nanoseconds from the start until there was a connection; -1 when there never was one. */
    public long queueNanos() {
        return acquiredAt == 0 ? -1 : acquiredAt - startedAt;
    }

    /** When the request was written; an instant of {@link System#nanoTime}, 0 when it was not. */
    public long sentAt() {
        return acquiredAt;
    }

    /** The caller wants no more of it, and says why; the caller hears nothing more. */
    public void cancel(Failure.Code why) {
        if (over) {
            return;
        }
        if (connection != null) {
            connection.abandon();
        } else {
            pool.forget(this);
        }
        finish(why);
    }

    @Override
    public void acquired(UpstreamConnection leased) {
        if (over) {
            // Cancelled while the connection was being made.
            pool.release(leased);
            return;
        }
        connection = leased;
        acquiredAt = System.nanoTime();
        loop.listener().acquired(pool.provider().label(), acquiredAt - startedAt);
        leased.lease(this);
        caller.send(leased);
    }

    @Override
    public void refused(Failure.Code code) {
        fail(code);
    }

    @Override
    public void head(ResponseHead head) {
        status = head.status();
        caller.head(head);
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        caller.body(read, data);
    }

    @Override
    public void readComplete() {
        caller.readComplete();
    }

    @Override
    public void writable() {
        caller.writable();
    }

    @Override
    public void ended() {
        finish(caller.outcome());
        caller.ended();
    }

    @Override
    public void failed(Failure.Code code) {
        if (!over && code == Failure.Code.UPSTREAM_CLOSED && isStale()) {
            replayed = true;
            loop.listener().staleConnection(pool.provider().label());
            connection = null;
            pool.acquireFresh(this);
        } else {
            fail(code);
        }
    }

    private boolean isStale() {
        return connection != null && connection.reused() && !replayed && System.nanoTime() - acquiredAt < STALE_NANOS;
    }

    private void fail(Failure.Code code) {
        if (!over) {
            finish(code);
            caller.failed(code);
        }
    }

    private void finish(Failure.@Nullable Code failure) {
        over = true;
        connection = null;
        if (labels.equals(Labels.NONE)) {
            return;
        }
        Witness witness = labels.witness();
        AttemptRecord record = new AttemptRecord(
                pool.provider().label(),
                labels.model(),
                labels.key(),
                status,
                System.nanoTime() - startedAt,
                failure,
                witness == null ? null : witness.span());
        if (witness != null) {
            witness.ended(record);
        }
        loop.listener().attemptEnded(record);
    }
}
