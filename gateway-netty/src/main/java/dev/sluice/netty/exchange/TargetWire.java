package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.wire.AnswerHead;
import java.nio.charset.StandardCharsets;

/** What is encoded once for a target: the header lines that name it to clients. */
record TargetWire(byte[] clientLines) {

    private static final byte[] PROVIDER = HeaderRules.ascii("x-sluice-provider: ");
    private static final byte[] MODEL = HeaderRules.ascii("x-sluice-model: ");
    private static final byte[] NO_ATTEMPTS = HeaderRules.ascii("x-sluice-attempts: 0\r\n");

    static final TargetWire NAMELESS = new TargetWire(new byte[0]);

    static TargetWire of(Target target) {
        return of(target.provider().name(), target.model());
    }

    static TargetWire of(String provider, String model) {
        String lines = "x-sluice-provider: " + printable(provider) + "\r\n";
        if (!model.isEmpty()) {
            // What a group serves besides models has none.
            lines += "x-sluice-model: " + printable(model) + "\r\n";
        }
        return new TargetWire(lines.getBytes(StandardCharsets.US_ASCII));
    }

    /** The same as text, and how many attempts were made. */
    String lines(int attempts) {
        return clientLines.length == 0
                ? ""
                : new String(clientLines, StandardCharsets.US_ASCII) + "x-sluice-attempts: " + attempts + "\r\n";
    }

    /** Writes the lines of an answer that came from a cache, for which nobody was asked. */
    static void cached(AnswerHead out, Entry.Source source) {
        out.put(PROVIDER).printable(source.provider()).end();
        if (!source.upstreamModel().isEmpty()) {
            out.put(MODEL).printable(source.upstreamModel()).end();
        }
        out.put(NO_ATTEMPTS);
    }

    private static char printable(char c) {
        return c >= 0x20 && c < 0x7f ? c : '?';
    }

    /** A name, safe in a header line. */
    private static String printable(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        name.chars().forEach(c -> safe.append(printable((char) c)));
        return safe.toString();
    }
}
