package dev.sluice.core.manage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each change of accounts, and for each purge of a cache, in a log of its own: who did what to which.
 * Never what a body held.
 */
final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger("sluice.audit");

    private Audit() {}

    static void made(String who, OwnChange change) {
        String what = change.after() == null ? "deleted" : change.before() == null ? "created" : "changed";
        LOG.info(
                "{} {} {} {}",
                who,
                what,
                AccountRules.name(change.kind()),
                change.id().id());
    }

    /** @param which entries, told as a path or a body names them */
    static void purged(String who, String which, long entries) {
        LOG.info("{} purged {} cache entries: {}", who, entries, which);
    }

    /** A change that did not outlive the store. */
    static Refusal notStored(Edit edit, Throwable failure, String outcome) {
        LOG.warn("{} could not change {} {}", edit.who(), AccountRules.name(edit.kind()), edit.id(), failure);
        return Refusal.unavailable("store_failed", outcome + ": the store could not keep it; the log says why");
    }
}
