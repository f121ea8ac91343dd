package dev.sluice.netty.exchange;

import dev.sluice.core.routing.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is encoded once for a target: the head of its requests, and the header lines that name it to clients. */
record TargetWire(UpstreamHead head, byte[] clientLines) {

    static TargetWire of(Target target, List<byte[]> moreHeaders, boolean nameTarget) {
        String lines = "x-sluice-provider: " + printable(target.provider().name()) + "\r\nx-sluice-model: "
                + printable(target.model()) + "\r\n";
        byte[] clientLines = nameTarget ? lines.getBytes(StandardCharsets.US_ASCII) : new byte[0];
        return new TargetWire(new UpstreamHead(target.provider(), moreHeaders), clientLines);
    }

    /** A configured name, safe in a header line. */
    private static String printable(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        name.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
