package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.store.ResponseHome;
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
    private Phase phase = Phase.BODY;
    private @Nullable Failure refusal;
    private boolean bodyEnded;
    private @Nullable ProviderSide provider;
    private @Nullable Code failure;

    Exchange(ExchangeHandler connection, Request request, ClientSide client, ExchangeTimes times) {
        this.connection = connection;
        this.shared = connection.shared();
        this.request = request;
        this.client = client;
        this.times = times;
        this.deadline = new ProviderDeadline(connection.exchangeTimer());
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
            ask(request.planEarly());
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
            dispatch();
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

    private void dispatch() {
        connection.bodyRead();
        boolean local = LocalAnswers.serve(request.endpoint());
        Failure found = local ? LocalAnswers.failure(request, shared) : request.read();
        if (found != null) {
            fail(found);
            return;
        }
        LocalAnswer own = local ? LocalAnswers.of(request, shared) : GroupModels.strict(request);
        if (own != null) {
            answerLocally(own);
            return;
        }
        ResponseHome.Id kept = request.goesOnWith();
        if (kept == null) {
            ask(request.plan());
        } else {
            phase = Phase.LOOKUP;
            Recall.find(shared, kept, this::recalled);
        }
    }

    /** It is known where the conversation is kept that the request goes on with, or that it is not. */
    private void recalled(Recall.Found home) {
        // Meanwhile the client may have left.
        if (phase == Phase.LOOKUP) {
            PinnedPlan pinned = PinnedPlan.of(request, shared, home);
            startWith(pinned.plan(), pinned.failure());
        }
    }

    private void ask(@Nullable Plan plan) {
        PlanEvents.looked(plan, request.address(), shared.loop().listener());
        if (plan != null && PromptCount.isDue(request, plan)) {
            phase = Phase.LOOKUP;
            PromptCount.begin(request, plan, shared, this::counted);
        } else {
            startWith(plan, Refusals.of(request, plan));
        }
    }

    private void counted(LocalAnswer count) {
        if (phase == Phase.LOOKUP) {
            answerLocally(count);
        }
    }

    private void startWith(@Nullable Plan plan, @Nullable Failure found) {
        if (plan == null || found != null) {
            fail(Objects.requireNonNull(found));
            return;
        }
        phase = Phase.UPSTREAM;
        Sharing.admit(request, plan, shared, why -> start(plan, why));
    }

    private void start(Plan plan, @Nullable Failure refused) {
        // Meanwhile the client may have left.
        if (phase == Phase.UPSTREAM && refused != null) {
            fail(refused);
        } else if (phase == Phase.UPSTREAM) {
            provider = new ProviderSide(this, shared, plan, deadline);
            provider.start();
        }
    }

    /** The head of the provider's answer is about to be written: nothing can be tried again. */
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

    private void answerLocally(LocalAnswer local) {
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

    /** The gate between the provider and this client, while there is one. */
    @Nullable
    FlowGate gate() {
        return provider == null ? null : provider.gate();
    }

    /** The client takes more of the answer again. */
    void clientTakesMore() {
        if (provider != null) {
            provider.resumed();
        }
    }

    private void over() {
        phase = Phase.OVER;
        deadline.clear();
        if (provider != null) {
            provider.release();
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

    @Nullable
    Code failure() {
        return failure;
    }
}
