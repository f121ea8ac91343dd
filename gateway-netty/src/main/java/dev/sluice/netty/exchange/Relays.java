package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.estimate.Seen;
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

    /**
     * Whether an answer comes bit by bit: as events, or as a JSON array that grows, which is what Gemini's streams are
     * where events were not asked for.
     */
    static boolean streams(ResponseHead head, Request request) {
        return head.status() < 400 && (head.eventStream() || request.endpoint() == Endpoint.STREAM_GENERATE_CONTENT);
    }

    /** @param shared has what the streams of an event loop share */
    static Relay choose(UpstreamCall call, ResponseHead head, Request request, ExchangeLoop shared) {
        if (head.status() >= 400) {
            return UnaryRelay.error(call);
        }
        Seen seen = call.times().sees(shared.sheets());
        boolean readable = !head.contentEncoded();
        Endpoint endpoint = request.endpoint();
        Target target = call.made().target();
        Dialect dialect = target.provider().dialect();
        if (!endpoint.isModel()) {
            return head.status() == 200 && readable && GroupModels.completes(request)
                    ? new RewrittenRelay(
                            call, list -> dialect.completedModelList(list, GroupModels.names(request.group())))
                    : UnaryRelay.success(call, null);
        }
        if (!head.eventStream() || !readable) {
            AnswerReader read = readable ? reader(dialect, endpoint, seen) : null;
            return streams(head, request) ? UnaryRelay.growing(call, read, call) : UnaryRelay.success(call, read);
        }
        StreamReader reader = dialect.streamReader(endpoint);
        reader = Estimates.generates(endpoint) ? seen.over(reader) : reader;
        return request.hidesUsage(target)
                ? StreamRelay.hidingUsage(call, reader, call, shared.scratch())
                : StreamRelay.whole(call, reader, call, shared.scratch());
    }

    private static AnswerReader reader(Dialect dialect, Endpoint endpoint, Seen seen) {
        AnswerReader reader = dialect.answerReader(endpoint);
        return Estimates.generates(endpoint) ? seen.over(reader) : reader;
    }
}
