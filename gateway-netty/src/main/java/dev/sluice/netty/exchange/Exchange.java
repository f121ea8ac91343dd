package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Found;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Plan;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, from its head to its settlement: a state machine over the phases of {@link Phase}. It lives on its
 * connection's event loop and is settled exactly once, whatever happens. Before the commit any failure is answered in
 * the client's dialect; after it the stream ends honestly.
 */
final class Exchange {

    private final ExchangeHandler connection;
    private final ExchangeLoop shared;
    private final Request request;
    private final ClientSide client;
    private final ExchangeTimes times;
    private final ProviderDeadline deadline;
    private final Dispatch dispatch;
    private Phase phase = Phase.BODY;
    private @Nullable Failure refusal;
    private boolean bodyEnded;
    private @Nullable ProviderSide provider;
    private @Nullable Caching caching;
    private @Nullable Replay replay;
    private @Nullable Code failure;

    Exchange(ExchangeHandler connection, Request request, ClientSide client, ExchangeTimes times) {
        this.connection = connection;
        this.shared = connection.shared();
        this.request = request;
        this.client = client;
        this.times = times;
        this.deadline = new ProviderDeadline(connection.exchangeTimer());
        this.dispatch = new Dispatch(this, request, shared);
        shared.loop().listener().requestStarted(request.address().proxied() ? Endpoint.PROXY : request.endpoint());
    }

    /** The head has been read: decides what can be decided before the body. */
    void begin() {
        Failure found = request.check();
        times.admitted();
        if (found != null) {
            refuse(found);
        } else if (request.expectsContinue()) {
            client.continue100();
        }
    }

    /** Takes a part of the body. */
    void body(ByteBuf part) {
        switch (phase) {
            case BODY -> collect(part);
            case UPSTREAM -> upload(part);
            case REFUSED, LOOKUP, RELAYING, FINISHING, OVER -> part.release();
        }
    }

    private void collect(ByteBuf part) {
        Failure found = request.take(part);
        if (found != null) {
            refuse(found);
        } else if (request.mustStream()) {
            dispatch.ask(request.planEarly());
        }
    }

    /** A provider has been asked already: passes the part on, or collects it until there is a connection. */
    private void upload(ByteBuf part) {
        Upload upload = provider == null ? null : provider.upload();
        Failure found = upload == null ? request.take(part) : request.pass(part);
        if (found != null) {
            if (upload != null) {
                part.release();
            }
            giveUp(found);
        } else if (upload != null) {
            upload.write(part);
        }
    }

    /** The body that is being sent must not go on. */
    private void giveUp(Failure found) {
        if (provider != null) {
            provider.cancel(found.code());
        }
        fail(found);
    }

    void bodyEnd() {
        bodyEnded = true;
        times.bodyEnded();
        if (phase == Phase.UPSTREAM) {
            endUpload();
        } else if (phase == Phase.REFUSED) {
            fail(Objects.requireNonNull(refusal));
        } else if (phase == Phase.BODY) {
            connection.bodyRead();
            dispatch.read();
        }
    }

    /**
     * All that one read of the client's socket gave has been told: who was refused is not made to wait for the rest.
     */
    void clientReadComplete() {
        if (phase == Phase.REFUSED) {
            fail(Objects.requireNonNull(refusal));
        }
        Upload upload = provider == null || bodyEnded ? null : provider.upload();
        if (phase == Phase.UPSTREAM && upload != null) {
            flush(upload);
        }
    }

    /** Whether all of the request's body has arrived. */
    boolean bodyHasEnded() {
        return bodyEnded;
    }

    /** There is a connection for the body, whose end may have come while it was made. */
    void uploads(Upload begun) {
        if (bodyEnded) {
            begun.end();
        } else {
            flush(begun);
        }
    }

    /** Sends what was uploaded on its way; when the provider takes no more, the client waits. */
    private void flush(Upload upload) {
        if (!upload.flush()) {
            connection.pauseUpload();
        }
    }

    void providerTakesMore() {
        connection.resumeUpload();
    }

    private void endUpload() {
        connection.bodyRead();
        Failure found = request.read();
        Upload upload = provider == null ? null : provider.upload();
        if (found != null) {
            giveUp(found);
        } else if (upload != null) {
            upload.end();
        }
    }

    /** The request's framing is lost: the connection ends with the answer. */
    void malformed(Failure found) {
        if (phase == Phase.RELAYING || phase == Phase.FINISHING || phase == Phase.OVER) {
            // Answered already, before its body had ended; that the connection closes has been seen to.
            return;
        }
        client.closeAfter();
        connection.lingerAfterAnswer();
        giveUp(found);
    }

    private void refuse(Failure found) {
        refusal = found;
        phase = Phase.REFUSED;
        request.release();
        connection.refuseBody();
    }

    /** What must be known first is found out elsewhere. */
    void waits() {
        phase = Phase.LOOKUP;
    }

    /** Whether it still waits: meanwhile the client may have left. */
    boolean isWaiting() {
        return phase == Phase.LOOKUP;
    }

    /** It is to go to a provider, once it is let in. */
    void leaves() {
        phase = Phase.UPSTREAM;
    }

    /** It is let in, or told why it is not. */
    void start(Plan plan, @Nullable Failure refused) {
        // Meanwhile the client may have left.
        if (phase == Phase.UPSTREAM && refused != null) {
            fail(refused);
        } else if (phase == Phase.UPSTREAM) {
            provider = new ProviderSide(this, shared, plan, deadline);
            provider.start();
        }
    }

    /** Caches have to do with it. */
    void cachedBy(Caching by) {
        caching = by;
        client.cachedBy(by);
    }

    /** A cache has the answer. */
    void replay(Caching from, Found found) {
        committed();
        replay = Replay.of(this, shared, from, found);
        replay.goOn();
    }

    /** The head of the answer is about to be written: nothing can be tried again. */
    void committed() {
        phase = Phase.RELAYING;
        closeWhenDraining();
        leaveRestOfBody();
    }

    /** What was relayed since the last flush is on its way. */
    void flush() {
        if (phase == Phase.RELAYING) {
            connection.flush();
            times.flushed();
        }
    }

    /** The provider's answer has been written to its end, or to where it broke off, which the client was told. */
    void answered(@Nullable Code why) {
        failure = why;
        if (why == null && replay != null) {
            Settlement.count(this);
        } else if (why == null && caching != null && provider != null) {
            caching.answered(provider);
        }
        finish();
    }

    /** The answer broke off where nothing can be told. */
    void cut(Code why) {
        failure = why;
        AnswerBody body = client.body();
        over();
        connection.cut(body);
    }

    /** Nothing has been written yet: answers with an error. */
    void fail(Failure why) {
        tell(ErrorRenderer.answer(why, request), why.code());
    }

    /** Nothing has been written yet: answers with what a provider's failure is in the client's words. */
    void tell(LocalAnswer error, Code why) {
        failure = why;
        request.release();
        leaveRestOfBody();
        answerLocally(error);
    }

    /** The answer is there before the body is: the rest is not wanted, and the connection ends with the answer. */
    private void leaveRestOfBody() {
        if (!bodyEnded) {
            client.closeAfter();
            connection.leaveBody();
        }
    }

    /** Answers with what the gateway says itself. */
    void answerLocally(LocalAnswer local) {
        closeWhenDraining();
        client.write(local);
        finish();
    }

    private void finish() {
        phase = Phase.FINISHING;
        deadline.clear();
        connection.finish();
    }

    private void closeWhenDraining() {
        if (shared.draining()) {
            client.closeAfter();
        }
    }

    /** The client has taken everything. */
    void taken() {
        if (phase != Phase.FINISHING) {
            return;
        }
        times.flushed();
        over();
        if (client.keepsAlive()) {
            connection.nextExchange();
        } else {
            connection.lastExchangeOver();
        }
    }

    /** The client has left. */
    void gone(Code why) {
        if (phase == Phase.OVER) {
            return;
        }
        if (provider != null) {
            provider.cancel(why);
        }
        failure = why;
        over();
    }

    /** A deadline towards the client has passed. */
    void clientExpired() {
        if (phase == Phase.REFUSED) {
            fail(Objects.requireNonNull(refusal));
        } else if (phase == Phase.BODY || phase == Phase.UPSTREAM && !bodyEnded) {
            malformed(Failure.of(Code.REQUEST_TIMEOUT, "The request did not arrive in time."));
        } else {
            gone(Code.CLIENT_STALLED);
            connection.abort();
        }
    }

    /** A deadline towards the provider has passed. */
    void providerExpired(long now) {
        if (provider != null) {
            provider.expired(now);
        }
    }

    /** Whether a cache's answer is on its way to this client. */
    boolean replays() {
        return replay != null && phase == Phase.RELAYING;
    }

    /** The gate between the provider and this client, while there is one. */
    @Nullable
    FlowGate gate() {
        return provider == null ? null : provider.gate();
    }

    /** The client takes more of the answer again. */
    void clientTakesMore() {
        if (provider != null) {
            provider.resumed();
        } else if (replay != null) {
            replay.goOn();
        }
    }

    private void over() {
        phase = Phase.OVER;
        deadline.clear();
        if (provider != null) {
            provider.release();
        }
        if (replay != null) {
            replay.stop();
        }
        if (caching != null) {
            caching.over();
        }
        request.release();
        Settlement.settle(shared.loop().listener(), this);
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

    /** The provider's side; null when it never came to that. */
    @Nullable
    ProviderSide provider() {
        return provider;
    }

    /** What caches have to do with it; null: nothing. */
    @Nullable
    Caching caching() {
        return caching;
    }

    @Nullable
    Code failure() {
        return failure;
    }
}
