package dev.sluice.loads.upstream;

import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    }

    private final Loop loop = new Loop("upstream");
    private final Script script;

    private Upstream(Script script) {
        this.script = script;
    }

    /** Starts listening. */
    public static Upstream start(InetSocketAddress address, Script script) throws IOException {
        Upstream upstream = new Upstream(script);
        try {
            upstream.loop.listen(address, session -> new Caller(session, upstream.script));
        } catch (IOException e) {
            upstream.close();
            throw e;
        }
        return upstream;
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
    private static final class Caller implements Session.Owner {

        private final Session session;
        private final Script script;
        private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
        private @Nullable Exchange exchange;

        Caller(Session session, Script script) {
            this.session = session;
            this.script = script;
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
            if (exchange != null) {
                exchange.gone();
            }
        }
    }
}
