package dev.sluice.netty.simulate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The errors of a provider in its own words, which name what is in the request; some gateways tell faults apart by
 * these words.
 *
 * @param model the model asked for
 * @param key the API key that was sent; a part of it is quoted, as OpenAI does
 */
record ErrorBook(@Nullable String model, @Nullable String key, long promptTokens, Voice voice) {

    private static final String QUOTA =
            "You exceeded your current quota, please check your plan and billing details. For more information on this"
                    + " error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.";
    private static final String PERMISSION =
            "You have insufficient permissions for this operation. Missing scopes: model.request. Check that you have"
                    + " the correct role in your organization and project, and if you're using a restricted API key,"
                    + " that it has the necessary scopes.";

    /** What a scripted fault says. */
    ApiError of(Fault fault) {
        ErrorAnswer answer = fault.answer();
        return answer.over(own(
                switch (fault.kind()) {
                    case QUOTA -> quotaError();
                    case CONTEXT -> contextLength();
                    default -> status(answer.status());
                }));
    }

    /** No key, or a wrong one. */
    ApiError wrongKey() {
        return voice == Voice.GEMINI ? GeminiErrors.wrongKey() : own(keyError());
    }

    ApiError forbidden() {
        return own(permissionError());
    }

    ApiError rateLimit() {
        return own(limitError());
    }

    ApiError quota() {
        return own(quotaError());
    }

    /** An error in this provider's own words. */
    ApiError own(ApiError error) {
        return voice.own(error, model, promptTokens);
    }

    /** What goes with a status. */
    private ApiError status(int status) {
        return switch (status) {
            case 401 -> keyError();
            case 402 -> new ApiError(402, "billing_error", "billing_hard_limit_reached", null, "Insufficient balance.");
            case 403 -> permissionError();
            case 404 ->
                ApiError.invalid(
                        404,
                        "model_not_found",
                        null,
                        "The model " + (model == null ? "" : "`" + model + "` ")
                                + "does not exist or you do not have access to it.");
            case 408 -> new ApiError(408, "timeout", "request_timeout", null, "Request timed out.");
            case 409 -> ApiError.invalid(409, "conflict", null, "The resource is being changed. Please try again.");
            case 422 -> ApiError.invalid(422, null, "messages", "Unprocessable request.");
            case 429 -> limitError();
            default ->
                status >= 500
                        ? server(status)
                        : ApiError.invalid(status, null, null, "Scripted status " + status + ".");
        };
    }

    private static ApiError server(int status) {
        return switch (status) {
            // What stands before the provider answers these, and takes the status for a code.
            case 502 -> new ApiError(502, "cf_bad_gateway", "502", null, "Bad gateway.");
            case 504 -> new ApiError(504, "cf_gateway_timeout", "504", null, "Gateway timeout.");
            case 503 ->
                new ApiError(
                        503,
                        "server_error",
                        "overloaded",
                        null,
                        "The engine is currently overloaded, please try again later");
            case 529 -> new ApiError(529, "overloaded_error", null, null, "Overloaded");
            default -> new ApiError(status, "server_error", null, null, ApiError.OVERLOADED);
        };
    }

    private ApiError keyError() {
        String sent = key;
        if (sent == null) {
            return ApiError.invalid(
                    401, null, null, "You didn't provide an API key: send it as Authorization: Bearer YOUR_KEY.");
        }
        return ApiError.invalid(
                401,
                "invalid_api_key",
                null,
                "Incorrect API key provided: " + masked(sent)
                        + ". You can find your API key at https://platform.openai.com/account/api-keys.");
    }

    private static ApiError permissionError() {
        return ApiError.invalid(403, null, null, PERMISSION);
    }

    private ApiError limitError() {
        String message = "Rate limit reached for " + (model == null ? "this key" : model)
                + " in organization org-simulated on requests per min (RPM): Limit 60, Used 60, Requested 1. Please try"
                + " again later. Visit https://platform.openai.com/account/rate-limits to learn more.";
        return new ApiError(429, "requests", "rate_limit_exceeded", null, message);
    }

    private static ApiError quotaError() {
        return new ApiError(429, "insufficient_quota", "insufficient_quota", null, QUOTA);
    }

    private ApiError contextLength() {
        return ApiError.invalid(
                400,
                "context_length_exceeded",
                "messages",
                String.format(
                        Locale.ROOT,
                        "This model's maximum context length is %d tokens. However, your messages resulted in %d"
                                + " tokens. Please reduce the length of the messages.",
                        Math.max(1, promptTokens / 2),
                        promptTokens));
    }

    /** The ends of a key, at most a half of it. */
    private static String masked(String key) {
        int head = Math.min(8, key.length() / 4);
        int tail = Math.min(4, key.length() / 4);
        return key.substring(0, head) + "*".repeat(key.length() - head - tail) + key.substring(key.length() - tail);
    }
}
