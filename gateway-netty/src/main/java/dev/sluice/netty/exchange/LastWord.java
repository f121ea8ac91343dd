package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.netty.relay.AnswerBody;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.wire.ResponseHead;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client is told when nothing more is tried for it. Stateless. */
final class LastWord {

    private LastWord() {}

    /**
     * The client has seen nothing yet: it gets what the provider said, in its own words, or is told what happened.
     *
     * @param shown the head of the provider's refusal, where that may be shown; null where it may not
     */
    static void refuse(Exchange exchange, UpstreamCall failed, Verdict why, @Nullable ResponseHead shown) {
        ProviderSide side = Objects.requireNonNull(exchange.provider(), "a call has its side");
        Failure told = told(failed, why.code());
        LocalAnswer error = shown == null
                ? null
                : ErrorRenderer.relayed(
                        why, shown, exchange.request(), side.wire(failed).lines(side.attempts()));
        failed.cancel(why.code());
        side.metering().givenUp(failed, why.code());
        if (error == null) {
            exchange.fail(told);
        } else {
            exchange.tell(error, why.code());
        }
    }

    /** The client has begun to see an answer that cannot be completed: says so where that is possible, else aborts. */
    static void brokeOff(Exchange exchange, UpstreamCall broken, Code code) {
        exchange.client().closeAfter();
        AnswerBody body = exchange.client().body();
        if (broken.seam() == Relay.Seam.NONE || body == null) {
            exchange.cut(code);
            return;
        }
        Request request = exchange.request();
        byte[] error = request.dialect().errorBody(told(broken, code), request.id());
        body.own(Unpooled.wrappedBuffer(framed(request, error, broken.seam())));
        body.end();
        exchange.answered(code);
    }

    /** An error body as the last that a client is told in a stream. */
    static byte[] framed(Request request, byte[] error, Relay.Seam seam) {
        return switch (seam) {
            case EVENT -> request.dialect().errorEvent(error, request.endpoint());
            case ONLY_ELEMENT -> element("[", error);
            case LAST_ELEMENT -> element(",\n", error);
            case NONE -> throw new IllegalArgumentException("no word may follow");
        };
    }

    private static byte[] element(String before, byte[] error) {
        ByteArrayOutputStream element = new ByteArrayOutputStream(error.length + 4);
        element.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        element.writeBytes(error);
        element.writeBytes("]\n".getBytes(StandardCharsets.US_ASCII));
        return element.toByteArray();
    }

    private static Failure told(UpstreamCall failed, Code code) {
        return ErrorRenderer.upstream(code, failed.made().target().provider().name());
    }
}
