package dev.sluice.netty.simulate;

import java.math.BigDecimal;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Errors in Gemini's words and shape: the type is the error's {@code status}, the code the reason in its details. */
final class GeminiErrors {

    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    /** No key, or a wrong one: it is the argument that is wrong. */
    static ApiError wrongKey() {
        return new ApiError(400, type(400), "API_KEY_INVALID", null, "API key not valid. Please pass a valid API key.");
    }

    static ApiError of(ApiError error, @Nullable String model, long promptTokens) {
        String code = error.code() == null ? "" : error.code();
        if (code.equals("insufficient_quota")) {
            return said(429, "You exceeded your current quota, please check your plan and billing details.");
        }
        if (code.equals("context_length_exceeded")) {
            return said(
                    400,
                    Voice.tooLong(
                            "The input token count (%d) exceeds the maximum number of tokens allowed (%d).",
                            promptTokens));
        }
        return said(error.status(), message(error, model));
    }

    /** @param retryNanos when to come again; negative: it is not said */
    static String json(ApiError error, long retryNanos) {
        StringJoiner said = new StringJoiner(",", ",\"details\":[", "]").setEmptyValue("");
        if (error.code() != null) {
            said.add("{\"@type\":\"" + TYPES + "ErrorInfo\",\"reason\":" + Json.quoted(error.code())
                    + ",\"domain\":\"googleapis.com\"}");
        }
        if (retryNanos >= 0) {
            BigDecimal seconds = BigDecimal.valueOf(retryNanos, 9).stripTrailingZeros();
            said.add("{\"@type\":\"" + TYPES + "RetryInfo\",\"retryDelay\":\"" + seconds.toPlainString() + "s\"}");
        }
        String details = said.toString();
        return "{\"error\":{\"code\":" + error.status() + ",\"message\":" + Json.quoted(error.message())
                + ",\"status\":" + Json.quoted(error.type()) + details + "}}";
    }

    private static String message(ApiError error, @Nullable String model) {
        return switch (error.status()) {
            case 401 -> "Request had invalid authentication credentials.";
            case 403 -> "Permission denied on resource.";
            case 404 -> model == null ? error.message() : "models/" + model + " is not found for API version v1beta.";
            case 429 -> "Resource has been exhausted (e.g. check quota).";
            case 500 -> "An internal error has occurred. Please retry.";
            case 503, 529 -> "The model is overloaded. Please try again later.";
            default -> error.message();
        };
    }

    private static ApiError said(int status, String message) {
        return new ApiError(status, type(status), null, null, message);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 402, 409 -> "FAILED_PRECONDITION";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 502, 503, 529 -> "UNAVAILABLE";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }
}
