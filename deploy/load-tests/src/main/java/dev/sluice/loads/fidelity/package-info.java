/**
 * Proves that nothing is lost, changed or miscounted: seeded requests, each answer compared byte by byte, then the
 * metrics.
 */
@NullMarked
package dev.sluice.loads.fidelity;

import org.jspecify.annotations.NullMarked;
