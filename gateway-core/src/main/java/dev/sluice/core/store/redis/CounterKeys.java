package dev.sluice.core.store.redis;

import dev.sluice.core.admission.Subject;
import dev.sluice.core.ledger.Ledger.Holder;
import java.util.function.Supplier;

/**
 * The names of what is counted together, beside those of the ledger: all with the same hash tag.
 *
 * @param names of all that there is
 */
record CounterKeys(RedisKeys names) {

    /**
     * What scripts take the time from.
     *
     * @param time in ms, for tests; empty: that of Redis
     * @param forgottenMillis for how long a gateway that was not heard of holds what it has
     */
    record Clock(Supplier<String> time, long forgottenMillis) {

        /** As it is: gateways say three times in between that they are there. */
        static final Clock REDIS = new Clock(() -> "", 30_000);

        String given() {
            return time.get();
        }
    }

    /** A hash: what is counted of a subject, see {@code counters.lua}. */
    String subject(Subject.Id who) {
        return names.counted("limits:" + who.scope() + ":" + who.source() + ":" + who.id());
    }

    /** The beginning of the names of sums of the ledger; the day or month follows. */
    String sums(Holder who) {
        return names.counted("sum:" + RedisKeys.member(who));
    }

    /** A hash: what a gateway has claimed lately, and how much of what it gave back has come. */
    String claims(String node) {
        return names.counted("claims:" + node);
    }

    /** A sorted set: gateways by when they were last heard of. */
    String gateways() {
        return names.counted("gateways");
    }
}
