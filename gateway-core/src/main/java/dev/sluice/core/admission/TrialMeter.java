package dev.sluice.core.admission;

import dev.sluice.core.account.Trial;

/** What a user has used of its trial. Thread-safe; its lock is held for some additions. */
final class TrialMeter {

    private long requests;
    private long tokens;
    private long picoDollars;
    private long reservedTokens;
    private long reservedPicoDollars;

    /** Reserves what a request may use; false where the trial does not allow so much. */
    synchronized boolean reserve(Trial trial, Demand demand) {
        if (requests >= trial.requests()
                || tokens + reservedTokens + demand.tokens() > trial.tokens()
                || picoDollars + reservedPicoDollars + demand.picoDollars() > trial.picoDollars()) {
            return false;
        }
        hold(demand);
        return true;
    }

    /** Reserves what a request may use that others decide on. */
    synchronized void hold(Demand demand) {
        requests++;
        holdMore(demand);
    }

    /** The same for a request that is counted and goes on. */
    synchronized void holdMore(Demand demand) {
        reservedTokens += demand.tokens();
        reservedPicoDollars += demand.picoDollars();
    }

    /** Whether the trial allows all that is used and reserved. */
    synchronized boolean allows(Trial trial) {
        return requests <= trial.requests()
                && tokens + reservedTokens <= trial.tokens()
                && picoDollars + reservedPicoDollars <= trial.picoDollars();
    }

    /** Reserves more for a request that goes on; false where the trial does not allow so much. */
    synchronized boolean extend(Trial trial, Demand more) {
        if (tokens + reservedTokens + more.tokens() > trial.tokens()
                || picoDollars + reservedPicoDollars + more.picoDollars() > trial.picoDollars()) {
            return false;
        }
        reservedTokens += more.tokens();
        reservedPicoDollars += more.picoDollars();
        return true;
    }

    /** What was reserved is given back, and this was used instead. */
    synchronized void settle(Demand reserved, Spent spent) {
        reservedTokens -= reserved.tokens();
        reservedPicoDollars -= reserved.picoDollars();
        tokens += spent.tokens();
        picoDollars += spent.picoDollars();
    }

    /** Nothing came of the request: it counts for nothing. */
    synchronized void undo(Demand reserved) {
        settle(reserved, Spent.NOTHING);
        requests--;
    }

    /** Whether nothing is under way. */
    synchronized boolean isIdle() {
        return reservedTokens == 0 && reservedPicoDollars == 0;
    }

    /** Whether nothing was ever tried. */
    synchronized boolean isUnused() {
        return isIdle() && requests == 0 && tokens == 0 && picoDollars == 0;
    }

    /** What is left of what a trial allows. */
    synchronized TrialRoom room(Trial trial) {
        return new TrialRoom(
                Math.max(0, trial.requests() - requests),
                Math.max(0, trial.tokens() - tokens - reservedTokens),
                Math.max(0, trial.picoDollars() - picoDollars - reservedPicoDollars));
    }

    /** What the ledger knows, at the start. */
    synchronized void restore(long usedRequests, long usedTokens, long usedPicoDollars) {
        requests = usedRequests;
        tokens = usedTokens;
        picoDollars = usedPicoDollars;
    }
}
