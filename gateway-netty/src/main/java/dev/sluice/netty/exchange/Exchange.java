package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.netty.loop.Deadlines;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.relay.StreamRelay;
import dev.sluice.netty.relay.UnaryRelay;
import dev.sluice.netty.upstream.Attempt;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, from its head to its settlement: a state machine over the phases of {@link Phase}. It lives on its
 * connection's event loop and is settled exactly once, whatever happens. Before the commit any failure is answered in the
 * client's dialect; after it the stream ends honestly.
 */
final class Exchange implements Attempt.Caller, Relay.Downstream, StreamRelay.Progress {

    private final ExchangeHandler connection;
    private final String id;
    private final ExchangeLoop shared;
    private final Request request;
    private final ClientSide client;
    private final ExchangeTimes times;
    private final Deadlines.Timer timer;
    private Phase phase = Phase.BODY;
    private @Nullable Failure refusal;
    private @Nullable Plan plan;
    private @Nullable Attempt attempt;
    private @Nullable Relay relay;
    private @Nullable ResponseHead answer;
    private @Nullable Code failure;
    private boolean stream;
    private int attempts;
    private long totalAt;

    /** Where an exchange stands. */
    private enum Phase {
        /** The body is being read. */
        BODY,
        /** Refused; answered when the body has ended, or cannot be waited for. */
        REFUSED,
        /** A provider is asked; nothing of its answer has been passed on. */
        UPSTREAM,
        /** The answer is passed on. */
        RELAYING,
        /** All is written; what is left is the client's to take. */
        FINISHING,
        OVER
    }

    Exchange(ExchangeHandler connection, String id, Request request, ClientSide client, ExchangeTimes times) {
        this.id = id;
        this.connection = connection;
        this.shared = connection.shared();
        this.request = request;
        this.client = client;
        this.times = times;
        this.timer = connection.exchangeTimer();
        shared.loop().listener().requestStarted(request.endpoint());
    }

    /** The head has been read: decides what can be decided before the body. */
    void begin() {
        Failure found = request.check();
        if (found != null) {
            refuse(found);
        } else if (request.expectsContinue()) {
            client.continue100();
        }
    }

    /** Takes a part of the body. */
    void body(ByteBuf part) {
        if (phase != Phase.BODY) {
            part.release();
            return;
        }
        Failure found = request.take(part);
        if (found != null) {
            refuse(found);
        }
    }

    void bodyEnd() {
        if (phase == Phase.REFUSED) {
            answerRefusal();
        } else {
            dispatch();
        }
    }

    /** All that one read of the client's socket gave has been told: who was refused is not made to wait for the rest. */
    void clientReadComplete() {
        if (phase == Phase.REFUSED) {
            connection.lingerAfterAnswer();
            client.closeAfter();
            answerRefusal();
        }
    }

    /** The request's framing is lost: the connection ends with the answer. */
    void malformed(Failure found) {
        client.closeAfter();
        connection.lingerAfterAnswer();
        refusal = found;
        answerRefusal();
    }

    private void refuse(Failure found) {
        refusal = found;
        phase = Phase.REFUSED;
        request.release();
        connection.refuseBody();
    }

    private void answerRefusal() {
        Failure why = refusal;
        if (why != null) {
            fail(why);
        }
    }

    private void dispatch() {
        connection.bodyRead();
        if (!request.endpoint().isModel()) {
            answerLocally(request.local());
            return;
        }
        Failure found = request.read();
        if (found == null) {
            plan = request.plan();
        }
        if (plan == null) {
            fail(found == null ? request.unknownModel() : found);
        } else {
            attempt(plan);
        }
    }

    private void attempt(Plan to) {
        phase = Phase.UPSTREAM;
        stream = to.stream();
        Timeouts timeouts = to.target().provider().timeouts();
        long now = System.nanoTime();
        totalAt = times.startedAt + timeouts.totalNanos();
        deadline(now + (stream ? timeouts.firstByteNanos() : timeouts.unaryNanos()));
        attempts++;
        attempt = new Attempt(shared.loop(), shared.pools(), to.target(), to.route().label(), this);
        attempt.start();
    }

    @Override
    public void send(UpstreamConnection to) {
        if (plan != null && attempt != null) {
            times.sentAt = attempt.sentAt();
            times.queueNanos = attempt.queueNanos();
            request.send(to, plan);
        }
    }

    @Override
    public void head(ResponseHead head) {
        if (plan == null) {
            return;
        }
        answer = head;
        stream = head.eventStream() && head.status() < 400;
        if (!stream) {
            deadline(times.sentAt + plan.target().provider().timeouts().unaryNanos());
        }
        relay = relayFor(head, plan);
    }

    private Relay relayFor(ResponseHead head, Plan to) {
        boolean readable = !head.contentEncoded();
        if (head.status() >= 400) {
            return UnaryRelay.error(this);
        }
        if (!stream || !readable) {
            return UnaryRelay.success(this, readable ? to.dialect().answerReader(request.endpoint()) : null);
        }
        StreamReader reader = to.dialect().streamReader(request.endpoint());
        return to.hideUsage()
                ? StreamRelay.hidingUsage(this, reader, this)
                : StreamRelay.whole(this, reader, this);
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        long now = System.nanoTime();
        if (relay == null || plan == null) {
            read.release();
            return;
        }
        if (stream) {
            if (times.readAt != 0) {
                shared.loop().listener().chunkRead(plan.target().provider().label(), now - times.readAt);
            }
            Timeouts timeouts = plan.target().provider().timeouts();
            if (relay.committed()) {
                deadline(now + timeouts.stallNanos());
            }
        }
        times.readAt = now;
        relay.body(read, data);
    }

    @Override
    public void readComplete() {
        if (phase == Phase.RELAYING) {
            connection.flush();
            times.flushed();
        }
    }

    @Override
    public AnswerBody commit() {
        if (answer == null || plan == null) {
            throw new IllegalStateException("no answer to commit");
        }
        phase = Phase.RELAYING;
        request.release();
        if (stream) {
            deadline(times.readAt + plan.target().provider().timeouts().stallNanos());
        }
        closeWhenDraining();
        return client.relay(answer, plan.wire(), attempts);
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
        upstreamOver();
        if (failure == null && answer != null) {
            failure = Attempt.ofStatus(answer.status());
        }
        if (relay != null) {
            relay.end();
        }
        finish();
    }

    @Override
    public void failed(Code code) {
        upstreamOver();
        Relay relaying = relay;
        if (relaying == null || !relaying.committed()) {
            fail(ErrorRenderer.upstream(code, providerName()));
        } else if (relaying.complete()) {
            // The dialect's own end has passed: only the connection ended badly, and the client misses nothing.
            relaying.end();
            finish();
        } else {
            breakOff(relaying, code);
        }
    }

    /** The answer cannot be completed: says so between two events, and aborts anywhere else. */
    private void breakOff(Relay relaying, Code code) {
        failure = code;
        client.closeAfter();
        AnswerBody body = client.body();
        boolean canTell = relaying.atBoundary() && body != null && plan != null;
        relaying.release();
        if (canTell) {
            Failure told = ErrorRenderer.upstream(code, providerName());
            body.own(Unpooled.wrappedBuffer(plan.dialect().errorEvent(told, request.id())));
            body.end();
            finish();
        } else {
            over();
            connection.cut(body);
        }
    }

    private void fail(Failure why) {
        failure = why.code();
        if (relay != null) {
            relay.release();
        }
        request.release();
        answerLocally(ErrorRenderer.answer(why, request.dialect(), request.id(), request.endpoint()));
    }

    private void answerLocally(LocalAnswer local) {
        closeWhenDraining();
        client.write(local);
        finish();
    }

    private void finish() {
        phase = Phase.FINISHING;
        timer.clear();
        connection.finish();
    }

    private void closeWhenDraining() {
        if (shared.draining()) {
            client.closeAfter();
        }
    }

    /** The client has taken everything. */
    void taken() {
        times.flushed();
        over();
        connection.exchangeOver(client.keepsAlive());
    }

    /** The client has left. */
    void gone(Code why) {
        if (phase == Phase.OVER) {
            return;
        }
        if (attempt != null) {
            attempt.cancel(why);
            upstreamOver();
        }
        failure = why;
        over();
    }

    /** A deadline towards the client has passed. */
    void clientExpired() {
        if (phase == Phase.BODY || phase == Phase.REFUSED) {
            malformed(Failure.of(Code.REQUEST_TIMEOUT, "The request did not arrive in time."));
        } else {
            gone(Code.CLIENT_STALLED);
            connection.abort();
        }
    }

    /** A deadline towards the provider has passed. */
    void expired(long now) {
        Attempt late = attempt;
        if (late == null) {
            return;
        }
        Code code = Code.UNARY_TIMEOUT;
        if (totalAt - now <= 0) {
            code = Code.TOTAL_TIMEOUT;
        } else if (stream) {
            code = relay != null && relay.committed() ? Code.STALL_TIMEOUT : Code.FIRST_BYTE_TIMEOUT;
        }
        FlowGate gate = late.gate();
        if (code == Code.STALL_TIMEOUT && gate != null && gate.isPaused() && plan != null) {
            // It is the client that stands still; write_timeout is for that.
            deadline(now + plan.target().provider().timeouts().stallNanos());
            return;
        }
        late.cancel(code);
        failed(code);
    }

    /** The gate between the provider and this client, while there is an attempt. */
    @Nullable FlowGate gate() {
        return attempt == null ? null : attempt.gate();
    }

    private void upstreamOver() {
        attempt = null;
        times.upstreamOverAt = System.nanoTime();
    }

    private void over() {
        phase = Phase.OVER;
        timer.clear();
        if (relay != null) {
            relay.release();
        }
        request.release();
        Settlement.settle(shared.loop().listener(), this);
    }

    private void deadline(long at) {
        timer.set(at - totalAt < 0 ? at : totalAt);
    }

    private String providerName() {
        return plan == null ? "" : plan.target().provider().name();
    }

    /** The gateway's own id of this exchange. */
    String id() {
        return id;
    }

    String remoteAddress() {
        return connection.remoteAddress();
    }

    Request request() {
        return request;
    }

    ClientSide client() {
        return client;
    }

    ExchangeTimes times() {
        return times;
    }

    @Nullable Plan plan() {
        return plan;
    }

    @Nullable Relay relay() {
        return relay;
    }

    @Nullable Code failure() {
        return failure;
    }

    int attempts() {
        return attempts;
    }
}
