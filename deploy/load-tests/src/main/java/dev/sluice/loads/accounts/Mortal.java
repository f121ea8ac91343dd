package dev.sluice.loads.accounts;

import java.io.IOException;
import java.time.Duration;

/** A process that a proof kills and starts again. */
interface Mortal {

    /** Starts it, and waits until it answers; fails where it does not within a minute. Says how long that took. */
    Duration start() throws IOException;

    /** Ends it with SIGKILL, and waits until it is gone. */
    void kill() throws IOException;
}
