package dev.sluice.netty.loop;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a throwable in a pipeline means: the network's doing, which is expected, or a bug, which is logged. */
public final class Causes {

    private static final Logger LOG = LoggerFactory.getLogger(Causes.class);

    private Causes() {}

    /**
     * Logs that a translation met what it did not expect: a bug, of which the client hears as of a malformed answer.
     */
    public static void noteTranslation(Throwable bug) {
        LOG.error("unexpected failure of a translation", bug);
    }

    /** Logs what is a bug; what the peer or the network did shows in the exchange's own record. */
    public static void note(Throwable cause) {
        note(cause, "no request");
    }

    /** The same, of the request that is under way. */
    public static void note(Throwable cause, String request) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (!(root instanceof IOException)) {
            LOG.error("unexpected failure on a connection, which is closed; {}", request, cause);
        }
    }
}
