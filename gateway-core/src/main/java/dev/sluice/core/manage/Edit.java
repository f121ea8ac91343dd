package dev.sluice.core.manage;

import dev.sluice.core.account.ItemKind;
import org.jspecify.annotations.Nullable;

/**
 * Which part of accounts is changed, and by whom.
 *
 * @param version which it must still have, from {@code If-Match}; null: any
 * @param who the operator, for the audit log
 */
public record Edit(ItemKind kind, String id, @Nullable Long version, String who) {}
