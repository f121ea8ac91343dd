package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.PriceBook;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;
import org.jspecify.annotations.Nullable;

/** What an exchange costs, by the prices in force, and whether it may cost what nobody knows. Stateless. */
final class Pricing {

    private Pricing() {}

    /**
     * What is to be paid for what a target used. Counting tokens is free, and what is no model's endpoint has no price.
     */
    static Cost cost(Request request, Target target, Usage usage) {
        return isPriced(request.endpoint())
                ? request.snapshot().prices().current().cost(target.provider().name(), target.model(), usage)
                : Cost.NONE;
    }

    /** Why nothing may be sent: a target that the request may come to has no price. Null: it may. */
    static @Nullable Failure refusal(Request request, Plan plan) {
        PriceBook book = request.snapshot().prices().current();
        if (!book.rejectsUnknown() || !isPriced(request.endpoint())) {
            return null;
        }
        Target unknown = plan.firstOf(target -> book.find(target.provider().name(), target.model()) == null);
        return unknown == null
                ? null
                : Failure.of(
                        Code.MODEL_NOT_PRICED,
                        "The model '" + plan.route().model() + "' cannot be used: the provider "
                                + unknown.provider().name()
                                + " may be asked for it, and the gateway knows no price of its model there.");
    }

    /** Whether what is asked for may cost something. */
    static boolean isPriced(Endpoint endpoint) {
        return endpoint.isModel() && endpoint != Endpoint.COUNT_TOKENS && endpoint != Endpoint.GEMINI_COUNT_TOKENS;
    }
}
