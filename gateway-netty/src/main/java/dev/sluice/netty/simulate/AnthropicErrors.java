package dev.sluice.netty.simulate;

import org.jspecify.annotations.Nullable;

/** Errors in Anthropic's words and shape. */
final class AnthropicErrors {

    private AnthropicErrors() {}

    static ApiError of(ApiError error, @Nullable String model, long promptTokens) {
        String code = error.code() == null ? "" : error.code();
        if (code.equals("insufficient_quota")) {
            return said(
                    400,
                    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to"
                            + " upgrade or purchase credits.");
        }
        if (code.equals("context_length_exceeded")) {
            return said(400, Voice.tooLong("prompt is too long: %d tokens > %d maximum", promptTokens));
        }
        return said(error.status(), message(error, model));
    }

    static String json(ApiError error) {
        return "{\"type\":\"error\",\"error\":{\"type\":" + Json.quoted(error.type()) + ",\"message\":"
                + Json.quoted(error.message()) + "},\"request_id\":\"req_simulated\"}";
    }

    private static String message(ApiError error, @Nullable String model) {
        return switch (error.status()) {
            case 401 -> "invalid x-api-key";
            case 403 -> "Your API key does not have permission to use the specified resource.";
            case 404 -> model == null ? error.message() : "model: " + model;
            case 429 -> "This request would exceed your organization's rate limit of 60 requests per minute.";
            case 500 -> "Internal server error";
            case 529 -> "Overloaded";
            default -> error.message();
        };
    }

    private static ApiError said(int status, String message) {
        return new ApiError(status, type(status), null, null, message);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
