/**
 * The clock as a value: what decides takes a {@link dev.sluice.core.time.Ticker}, so that tests can turn it by hand.
 */
@NullMarked
package dev.sluice.core.time;

import org.jspecify.annotations.NullMarked;
