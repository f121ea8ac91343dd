package dev.sluice.core.admission;

/** What came of asking the counters that several gateways share. */
public sealed interface Shared {

    /** The exchange may go on. */
    record Granted() implements Shared {}

    /** A limit is in the way. */
    record Refused(Denied denied) implements Shared {}

    /** The counters cannot be asked, and one of the exchange's limits is not to be passed without them. */
    record Unavailable() implements Shared {}
}
