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

    /** What stands for a code where there is no type. */
    String codeOrType() {
        return code == null ? type : code;
    }

    String json() {
        return "{\"error\":" + object() + "}";
    }

    /** The error alone. A code of digits is a number, as providers send it. */
    String object() {
        String member = code != null && code.matches("[0-9]+") ? code : Json.quoted(code);
        return "{\"message\":" + Json.quoted(message) + ",\"type\":" + Json.quoted(type) + ",\"param\":"
                + Json.quoted(param) + ",\"code\":" + member + "}";
    }
}
