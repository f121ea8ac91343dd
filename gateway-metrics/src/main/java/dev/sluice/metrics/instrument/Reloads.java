package dev.sluice.metrics.instrument;

import java.time.Clock;

/** How reloads of the configuration ended. Thread-safe. */
final class Reloads {

    private final Clock clock;
    private final long[] byOutcome = new long[2];
    private boolean lastSuccessful = true;
    private long lastSuccessMillis;

    /** Counts the configuration that the process starts with as loaded now. */
    Reloads(Clock clock) {
        this.clock = clock;
        this.lastSuccessMillis = clock.millis();
    }

    synchronized void ended(int problems) {
        lastSuccessful = problems == 0;
        byOutcome[lastSuccessful ? 0 : 1]++;
        if (lastSuccessful) {
            lastSuccessMillis = clock.millis();
        }
    }

    synchronized void addTo(Totals.Builder totals) {
        for (int outcome = 0; outcome < byOutcome.length; outcome++) {
            totals.add(Fact.RELOADS, new Row(byOutcome[outcome]).at(Dimension.OUTCOME, outcome));
        }
        totals.value(Fact.LAST_RELOAD_SUCCESSFUL, lastSuccessful ? 1 : 0);
        totals.value(Fact.LAST_RELOAD_TIME, lastSuccessMillis);
    }
}
