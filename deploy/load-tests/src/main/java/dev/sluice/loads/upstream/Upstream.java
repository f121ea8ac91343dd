package dev.sluice.loads.upstream;

import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A small provider on a loop of its own: reads requests with a length, one at a time on a connection, and lets a script
 * answer them. Knows no more HTTP than a gateway sends.
 */
public final class Upstream implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

    /** What to do with a request; called on the upstream's own thread. */
    public interface Script {

        /** Answers through the exchange, now or later. */
        void asked(Exchange exchange, String body);

        /** Somebody has come while the upstream is {@link Absence#CLOSING}. */
        default void turnedAway() {}
    }

    /** How an upstream is dead. */
    public enum Absence {
        /** Nobody listens. */
        REFUSING,
        /** Somebody does, as a balancer before a dead service, and closes every connection at once. */
        CLOSING
    }

    private final Loop loop = new Loop("upstream");
    private final InetSocketAddress address;
    private final Script script;

    /** For the loop's thread. */
    private final Set<Caller> callers = new HashSet<>();

    private Closeable server;
    private volatile @Nullable Absence absence;

    private Upstream(InetSocketAddress address, Script script) throws IOException {
        this.address = address;
        this.script = script;
        try {
            server = loop.listen(address, Caller::new);
        } catch (IOException e) {
            loop.close();
            throw e;
        }
    }

    /** Starts listening. */
    public static Upstream start(InetSocketAddress address, Script script) throws IOException {
        return new Upstream(address, script);
    }

    /** Dies: closes all connections at once, whatever is under way on them. To be called by one thread. */
    public void leave(Absence how) {
        absence = how;
        Closeable listening = server;
        loop.execute(() -> {
            if (how == Absence.REFUSING) {
                close(listening);
            }
            callers.forEach(Caller::abandon);
            callers.clear();
        });
    }

    /** Lives again, as if nothing had been. To be called by the thread that made it leave. */
    public void comeBack() throws IOException {
        if (absence == Absence.REFUSING) {
            server = loop.listen(address, Caller::new);
        }
        absence = null;
    }

    private static void close(Closeable server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ended the upstream before its time; null while it is well. */
    public @Nullable Throwable failure() {
        return loop.failure();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** One connection to the upstream. */
    private final class Caller implements Session.Owner {

        private final Session session;
        private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
        private @Nullable Exchange exchange;

        Caller(Session session) {
            this.session = session;
        }

        @Override
        public void connected(Session connected) {
            if (absence == null) {
                callers.add(this);
            } else {
                script.turnedAway();
                connected.close();
            }
        }

        void abandon() {
            session.close();
            if (exchange != null) {
                exchange.gone();
            }
        }

        @Override
        public void received(ByteBuffer in) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            request.writeBytes(bytes);
            String text = request.toString(StandardCharsets.ISO_8859_1);
            int headEnd = text.indexOf("\r\n\r\n") + 4;
            if (headEnd < 4) {
                return;
            }
            Matcher length = LENGTH.matcher(text.substring(0, headEnd));
            int end = headEnd + (length.find() ? Integer.parseInt(length.group(1)) : 0);
            if (text.length() >= end) {
                request.reset();
                Exchange asked = new Exchange(session);
                exchange = asked;
                script.asked(asked, text.substring(headEnd, end));
            }
        }

        @Override
        public void gone(@Nullable IOException cause) {
            callers.remove(this);
            if (exchange != null) {
                exchange.gone();
            }
        }
    }
}
