package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.BILLING_CYCLE;
import static dev.sluice.metrics.instrument.Dimension.CLIENT_KEY;
import static dev.sluice.metrics.instrument.Dimension.FUNDS;
import static dev.sluice.metrics.instrument.Dimension.KEY_STANDING;
import static dev.sluice.metrics.instrument.Dimension.KEY_USE;
import static dev.sluice.metrics.instrument.Dimension.LIMIT;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PLAN;
import static dev.sluice.metrics.instrument.Dimension.QUEUE;
import static dev.sluice.metrics.instrument.Dimension.SCOPE;
import static dev.sluice.metrics.instrument.Dimension.TABLE;
import static dev.sluice.metrics.instrument.Dimension.TABLE_OPERATION;
import static dev.sluice.metrics.instrument.Dimension.TENANT;
import static dev.sluice.metrics.instrument.Dimension.TIER;
import static dev.sluice.metrics.instrument.Dimension.TOKEN_TYPE;
import static dev.sluice.metrics.instrument.Dimension.TRIAL_STATE;
import static dev.sluice.metrics.instrument.Dimension.USER;

import dev.sluice.metrics.instrument.Dimension;
import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The part of the gateway's own names that tells of who asks, of limits and of the books. */
final class SluiceAccounts {

    private SluiceAccounts() {}

    static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(tenants());
        families.addAll(users());
        families.addAll(limits());
        families.addAll(levels());
        families.addAll(books());
        return families;
    }

    private static List<Family> tenants() {
        return List.of(
                Family.counter(
                                "sluice_tenant_operations_total",
                                "Requests to model endpoints at their end, by whose they are.",
                                Fact.TENANT_OPERATIONS)
                        .by("tenant", TENANT)
                        .by("tier", TIER)
                        .by("outcome", OUTCOME),
                Family.counter("sluice_tenant_tokens_total", "Tokens of tenants' requests.", Fact.TENANT_TOKENS)
                        .by("tenant", TENANT)
                        .by("tier", TIER)
                        .by("type", TOKEN_TYPE),
                Family.counter("sluice_tenant_cost_usd_total", "Costs of tenants' requests.", Fact.TENANT_COST)
                        .by("tenant", TENANT)
                        .by("tier", TIER),
                Family.gauge(
                        "sluice_active_tenants",
                        "Tenants with requests in the last five minutes; those without series of their own are one.",
                        Fact.ACTIVE_TENANTS));
    }

    private static List<Family> users() {
        return List.of(
                Family.counter(
                                "sluice_charged_usd_total",
                                "What was taken from users' credits or trials.",
                                Fact.CHARGED)
                        .by("user", USER)
                        .by("funds", FUNDS),
                Family.counter(
                                "sluice_charged_tokens_total",
                                "Tokens that users' credits or trials were charged for.",
                                Fact.CHARGED_TOKENS)
                        .by("user", USER)
                        .by("funds", FUNDS),
                Family.counter(
                                "sluice_client_key_requests_total",
                                "Requests with a client's key, by how they ended.",
                                Fact.KEY_USES)
                        .by("key", CLIENT_KEY)
                        .by("status", KEY_USE)
                        .only(row -> row.at(KEY_USE) != Dimension.KEY_ATTEMPT));
    }

    private static List<Family> limits() {
        return List.of(
                Family.counter(
                                "sluice_limit_refusals_total",
                                "Requests that were refused, by whose limit it was and what it limits.",
                                Fact.LIMITS)
                        .by("scope", SCOPE)
                        .by("limit", LIMIT),
                Family.counter(
                                "sluice_client_key_refusals_total",
                                "Requests that were refused because of a limit, by the key that was used.",
                                Fact.KEY_LIMITS)
                        .by("key", CLIENT_KEY)
                        .by("limit", LIMIT),
                Family.counter(
                                "sluice_budget_exceeded_requests_total",
                                "Requests that passed though a budget was used up.",
                                Fact.BUDGETS_EXCEEDED)
                        .by("limit", LIMIT),
                Family.gauge(
                                "sluice_limit_remaining",
                                "What is left of client keys' own limits: exchanges, requests or tokens.",
                                Fact.LIMIT_ROOM)
                        .by("key", CLIENT_KEY)
                        .by("limit", LIMIT),
                Family.gauge(
                        "sluice_reservations_open",
                        "Exchanges that were let in and are not settled yet.",
                        Fact.RESERVATIONS));
    }

    private static List<Family> levels() {
        return List.of(
                Family.gauge(
                                "sluice_client_keys",
                                "Clients' keys; revoked and expired ones are inactive.",
                                Fact.CLIENT_KEYS)
                        .by("state", KEY_STANDING),
                Family.gauge("sluice_trials", "Trials by where they stand.", Fact.TRIALS)
                        .by("status", TRIAL_STATE),
                Family.gauge("sluice_subscriptions", "Subscriptions that hold.", Fact.SUBSCRIPTIONS)
                        .by("plan", PLAN)
                        .by("cycle", BILLING_CYCLE),
                Family.gauge(
                                "sluice_credit_balance_usd",
                                "Credits of all users together, by the kind of their plan.",
                                Fact.CREDIT_BALANCE)
                        .by("plan", PLAN));
    }

    private static List<Family> books() {
        return List.of(
                Family.counter(
                        "sluice_ledger_entries_total",
                        "Exchanges that have gone from the journals into the ledger.",
                        Fact.LEDGER_ENTRIES),
                Family.gauge(
                        "sluice_journal_behind_entries",
                        "Settled exchanges that have not gone into the ledger yet.",
                        Fact.JOURNAL_BEHIND),
                Family.gauge(
                        "sluice_journal_trouble",
                        "1 while exchanges cannot be written down or go into the ledger, else 0.",
                        Fact.JOURNAL_TROUBLE),
                Family.gauge(
                                "sluice_queue_depth",
                                "What waits: admitted requests for a connection, settled exchanges for the ledger.",
                                Fact.QUEUE_SIZE)
                        .by("queue", QUEUE),
                Family.histogram(
                                "sluice_store_operation_seconds",
                                "Queries of the store's database, waiting for their turn included.",
                                Fact.QUERIES)
                        .by("table", TABLE)
                        .by("operation", TABLE_OPERATION));
    }
}
