/**
 * Sets of metric names: the gateway's own and those of the systems it implements, each a list of families that are
 * projected, at a scrape, from the one sum in {@link dev.sluice.metrics.instrument.Totals}.
 */
@NullMarked
package dev.sluice.metrics.vocabulary;

import org.jspecify.annotations.NullMarked;
