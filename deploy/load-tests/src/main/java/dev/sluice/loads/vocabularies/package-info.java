/**
 * Proves what is counted: every family of every vocabulary against the counts of the load generator and of the
 * simulated provider.
 */
@NullMarked
package dev.sluice.loads.vocabularies;

import org.jspecify.annotations.NullMarked;
