package dev.sluice.core.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of accounts that was not as a change expected it, or that has some of the span that one wants: somebody else
 * was faster.
 *
 * @param row what is there; null: nothing is
 */
public record AccountConflict(StoredAccount.Id id, @Nullable StoredAccount row) {}
