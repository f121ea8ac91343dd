/** Holds what the gateway counted, and what that cost, against what a provider charged. */
@NullMarked
package dev.sluice.loads.ledger;

import org.jspecify.annotations.NullMarked;
