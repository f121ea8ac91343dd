package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.exchange.ProviderDeadline.Stage;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.relay.StreamRelay;
import dev.sluice.netty.relay.UnaryRelay;
import dev.sluice.netty.upstream.Attempt;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.Framing;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The provider's side of one exchange: makes the attempt, hears its answer, and carries it over to the client. Tells
 * the exchange when it is over, one way or the other. Lives on the exchange's event loop.
 */
final class ProviderSide implements Attempt.Caller, Relay.Downstream, StreamRelay.Progress {

    private final Exchange exchange;
    private final ExchangeLoop shared;
    private final Plan plan;
    private final ExchangeTimes times;
    private final ProviderDeadline deadline;
    private @Nullable Attempt attempt;
    private @Nullable Upload upload;
    private @Nullable Relay relay;
    private @Nullable ResponseHead answer;
    private @Nullable Code failure;
    private boolean stream;
    private int attempts;

    ProviderSide(Exchange exchange, ExchangeLoop shared, Plan plan, ProviderDeadline deadline) {
        this.exchange = exchange;
        this.shared = shared;
        this.plan = plan;
        this.times = exchange.times();
        this.deadline = deadline;
        this.stream = plan.stream();
    }

    void start() {
        deadline.begin(timeouts(), times.startedAt, stream ? Stage.FIRST_BYTE : Stage.UNARY);
        attempts++;
        Attempt made = new Attempt(
                shared.loop(), shared.pools(), plan.target(), plan.route().label(), this);
        attempt = made;
        if (exchange.bodyHasEnded()) {
            made.start();
        } else {
            made.startOnce();
        }
    }

    @Override
    public void send(UpstreamConnection to) {
        if (attempt != null) {
            times.sentAt = attempt.sentAt();
            times.queueNanos = attempt.queueNanos();
            if (exchange.bodyHasEnded()) {
                exchange.request().send(to, plan);
            } else {
                Upload begun = exchange.request().upload(to, plan);
                upload = begun;
                exchange.flush(begun);
            }
        }
    }

    /** The rest of the body goes through this; null while it is collected. */
    @Nullable
    Upload upload() {
        return upload;
    }

    @Override
    public void writable() {
        exchange.providerTakesMore();
    }

    @Override
    public void head(ResponseHead head) {
        answer = head;
        stream = head.eventStream() && head.status() < 400;
        if (!stream) {
            deadline.enter(Stage.UNARY, timeouts(), times.sentAt);
        }
        relay = relayFor(head);
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        Relay relaying = relay;
        if (relaying == null) {
            read.release();
            return;
        }
        long now = System.nanoTime();
        if (stream) {
            if (times.readAt != 0) {
                shared.loop().listener().chunkRead(plan.target().provider().label(), now - times.readAt);
            }
            if (relaying.committed()) {
                deadline.enter(Stage.STALL, timeouts(), now);
            }
        }
        times.readAt = now;
        relaying.body(read, data);
    }

    @Override
    public void readComplete() {
        exchange.flush();
    }

    @Override
    public AnswerBody commit() {
        if (answer == null) {
            throw new IllegalStateException("no answer to commit");
        }
        if (stream) {
            deadline.enter(Stage.STALL, timeouts(), times.readAt);
        }
        exchange.committed();
        return exchange.client().relay(answer, plan.wire(), attempts);
    }

    @Override
    public void output() {
        times.output();
    }

    @Override
    public void error() {
        failure = Code.UPSTREAM_STREAM_ERROR;
    }

    @Override
    public void ended() {
        boolean cutInLine = answer != null
                && answer.framing() == Framing.CLOSE
                && relay != null
                && relay.midLine()
                && !relay.complete();
        if (cutInLine) {
            // Nothing but the connection's end says that this is all, and no event ends like this.
            failed(Code.UPSTREAM_CUT);
            return;
        }
        over();
        if (failure == null && answer != null) {
            failure = Attempt.ofStatus(answer.status());
        }
        if (relay != null) {
            relay.end();
        }
        exchange.answered(failure);
    }

    @Override
    public void failed(Code code) {
        over();
        Relay relaying = relay;
        if (relaying == null || !relaying.committed()) {
            release();
            exchange.fail(told(code));
        } else if (relaying.complete()) {
            // The dialect's own end has passed: only the connection ended badly, and the client misses nothing.
            relaying.end();
            exchange.answered(failure);
        } else {
            breakOff(relaying, code);
        }
    }

    /** A deadline has passed. */
    void expired(long now) {
        Attempt late = attempt;
        if (late == null) {
            return;
        }
        Code code = deadline.passed(now);
        FlowGate gate = late.gate();
        if (code == Code.STALL_TIMEOUT && gate != null && gate.isPaused()) {
            // It is the client that stalls, and write_timeout that counts.
            deadline.enter(Stage.STALL, timeouts(), now);
        } else {
            late.cancel(code);
            failed(code);
        }
    }

    /** The client takes more, and the provider is read again: the wait for its next bytes begins anew. */
    void resumed() {
        if (stream && attempt != null && relay != null && relay.committed()) {
            deadline.enter(Stage.STALL, timeouts(), System.nanoTime());
        }
    }

    /** The client has left, or does not read: the provider need not go on. */
    void cancel(Code why) {
        if (attempt != null) {
            attempt.cancel(why);
            over();
        }
    }

    /** Lets go of what is held; idempotent. */
    void release() {
        if (relay != null) {
            relay.release();
        }
    }

    /** The gate between the provider and this client, while there is an attempt with a connection. */
    @Nullable
    FlowGate gate() {
        return attempt == null ? null : attempt.gate();
    }

    Plan plan() {
        return plan;
    }

    int attempts() {
        return attempts;
    }

    Usage usage() {
        return relay == null ? Usage.NONE : relay.usage();
    }

    private Relay relayFor(ResponseHead head) {
        boolean readable = !head.contentEncoded();
        if (head.status() >= 400) {
            return UnaryRelay.error(this);
        }
        var endpoint = exchange.request().endpoint();
        if (!stream || !readable) {
            return UnaryRelay.success(this, readable ? plan.dialect().answerReader(endpoint) : null);
        }
        StreamReader reader = plan.dialect().streamReader(endpoint);
        return plan.hideUsage()
                ? StreamRelay.hidingUsage(this, reader, this, shared.scratch())
                : StreamRelay.whole(this, reader, this, shared.scratch());
    }

    /** The answer cannot be completed: says so between two events, and aborts anywhere else. */
    private void breakOff(Relay relaying, Code code) {
        exchange.client().closeAfter();
        AnswerBody body = exchange.client().body();
        boolean betweenEvents = relaying.atBoundary();
        relaying.release();
        if (betweenEvents && body != null) {
            byte[] event =
                    plan.dialect().errorEvent(told(code), exchange.request().id());
            body.own(Unpooled.wrappedBuffer(event));
            body.end();
            exchange.answered(code);
        } else {
            exchange.cut(code);
        }
    }

    private Failure told(Code code) {
        return ErrorRenderer.upstream(code, plan.target().provider().name());
    }

    private void over() {
        attempt = null;
        deadline.clear();
        times.upstreamOverAt = System.nanoTime();
    }

    private Timeouts timeouts() {
        return plan.target().provider().timeouts();
    }
}
