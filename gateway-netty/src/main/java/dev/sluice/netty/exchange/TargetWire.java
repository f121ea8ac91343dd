package dev.sluice.netty.exchange;

import dev.sluice.core.routing.Target;
import java.nio.charset.StandardCharsets;

/** What is encoded once for a target: the header lines that name it to clients. */
record TargetWire(byte[] clientLines) {

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

    /** A name, safe in a header line. */
    private static String printable(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        name.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
