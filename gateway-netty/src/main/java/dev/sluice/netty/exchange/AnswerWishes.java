package dev.sluice.netty.exchange;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.request.Endpoint;

/**
 * What a request says of its answer. Noted when the request is read: an answer that is read on may begin when its
 * exchange is over, and whatever looked into the body looks into another one. Immutable.
 *
 * @param kept whether the provider may keep the answer, so that it can be gone on with
 * @param includesUsage whether the client itself asked for the usage of its stream
 * @param hidesUsage whether the gateway alone did
 * @param framing how a stream is to come, where that is the client's choice
 */
record AnswerWishes(boolean kept, boolean includesUsage, boolean hidesUsage, Asked.Framing framing) {

    /** Of a request that says nothing of it. */
    static final AnswerWishes NONE = new AnswerWishes(false, false, false, Asked.Framing.EVENTS);

    static AnswerWishes of(Request request, BodyLook looked) {
        Endpoint endpoint = request.endpoint();
        return new AnswerWishes(
                endpoint == Endpoint.RESPONSES && looked.stores(),
                looked.includesUsage(),
                // Where its answer is not translated, a provider speaks the dialect of the endpoint.
                looked.hidesUsage(request.dialect(), endpoint),
                request.address().asksForArray(request.asked()) ? Asked.Framing.ARRAY : Asked.Framing.EVENTS);
    }
}
