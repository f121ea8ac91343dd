package dev.sluice.core.dialect;

/**
 * What a provider's error says, as far as it could be read; empty where it does not say. All of it is for
 * classification only: it may quote the prompt or the key, and goes nowhere else.
 *
 * @param type the kind of error: OpenAI's and Anthropic's {@code type}, Gemini's {@code status}
 * @param details the reasons and quotas that Google's error details name, a space between them
 * @param retryDelay how long to wait before trying again, as Google's details have it: {@code 34s}
 */
public record UpstreamError(String type, String code, String message, String details, String retryDelay) {

    public static final UpstreamError UNREADABLE = new UpstreamError("", "", "");

    public UpstreamError(String type, String code, String message) {
        this(type, code, message, "", "");
    }
}
