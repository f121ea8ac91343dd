package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.relay.RewrittenRelay;
import dev.sluice.netty.relay.StreamRelay;
import dev.sluice.netty.relay.UnaryRelay;
import dev.sluice.netty.wire.ResponseHead;

/** Chooses how an answer is carried over, by what it is an answer to. Stateless. */
final class Relays {

    private Relays() {}

    /** @param scratch for streams, shared by those of an event loop */
    static Relay choose(UpstreamCall call, ResponseHead head, Request request, byte[] scratch) {
        if (head.status() >= 400) {
            return UnaryRelay.error(call);
        }
        boolean readable = !head.contentEncoded();
        Endpoint endpoint = request.endpoint();
        Target target = call.made().target();
        Dialect dialect = target.provider().dialect();
        if (!endpoint.isModel()) {
            return head.status() == 200 && readable && request.completesModels()
                    ? new RewrittenRelay(call, list -> dialect.completedModelList(list, request.groupModels()))
                    : UnaryRelay.success(call, null);
        }
        if (!head.eventStream() || !readable) {
            return UnaryRelay.success(call, readable ? dialect.answerReader(endpoint) : null);
        }
        StreamReader reader = dialect.streamReader(endpoint);
        return request.hidesUsage(target)
                ? StreamRelay.hidingUsage(call, reader, call, scratch)
                : StreamRelay.whole(call, reader, call, scratch);
    }
}
