package dev.sluice.netty.simulate;

import org.jspecify.annotations.Nullable;

/** What a provider checks in a body before it answers. */
final class Validation {

    private Validation() {}

    /** What is wrong; null: nothing. */
    static @Nullable ApiError of(Inquiry inquiry, Route route) {
        if (inquiry.model() == null && route != Route.MODERATIONS) {
            return invalid("model", "you must provide a model parameter");
        }
        if (!inquiry.hasInput()) {
            return invalid(route.required(), "Missing required parameter: '" + route.required() + "'.");
        }
        if (inquiry.wishes().choices() != 1) {
            return invalid("n", "The simulated provider gives one answer: leave 'n' out, or let it be 1.");
        }
        if (inquiry.wishes().dimensions() > EmbeddingsShape.MAX_DIMENSIONS) {
            return invalid("dimensions", "'dimensions' is at most " + EmbeddingsShape.MAX_DIMENSIONS + ".");
        }
        if (inquiry.items().size() > EmbeddingsShape.MAX_INPUTS && route.embeds()) {
            return invalid(
                    route.required(),
                    "'" + route.required() + "' has at most " + EmbeddingsShape.MAX_INPUTS + " elements.");
        }
        return null;
    }

    private static ApiError invalid(String param, String message) {
        return ApiError.invalid(400, null, param, message);
    }
}
