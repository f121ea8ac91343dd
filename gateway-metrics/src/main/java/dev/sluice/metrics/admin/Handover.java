package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives an exchange to another thread than that of its connection, which is then free. */
final class Handover {

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    private Handover() {}

    /** Sends an answer. */
    @FunctionalInterface
    interface Sending {
        void send() throws IOException;
    }

    /** Whether they take it; the exchange is closed when it has been sent, and cut off when that fails. */
    static boolean to(Executor others, Sending sending, HttpExchange exchange) {
        try {
            others.execute(() -> send(sending, exchange));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void send(Sending sending, HttpExchange exchange) {
        boolean whole = false;
        try {
            sending.send();
            whole = true;
        } catch (IOException e) {
            LOG.debug("a stream ended early: {}", e.getMessage());
        } finally {
            if (!whole) {
                // Who is interrupted closes the channel instead of writing an end to it (InterruptibleChannel).
                Thread.currentThread().interrupt();
            }
            exchange.close();
            Thread.interrupted();
        }
    }
}
