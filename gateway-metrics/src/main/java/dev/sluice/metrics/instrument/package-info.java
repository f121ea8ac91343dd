/**
 * The canonical instruments: facts are recorded once, on their event loop, into that loop's own single-writer cells,
 * and summed once a scrape into {@link dev.sluice.metrics.instrument.Totals}, from which everything that is shown is
 * projected.
 */
@NullMarked
package dev.sluice.metrics.instrument;

import org.jspecify.annotations.NullMarked;
