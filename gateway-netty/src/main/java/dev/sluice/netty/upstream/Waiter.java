package dev.sluice.netty.upstream;

import dev.sluice.core.failure.Failure;

/** Who asked a pool for a connection: told exactly once, unless the request is taken back. */
interface Waiter {

    /** The connection is leased to the waiter's attempt. */
    void acquired(UpstreamConnection connection);

    /** There will be none. */
    void refused(Failure.Code code);
}
