package dev.sluice.core.config;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.VitalsTable;

/**
 * What is learnt while the gateway runs, and outlives reloads: snapshots refer to it. Thread-safe, as its parts are.
 *
 * @param keys the pools of keys by provider
 * @param vitals breakers and health by provider and model
 * @param retries budgets of retries by provider
 * @param prices what models cost
 * @param accounts whom keys belong to: of the file as of the API
 */
public record LiveState(
        KeyRings keys, VitalsTable vitals, RetryBudgets retries, PriceBooks prices, Accounts accounts) {}
