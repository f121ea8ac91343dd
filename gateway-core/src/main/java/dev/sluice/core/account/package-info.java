/**
 * Who is asking: tenants, users, roles, client keys, plans, subscriptions and trials, and how a credential becomes one.
 * All of them are values; what is known of them at the moment is in {@link dev.sluice.core.account.Accounts}.
 */
@NullMarked
package dev.sluice.core.account;

import org.jspecify.annotations.NullMarked;
