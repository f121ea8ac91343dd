package dev.sluice.loads.proof;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that sends what stands first at once and the rest a byte a second, without end. */
final class Dripper implements Conversation.Listener {

    private final String part;
    private final String atOnce;
    private final String drops;
    private final Conversation conversation = new Conversation(this);
    private @Nullable Session session;
    private int dripped;
    private long startedNanos;
    private volatile long lastedMillis = -1;

    /** @param drops are followed by as many {@code a} as there is time for */
    Dripper(String part, String atOnce, String drops) {
        this.part = part;
        this.atOnce = atOnce;
        this.drops = drops;
    }

    /** Connects; on the loop's thread. */
    void start(Loop loop, InetSocketAddress gateway) {
        session = loop.connect(gateway, conversation);
    }

    /** What it drips. */
    String part() {
        return part;
    }

    /** How long the connection stood; -1 while it stands. */
    long lastedMillis() {
        return lastedMillis;
    }

    /** The status it was answered with; 0 when it was cut without an answer. */
    int status() {
        return conversation.status();
    }

    @Override
    public void connected(Session connected) {
        startedNanos = System.nanoTime();
        if (!atOnce.isEmpty()) {
            connected.send(atOnce.getBytes(StandardCharsets.ISO_8859_1));
        }
        drip(connected);
    }

    @Override
    public void ended(Ending ending) {
        if (lastedMillis >= 0) {
            return;
        }
        if (ending == Ending.COMPLETE && session != null && session.isOpen() && !conversation.closes()) {
            // Answered, but the connection stands: it is not cut yet.
            return;
        }
        lastedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (session != null) {
            session.close();
        }
    }

    private void drip(Session connected) {
        if (connected.isOpen()) {
            char next = dripped < drops.length() ? drops.charAt(dripped) : 'a';
            dripped++;
            connected.send(new byte[] {(byte) next});
            connected.loop().after(1000, () -> drip(connected));
        }
    }
}
