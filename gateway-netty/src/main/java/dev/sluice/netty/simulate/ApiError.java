package dev.sluice.netty.simulate;

import org.jspecify.annotations.Nullable;

/** An error in OpenAI's shape. */
record ApiError(
        int status,
        String type,
        @Nullable String code,
        @Nullable String param,
        String message) {

    static final String OVERLOADED = "The server had an error while processing your request. Sorry about that!";

    static ApiError invalid(int status, @Nullable String code, @Nullable String param, String message) {
        return new ApiError(status, "invalid_request_error", code, param, message);
    }

    static ApiError overloaded() {
        return new ApiError(500, "server_error", null, null, OVERLOADED);
    }

    /** What goes with a scripted status. */
    static ApiError scripted(int status) {
        return switch (status) {
            case 401 -> invalid(401, "invalid_api_key", null, "Incorrect API key provided.");
            case 403 -> invalid(403, "unsupported_country_region_territory", null, "Not allowed.");
            case 404 -> invalid(404, "model_not_found", "model", "The model does not exist.");
            case 429 ->
                new ApiError(
                        429, "requests", "rate_limit_exceeded", null, "Rate limit reached. Please try again later.");
            case 503 -> new ApiError(503, "server_error", "overloaded", null, "The engine is currently overloaded.");
            default ->
                status >= 500
                        ? new ApiError(status, "server_error", null, null, OVERLOADED)
                        : invalid(status, null, null, "Scripted status " + status + ".");
        };
    }

    String json() {
        return "{\"error\":{\"message\":" + Json.quoted(message) + ",\"type\":" + Json.quoted(type) + ",\"param\":"
                + Json.quoted(param) + ",\"code\":" + Json.quoted(code) + "}}";
    }
}
