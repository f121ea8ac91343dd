package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.exchange.ProviderDeadline.Stage;
import dev.sluice.netty.loop.FlowGate;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer on whose client has left, or gets no more of it, until it has told its usage with its end, and lets
 * go of its bytes: for a while, and up to a size. Nothing of the client's connection is needed for it. Ends once. Lives
 * on the exchange's event loop.
 */
final class Drain implements Overseer {

    private static final long MOST_BYTES = 16 * 1024 * 1024;

    private final ExchangeLoop shared;
    private final Metering metering;
    private final UpstreamCall call;
    private final AnswerBody sink;
    private final Code why;
    private @Nullable Future<?> timer;
    private boolean over;

    private Drain(ExchangeLoop shared, Metering metering, UpstreamCall call, AnswerBody sink, Code why) {
        this.shared = shared;
        this.metering = metering;
        this.call = call;
        this.sink = sink;
        this.why = why;
    }

    /** Takes a call over, where the provider's answers are to be drained and this one has anything to tell yet. */
    static boolean takes(UpstreamCall call, Exchange exchange, Code why) {
        ExchangeLoop shared = call.shared();
        Target target = call.made().target();
        long nanos = exchange.request()
                .snapshot()
                .metering()
                .drainNanos(target.provider().name());
        boolean underWay = !shared.draining() && !call.isOver() && call.sentAt() != 0 && call.mayBeRepeated();
        Metering metering =
                exchange.provider() == null ? null : exchange.provider().metering();
        if (nanos == 0
                || !underWay
                || metering == null
                || !Estimates.counts(exchange.request().endpoint())) {
            return false;
        }
        Drain drain = new Drain(shared, metering, call, exchange.client().sink(), why);
        drain.begin(nanos);
        return true;
    }

    private void begin(long nanos) {
        metering.drains(this, call);
        call.handOver(this);
        shared.drains().add(this);
        sink.discard(MOST_BYTES, () -> shared.loop().executor().execute(this::stop));
        timer = shared.loop().executor().schedule(this::stop, nanos, TimeUnit.NANOSECONDS);
        FlowGate gate = call.gate();
        if (gate != null) {
            gate.resume();
        }
    }

    @Override
    public void waitFor(UpstreamCall waiting, Stage stage, long from) {
        // The only thing that counts is how long all of it lasts.
    }

    /** What an answer is written to that begins only now. */
    @Override
    public AnswerBody won(UpstreamCall winner, ResponseHead head) {
        return sink;
    }

    @Override
    public void completed(UpstreamCall done) {
        over(done.findings().failure());
    }

    @Override
    public void failed(UpstreamCall failed, Verdict why) {
        over(why.code());
    }

    @Override
    public void brokeOff(UpstreamCall broken, Code code) {
        over(code);
    }

    /** It has lasted long enough. */
    void stop() {
        if (!over) {
            call.cancel(why);
            over(why);
        }
    }

    /** The call has ended by itself; with a failure, or as its answer should. */
    private void over(@Nullable Code failure) {
        if (over) {
            return;
        }
        over = true;
        shared.drains().remove(this);
        if (timer != null) {
            timer.cancel(false);
        }
        call.account();
        // An error may have been told, and its connection go on.
        call.cancel(why);
        call.drop();
        metering.drained(call, failure);
    }
}
