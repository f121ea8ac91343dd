package dev.sluice.core.account;

import org.jspecify.annotations.Nullable;

/**
 * A key, and the account that was found behind it the last time. Thread-safe: what was found is swapped as a whole; two
 * threads that find it at the same time find the same.
 */
final class Resolution {

    private final ClientKey key;
    private volatile @Nullable Found last;

    Resolution(ClientKey key) {
        this.key = key;
    }

    /**
     * What was found.
     *
     * @param account null: nobody
     * @param edition of the accounts that it was found in
     * @param from since when it is so
     * @param until when it has to be looked for again
     */
    record Found(@Nullable Account account, long edition, long from, long until) {

        boolean holds(long current, long now) {
            return edition == current && now >= from && now < until;
        }
    }

    ClientKey key() {
        return key;
    }

    @Nullable
    Found last() {
        return last;
    }

    void found(Found now) {
        last = now;
    }
}
