package dev.sluice.netty.exchange;

import dev.sluice.core.attempt.Attempts;
import dev.sluice.core.attempt.Try;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.semantic.NoVectorException;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect.Probe;
import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Method;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.Faults;
import dev.sluice.core.resilience.RetryHints;
import dev.sluice.core.routing.Destination;
import dev.sluice.netty.upstream.Attempt;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.HeadWriter;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request for a vector: one attempt, by the provider's keys and breaker like any other, and no longer than the
 * vector is of use. What it reads and sends is its own, and nothing outlives it. Lives on one event loop.
 */
final class EmbeddingCall implements Attempt.Caller {

    /** So much have the longest vectors, written out as widely as possible. */
    private static final int MOST_READ = 1 << 20;

    private static final String LOOPBACK = "127.0.0.1";

    private final ExchangeLoop shared;
    private final Embeddings embeddings;
    private final Semantic settings;
    private final CompletableFuture<float[]> result;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(8 * 1024);
    private final Snapshot snapshot;
    private @Nullable Attempts attempts;
    private @Nullable Try made;
    private @Nullable Probe request;
    private @Nullable Attempt attempt;
    private @Nullable Future<?> deadline;
    private RetryHints hints = RetryHints.NONE;
    private int status;
    private boolean over;

    EmbeddingCall(ExchangeLoop shared, Embeddings embeddings, Semantic settings, CompletableFuture<float[]> result) {
        this.shared = shared;
        this.embeddings = embeddings;
        this.settings = settings;
        this.result = result;
        this.snapshot = shared.snapshot();
    }

    void start(String text) {
        Try taken = take();
        request = taken == null
                ? null
                : taken.target()
                        .provider()
                        .dialect()
                        .embedding(
                                taken.target().model(),
                                text,
                                settings.embeddings().dimensions());
        if (taken == null || request == null) {
            if (taken != null) {
                Objects.requireNonNull(attempts).withdrawn(taken);
            }
            fail(Code.PROVIDER_UNAVAILABLE);
            return;
        }
        made = taken;
        deadline = shared.loop().executor().schedule(this::late, settings.deadlineNanos(), TimeUnit.NANOSECONDS);
        attempt = new Attempt(
                shared.loop(),
                shared.pools(),
                new Attempt.Place(taken.target().provider(), taken.upstream().origin()),
                Attempt.Labels.NONE,
                this);
        attempt.start();
    }

    /** A key and the breaker's permit; null: the provider is not there, or not to be asked now. */
    private @Nullable Try take() {
        String model = settings.embeddings().model();
        Destination target = snapshot.routes().direct().of(settings.embeddings().provider(), model);
        if (target == null) {
            return null;
        }
        attempts = new Attempts(shared.planner().direct(snapshot.routes(), target, model), () -> 0, shared.attempts());
        return attempts.next();
    }

    @Override
    public void send(UpstreamConnection to) {
        Try asked = Objects.requireNonNull(made);
        Probe asking = Objects.requireNonNull(request);
        ByteBuf out = to.alloc().buffer(512 + asking.body().length);
        shared.head(snapshot, asked).writeProbe(out, asking, asked.key(), () -> LOOPBACK);
        out.writeBytes(asking.body());
        to.expect(Method.POST);
        to.write(out);
        to.flush();
    }

    @Override
    public void head(ResponseHead answer) {
        status = answer.status();
        if (status >= 400) {
            hints = RetryHints.of(name -> answer.headers().value(HeadWriter.name(name)), System.currentTimeMillis());
        }
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size() && body.size() <= MOST_READ; i++) {
            byte[] part = new byte[Math.min(data.to(i) - data.from(i), MOST_READ + 1)];
            read.getBytes(data.from(i), part);
            body.writeBytes(part);
        }
        read.release();
    }

    @Override
    public void readComplete() {
        if (body.size() > MOST_READ && !over) {
            Objects.requireNonNull(attempt).cancel(Code.UPSTREAM_MALFORMED);
            failed(Code.UPSTREAM_MALFORMED);
        }
    }

    @Override
    public void writable() {
        // All has been written at once.
    }

    @Override
    public @Nullable Code outcome() {
        return null;
    }

    @Override
    public void ended() {
        byte[] answer = body.toByteArray();
        if (status >= 300) {
            UpstreamError error =
                    Objects.requireNonNull(made).target().provider().dialect().readError(answer, 0, answer.length);
            // A redirect leads nowhere from here.
            failed(
                    status < 400 ? Fault.SERVER : Faults.of(status, error),
                    status < 500 ? Code.UPSTREAM_REFUSED : Code.UPSTREAM_ERROR);
            return;
        }
        try {
            embeddings.elsewhere().execute(() -> read(answer));
        } catch (RejectedExecutionException full) {
            failed(Fault.GATEWAY, Code.INTERNAL);
        }
    }

    /** Not on the event loop, which goes on with what comes of it. */
    private void read(byte[] answer) {
        float[] vector = embeddings.read(answer, settings.embeddings());
        try {
            shared.loop().executor().execute(() -> came(vector));
        } catch (RejectedExecutionException stopping) {
            fail(Code.DRAINING);
        }
    }

    private void came(float @Nullable [] vector) {
        if (over) {
            return;
        }
        if (vector == null) {
            failed(Code.UPSTREAM_MALFORMED);
            return;
        }
        end();
        long sentAt = Objects.requireNonNull(attempt).sentAt();
        Objects.requireNonNull(attempts).succeeded(Objects.requireNonNull(made), System.nanoTime() - sentAt);
        result.complete(vector);
    }

    @Override
    public void failed(Code code) {
        failed(Faults.of(code), code);
    }

    private void failed(Fault fault, Code code) {
        if (!over) {
            end();
            Objects.requireNonNull(attempts).failed(Objects.requireNonNull(made), fault, hints);
            fail(code);
        }
    }

    /** Nobody waits for it any longer. */
    private void late() {
        if (!over) {
            end();
            Objects.requireNonNull(attempt).cancel(Code.UNARY_TIMEOUT);
            Objects.requireNonNull(attempts).tooLate(Objects.requireNonNull(made));
            fail(Code.UNARY_TIMEOUT);
        }
    }

    private void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void fail(Code code) {
        result.completeExceptionally(new NoVectorException(code));
    }
}
