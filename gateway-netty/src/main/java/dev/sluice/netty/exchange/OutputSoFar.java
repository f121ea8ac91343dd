package dev.sluice.netty.exchange;

import dev.sluice.core.estimate.Seen;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.Usage;

/** How many tokens an answer has had that is still under way. Stateless. */
final class OutputSoFar {

    private static final int BYTES_A_TOKEN = 4;

    private OutputSoFar() {}

    /** As the provider has reported, or by the bytes of text that were seen, whichever is more. */
    static long of(Request request, UpstreamCall call, Usage known) {
        Seen seen = call.times().seen();
        return Math.max(known.output(), seen == null ? 0 : tokens(request, call, seen));
    }

    private static long tokens(Request request, UpstreamCall call, Seen seen) {
        Protocol spoken = call.made().target().provider().dialect().protocol();
        double factor = request.snapshot().metering().estimates().factor(spoken);
        return (long) (seen.bytes() * factor / BYTES_A_TOKEN);
    }
}
