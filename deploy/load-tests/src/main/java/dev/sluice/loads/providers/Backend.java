package dev.sluice.loads.providers;

import dev.sluice.loads.upstream.Exchange;
import dev.sluice.loads.upstream.Upstream;
import dev.sluice.loads.upstream.Upstream.Absence;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A provider that can die and come back, and that notes when it was asked, and when in vain. It lives in the proof, so
 * that one clock measures both sides. Thread-safe, but for {@link #leave} and {@link #comeBack}: one thread's.
 */
final class Backend implements Upstream.Script, AutoCloseable {

    /** What it always answers. */
    static final String ANSWER = "{\"id\":\"chatcmpl-proof\",\"object\":\"chat.completion\",\"created\":1,"
            + "\"model\":\"proof\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"yes\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,"
            + "\"total_tokens\":2}}";

    private final int delayMillis;
    private final Queue<Long> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Long> turnedAway = new ConcurrentLinkedQueue<>();
    private final Upstream upstream;

    /** Starts listening; answers after so long. */
    Backend(InetSocketAddress address, int delayMillis) throws IOException {
        this.delayMillis = delayMillis;
        this.upstream = Upstream.start(address, this);
    }

    void leave(Absence how) {
        upstream.leave(how);
    }

    void comeBack() throws IOException {
        upstream.comeBack();
    }

    /** When requests came since an instant; instants are those of {@link System#nanoTime}. */
    List<Long> askedSince(long nanos) {
        return since(asked, nanos);
    }

    /** When somebody came in vain since an instant; only where the absence can see it. */
    List<Long> turnedAwaySince(long nanos) {
        return since(turnedAway, nanos);
    }

    @Override
    public void asked(Exchange exchange, String body) {
        asked.add(System.nanoTime());
        exchange.after(delayMillis, () -> exchange.answer(ANSWER));
    }

    @Override
    public void turnedAway() {
        turnedAway.add(System.nanoTime());
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        if (upstream.failure() != null) {
            throw new IOException("a provider of the proof failed", upstream.failure());
        }
    }

    private static List<Long> since(Queue<Long> instants, long nanos) {
        return instants.stream().filter(instant -> instant - nanos >= 0).toList();
    }
}
