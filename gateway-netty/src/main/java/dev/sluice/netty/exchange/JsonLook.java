package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Repeats;
import dev.sluice.core.cache.Told;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look into a JSON body. One that came before, byte by byte, is not looked into again: what was seen then is shared.
 * Otherwise it has a peek of the event loop's, until {@link #release}. Lives on the exchange's event loop.
 */
final class JsonLook implements BodyLook {

    /** The body may be anything. */
    static final long NOT_REPEATED = -1;

    private final ExchangeLoop shared;
    private final Repeats repeats;
    private final int epoch;
    private final long whole;
    private @Nullable RequestPeek peek;
    private Repeats.@Nullable Body same;
    private boolean asked;
    private boolean own;

    /** @param whole bytes of a body that may have come before; {@link #NOT_REPEATED}: nobody asks */
    JsonLook(ExchangeLoop shared, long whole) {
        this.shared = shared;
        this.repeats = shared.repeats();
        this.epoch = repeats.epoch();
        this.whole = whole;
    }

    @Override
    public boolean feed(ByteBuffer part) {
        if (peek == null && part.remaining() == whole) {
            asked = true;
            Repeats.Body known = repeats.body(List.of(part));
            if (known != null) {
                same = known;
                peek = known.peek();
                return true;
            }
        }
        return peek().feed(part);
    }

    /** What the same question came to before; null where that is not known. */
    Repeats.@Nullable Asked asked(RequestBody body, Told told) {
        if (!asked && whole != NOT_REPEATED) {
            // It came in parts.
            asked = true;
            same = repeats.body(body.views());
        }
        return same == null ? null : repeats.asked(same, told);
    }

    /** An answer to it has been found: who asks the same finds it sooner. */
    void found(RequestBody body, Told told, Question question) {
        if (whole == NOT_REPEATED || epoch != repeats.epoch()) {
            // What was forgotten meanwhile stays forgotten.
            return;
        }
        if (same == null) {
            same = repeats.keep(body.views(), peek());
            own &= same == null;
        }
        if (same != null && repeats.asked(same, told) == null) {
            repeats.keep(same, told, Repeats.Asked.of(question));
        }
    }

    /** Nobody looks at it any more; idempotent. */
    void release() {
        if (own && peek != null) {
            own = false;
            shared.giveBack(peek);
        }
    }

    private RequestPeek peek() {
        RequestPeek known = peek;
        if (known == null) {
            known = shared.takePeek();
            own = true;
            peek = known;
        }
        return known;
    }

    @Override
    public boolean finish() {
        return peek().finish();
    }

    @Override
    public boolean isJson() {
        return true;
    }

    @Override
    public @Nullable Failure failure() {
        return peek().failure();
    }

    @Override
    public @Nullable String model() {
        return peek().model();
    }

    @Override
    public @Nullable String previousResponse() {
        return peek().previousResponse();
    }

    @Override
    public long maxTokens() {
        return peek().maxTokens();
    }

    @Override
    public long choices() {
        return peek().choices();
    }

    @Override
    public boolean namesConversation() {
        return peek().namesConversation();
    }

    @Override
    public boolean stores() {
        return peek().stores();
    }

    @Override
    public boolean streams(Dialect dialect, Endpoint endpoint) {
        return dialect.streams(peek(), endpoint);
    }

    @Override
    public boolean includesUsage() {
        return peek().includesUsage();
    }

    @Override
    public boolean hidesUsage(Dialect dialect, Endpoint endpoint) {
        return dialect.hidesUsage(peek(), endpoint);
    }

    @Override
    public List<Splice> edits(Dialect dialect, Endpoint endpoint, String upstreamModel) {
        return dialect.edits(peek(), endpoint, upstreamModel);
    }
}
