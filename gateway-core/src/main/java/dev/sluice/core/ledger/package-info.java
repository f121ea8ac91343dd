/** What was used and paid, exchange by exchange; and what follows from it: spend of days and months, balances. */
@NullMarked
package dev.sluice.core.ledger;

import org.jspecify.annotations.NullMarked;
