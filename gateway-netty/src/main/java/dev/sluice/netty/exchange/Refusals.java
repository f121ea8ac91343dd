package dev.sluice.netty.exchange;

import dev.sluice.core.account.ClientKey;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Plan;
import org.jspecify.annotations.Nullable;

/** Why a request does not go where its model is served. Stateless. */
final class Refusals {

    private static final String MODEL = "model";

    private Refusals() {}

    /** Why it does not go there; null where it does. */
    static @Nullable Failure of(Request request, @Nullable Plan plan) {
        Failure barred = barred(request);
        if (barred != null) {
            return barred;
        }
        if (plan == null) {
            return unknownModel(request);
        }
        return plan.leadsAnywhere()
                ? null
                : Speech.refusal(request.endpoint(), plan.route().destinations().get(0));
    }

    /** Why the client's key may not ask for the model; null where it may, or there is none. */
    static @Nullable Failure barred(Request request) {
        String asked = request.model();
        return asked == null || Admission.allows(request.key(), request.group(), asked)
                ? null
                : new Failure(
                        Code.MODEL_NOT_ALLOWED_FOR_KEY, "This key may not use the model '" + asked + "'.", MODEL, 0);
    }

    /** Why a key may not send what nobody reads, in which any model may be named; null where it may use them all. */
    static @Nullable Failure unread(@Nullable ClientKey key) {
        return key == null || key.models().allowsAll()
                ? null
                : Failure.of(
                        Code.MODEL_NOT_ALLOWED_FOR_KEY,
                        "This key may use some models only, and the gateway does not read which one is asked for here;"
                                + " call an endpoint for models of the group's own dialect.");
    }

    /**
     * Why a request may not go on with a conversation that a provider keeps; null where it may, or does not. The
     * gateway has not seen for whom it was made, which matters where clients are told apart. Through
     * {@code /proxy/{group}} whatever the provider keeps is there for all whom the group lets in.
     */
    static @Nullable Failure conversation(Request request, BodyLook looked) {
        boolean foreign = request.endpoint() == Endpoint.RESPONSES
                && !request.address().proxied()
                && !request.snapshot().authenticator().isOpen()
                && looked.namesConversation();
        return foreign
                ? new Failure(
                        Code.UNSUPPORTED_FIELD,
                        "'conversation' is not taken here: the gateway does not know whose conversation it is. Go on"
                                + " with 'previous_response_id', or send the whole input.",
                        "conversation",
                        0)
                : null;
    }

    static Failure unknownModel(Request request) {
        String asked = request.model();
        return request.group() != null
                ? new Failure(Code.MODEL_NOT_ALLOWED, "The group does not take the model '" + asked + "'.", MODEL, 0)
                : new Failure(
                        Code.MODEL_NOT_FOUND,
                        "The model '" + asked + "' is not configured here; GET /v1/models lists what is.",
                        MODEL,
                        0);
    }
}
