package dev.sluice.netty.testing;

import java.util.regex.Matcher;

/** The bodies of chat requests. */
public final class Chat {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private Chat() {}

    /** A request of a whole answer, by a model. */
    public static String unary(String model) {
        return "{\"model\":\"" + model + "\"," + MESSAGES + "}";
    }

    /** A request of a stream. */
    public static String stream(String model) {
        return "{\"model\":\"" + model + "\",\"stream\":true," + MESSAGES + "}";
    }

    /** A request of a whole answer to these words. */
    public static String asking(String model, String words) {
        return unary(model).replace("\"hi\"", "\"" + words + "\"");
    }

    /** A POST of such a body. */
    public static String post(String json) {
        return RawClient.post("/v1/chat/completions", json);
    }

    /** A POST of such a body with more header lines, each with its line end. */
    public static String post(String headers, String json) {
        return post(json).replaceFirst("\r\n", "\r\n" + Matcher.quoteReplacement(headers));
    }
}
