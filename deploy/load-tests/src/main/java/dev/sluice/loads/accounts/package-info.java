/**
 * Holds limits, budgets, credits and the ledger of gateways that are killed, or share what they count, to what they
 * say.
 */
@NullMarked
package dev.sluice.loads.accounts;

import org.jspecify.annotations.NullMarked;
