package dev.sluice.core.admission;

import java.util.concurrent.CompletionStage;

/**
 * The port to counters that several gateways share. Nothing of it blocks. Thread-safe; stages complete on any thread.
 */
public interface SharedCounters {

    /**
     * Asks for all that a claim says, or nothing. Completes within half a second, and 50 ms of silence, whatever
     * happens; exceptionally where the counters cannot be asked: then nothing is held, and what is granted too late is
     * given back by them.
     */
    CompletionStage<Ruling> claim(Claim claim);

    /** Gives back what was taken and not used, soon: also when the counters cannot be reached at the moment. */
    void giveBack(Hold hold);

    /** What exchanges of this gateway hold: kept up for as long as it is there. */
    Holds holds();

    /** Gateways that were alive when that was last known: 1 or more. */
    int gateways();

    /** Whether asking makes sense: it did the last time, or a trial since then succeeded. */
    boolean reachable();

    /** Has something done some ten times a second; quick, and never throws. */
    void regularly(Runnable what);

    /** Has something done at the end, before the counters are left; as {@link #regularly}. */
    void atTheEnd(Runnable what);
}
