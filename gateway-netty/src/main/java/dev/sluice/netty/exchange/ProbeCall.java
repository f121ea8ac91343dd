package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect.Probe;
import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.request.Method;
import dev.sluice.core.resilience.Fault;
import dev.sluice.core.resilience.Faults;
import dev.sluice.netty.upstream.Attempt;
import dev.sluice.netty.upstream.UpstreamConnection;
import dev.sluice.netty.wire.Ranges;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One question to a provider whether a key is good. Lives on one event loop. */
final class ProbeCall implements Attempt.Caller {

    private static final int MOST_READ = 16 * 1024;

    private final ExchangeLoop shared;
    private final Provider provider;
    private final Probe probe;
    private final CompletableFuture<ValidationResult> result;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    private @Nullable Attempt attempt;
    private ByteBuf head = Unpooled.EMPTY_BUFFER;
    private int status;

    ProbeCall(ExchangeLoop shared, Provider provider, Probe probe, CompletableFuture<ValidationResult> result) {
        this.shared = shared;
        this.provider = provider;
        this.probe = probe;
        this.result = result;
    }

    void start(@Nullable ProviderKey key, String clientAddress) {
        Upstream upstream = provider.upstreams().next();
        // Small, rare, and not pooled: whatever becomes of the attempt, nothing has to be released.
        head = Unpooled.buffer(512);
        new UpstreamHead(provider, upstream, List.of()).writeProbe(head, probe, key, () -> clientAddress);
        attempt = new Attempt(
                shared.loop(),
                shared.pools(),
                new Attempt.Place(provider, upstream.origin()),
                Attempt.Labels.NONE,
                this);
        attempt.start();
    }

    /** The time is over. */
    void late() {
        if (!result.isDone() && attempt != null) {
            attempt.cancel(Code.UNARY_TIMEOUT);
        }
        result.complete(ValidationResult.ERROR);
    }

    @Override
    public void send(UpstreamConnection to) {
        to.expect(Method.POST);
        to.write(head.retainedDuplicate());
        to.write(Unpooled.wrappedBuffer(probe.body()));
        to.flush();
    }

    @Override
    public void head(ResponseHead answer) {
        status = answer.status();
    }

    @Override
    public void body(ByteBuf read, Ranges data) {
        for (int i = 0; i < data.size() && body.size() < MOST_READ; i++) {
            byte[] part = new byte[Math.min(data.to(i) - data.from(i), MOST_READ)];
            read.getBytes(data.from(i), part);
            body.writeBytes(part);
        }
        read.release();
    }

    @Override
    public void readComplete() {
        // The end of the answer is waited for.
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
        byte[] bytes = body.toByteArray();
        UpstreamError error = provider.dialect().readError(bytes, 0, bytes.length);
        result.complete(
                status < 300
                        ? ValidationResult.VALID
                        // A redirect says nothing: nobody has looked at the key.
                        : status < 400 ? ValidationResult.ERROR : judge(Faults.of(status, error)));
    }

    @Override
    public void failed(Code code) {
        result.complete(ValidationResult.ERROR);
    }

    /**
     * A provider that limits a key knows it, and one that does not like the request has let the key in: it need not
     * have this model, or not for chats. What else goes wrong says nothing of the key.
     */
    private static ValidationResult judge(Fault fault) {
        return switch (fault) {
            case KEY_REJECTED, KEY_FORBIDDEN, QUOTA -> ValidationResult.INVALID;
            case RATE_LIMIT, CLIENT, CONTEXT_LENGTH -> ValidationResult.VALID;
            case CONNECTION, TIMEOUT, SERVER, GATEWAY -> ValidationResult.ERROR;
        };
    }
}
