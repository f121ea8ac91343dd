package dev.sluice.netty.exchange;

import dev.sluice.core.config.ServerSettings;
import dev.sluice.core.routing.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is encoded once for a target: the head of its requests, and the header lines that name it to clients. */
record TargetWire(UpstreamHead head, byte[] clientLines) {

    static TargetWire of(Target target, ServerSettings server) {
        List<byte[]> more =
                server.forwardHeaders().stream().map(HeaderRules::ascii).toList();
        return new TargetWire(
                new UpstreamHead(target.provider(), more), server.sluiceHeaders() ? clientLines(target) : new byte[0]);
    }

    private static byte[] clientLines(Target target) {
        String lines = "x-sluice-provider: " + printable(target.provider().name()) + "\r\nx-sluice-model: "
                + printable(target.model()) + "\r\n";
        return lines.getBytes(StandardCharsets.US_ASCII);
    }

    /** A configured name, safe in a header line. */
    private static String printable(String name) {
        StringBuilder safe = new StringBuilder(name.length());
        name.chars().forEach(c -> safe.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
