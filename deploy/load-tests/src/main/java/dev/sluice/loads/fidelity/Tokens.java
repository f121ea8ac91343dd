package dev.sluice.loads.fidelity;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The usage that an answer reports itself; zeros where it reports none. */
record Tokens(long input, long output) {

    static final Tokens NONE = new Tokens(0, 0);

    private static final int TAIL = 4096;
    private static final Pattern USAGE = Pattern.compile("\"usage\":(\\{[^{}]*(?:\\{[^{}]*\\}[^{}]*)*\\})");

    /** Reads a body's last usage object; it stands near the end of unary answers and of streams. */
    static Tokens in(byte[] body) {
        int from = Math.max(0, body.length - TAIL);
        Matcher usage = USAGE.matcher(new String(body, from, body.length - from, StandardCharsets.UTF_8));
        Tokens last = NONE;
        while (usage.find()) {
            last = new Tokens(count(usage.group(1), "prompt_tokens"), count(usage.group(1), "completion_tokens"));
        }
        return last;
    }

    private static long count(String usage, String name) {
        Matcher count = Pattern.compile('"' + name + "\": ?([0-9]+)").matcher(usage);
        return count.find() ? Long.parseLong(count.group(1)) : 0;
    }
}
