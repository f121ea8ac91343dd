package dev.sluice.core.dialect;

/**
 * What a provider's error says, as far as it could be read; empty where it does not say. The message is for
 * classification only: it may quote the prompt or the key, and goes nowhere else.
 */
public record UpstreamError(String type, String code, String message) {

    public static final UpstreamError UNREADABLE = new UpstreamError("", "", "");
}
