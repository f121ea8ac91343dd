package dev.sluice.core.dialect;

import java.util.List;
import java.util.Locale;

/**
 * What a provider's error says, as far as it could be read; empty where it does not say. It may quote the prompt or the
 * key: it is for classification, and for the client whose request it is an answer to, where the key is not quoted.
 *
 * @param type the kind of error: OpenAI's and Anthropic's {@code type}, Gemini's {@code status}
 * @param details the reasons and quotas that Google's error details name, a space between them
 * @param retryDelay how long to wait before trying again, as Google's details have it: {@code 34s}
 */
public record UpstreamError(String type, String code, String message, String details, String retryDelay) {

    /** How OpenAI calls it. */
    static final String CONTEXT_LENGTH = "context_length_exceeded";

    /** What providers say when a prompt is too long: all parts of one of these, in this order. */
    private static final List<List<String>> TOO_LONG = List.of(
            List.of("maximum context length"),
            List.of("exceeds the context window"),
            List.of("exceed context limit"),
            List.of("please reduce the length of the messages"),
            List.of("prompt is too long"),
            List.of("input token count", "exceeds"));

    public static final UpstreamError UNREADABLE = new UpstreamError("", "", "");

    public UpstreamError(String type, String code, String message) {
        this(type, code, message, "", "");
    }

    /** The message; where there is none, one that tells the status. */
    String messageOr(int status) {
        return message.isEmpty() ? "The provider answered with the status " + status + "." : message;
    }

    /** What names the error best: its code, unless that is only a number, as Gemini's is. */
    String word() {
        return type.isEmpty() || !code.isEmpty() && !isNumbered() ? code : type;
    }

    /** Whether its code is a number, and its type what others call a code: Gemini's. */
    boolean isNumbered() {
        return !code.isEmpty() && Character.isDigit(code.charAt(0));
    }

    /** Whether it says that the prompt is longer than the model takes. */
    public boolean isTooLong() {
        String said = message.toLowerCase(Locale.ROOT);
        return code.equalsIgnoreCase(CONTEXT_LENGTH)
                || type.equalsIgnoreCase(CONTEXT_LENGTH)
                || TOO_LONG.stream().anyMatch(parts -> holds(said, parts));
    }

    private static boolean holds(String said, List<String> parts) {
        int at = 0;
        for (String part : parts) {
            at = said.indexOf(part, at);
            if (at < 0) {
                return false;
            }
            at += part.length();
        }
        return true;
    }

    /** The status from 500 to 599 that its code is; another one where it is none. */
    public int serverStatusOr(int other) {
        return code.length() == 3 && code.startsWith("5") && code.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(code)
                : other;
    }
}
