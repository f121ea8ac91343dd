package dev.sluice.netty.exchange;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Pin;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.store.ResponseHome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a request goes that only one provider can serve, with one key of it; or why it goes nowhere. */
record PinnedPlan(@Nullable Plan plan, @Nullable Failure failure) {

    private static final String PARAM = "previous_response_id";

    /**
     * Decides.
     *
     * @param home where the response is kept, as far as that is known
     */
    static PinnedPlan of(Request request, ExchangeLoop shared, Recall.Found home) {
        Pin pin = home.pin();
        if (home.failure() != null) {
            return refused(Failure.of(home.failure(), "The gateway cannot find out now where this response is kept."));
        }
        if (pin == null) {
            return unknown(request);
        }
        Destination provider = request.snapshot().groups().get(pin.provider());
        if (provider == null || isKeyGone(provider, pin)) {
            return refused(Failure.of(
                    Code.RESPONSE_GONE,
                    "The provider that keeps this response, or the key that it was made with, is not configured any"
                            + " more."));
        }
        return request.endpoint() == Endpoint.RESPONSES
                ? goingOn(request, shared, pin)
                : about(request, shared, provider, pin);
    }

    private static boolean isKeyGone(Destination provider, Pin pin) {
        return !pin.key().isEmpty()
                && provider.targets().get(0).provider().keys().find(pin.key()) == null;
    }

    /** Of a request about the response itself. */
    private static PinnedPlan about(Request request, ExchangeLoop shared, Destination provider, Pin pin) {
        Destination asked = request.group() == null ? provider : request.group();
        Plan plan = shared.planner().pinned(request.snapshot().routes(), asked, null, pin);
        return plan == null ? unknown(request) : new PinnedPlan(plan, null);
    }

    /** Of a request for another response: its model must be served where the conversation is. */
    private static PinnedPlan goingOn(Request request, ExchangeLoop shared, Pin pin) {
        Snapshot snapshot = request.snapshot();
        String model = Objects.requireNonNull(request.model(), "checked before");
        Failure barred = Refusals.barred(request);
        if (barred != null) {
            return refused(barred);
        }
        Destination named = request.group();
        Destination willing = named == null ? null : snapshot.routes().direct().of(named.name(), model);
        boolean known = named == null ? snapshot.routes().resolve(model) != null : willing != null;
        if (!known) {
            return refused(Refusals.unknownModel(request));
        }
        Plan plan = willing == null
                ? shared.planner().pinned(snapshot.routes(), model, pin)
                : shared.planner().pinned(snapshot.routes(), willing, model, pin);
        return plan != null
                ? new PinnedPlan(plan, null)
                : refused(new Failure(
                        Code.INVALID_REQUEST,
                        "The previous response is kept by a provider that does not serve the model '" + model
                                + "' here; go on with a model of that provider.",
                        PARAM,
                        0));
    }

    private static PinnedPlan unknown(Request request) {
        ResponseHome.Id id = Objects.requireNonNull(request.goesOnWith(), "it is why a place was looked for");
        return refused(
                request.endpoint() == Endpoint.RESPONSES
                        ? new Failure(
                                Code.PREVIOUS_RESPONSE_NOT_FOUND,
                                "Previous response with id '" + id.response() + "' not found. Answers of providers that"
                                        + " do not speak OpenAI's responses are not kept: send them again as input.",
                                PARAM,
                                0)
                        : Failure.of(Code.RESPONSE_NOT_FOUND, "Response with id '" + id.response() + "' not found."));
    }

    private static PinnedPlan refused(Failure why) {
        return new PinnedPlan(null, why);
    }
}
