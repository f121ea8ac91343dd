package dev.sluice.metrics.vocabulary;

import static dev.sluice.metrics.instrument.Dimension.BILLING_CYCLE;
import static dev.sluice.metrics.instrument.Dimension.CLIENT_KEY;
import static dev.sluice.metrics.instrument.Dimension.CONNECTION_TYPE;
import static dev.sluice.metrics.instrument.Dimension.KEY_STANDING;
import static dev.sluice.metrics.instrument.Dimension.KEY_USE;
import static dev.sluice.metrics.instrument.Dimension.LIMIT_TYPE;
import static dev.sluice.metrics.instrument.Dimension.MODEL;
import static dev.sluice.metrics.instrument.Dimension.PLAN;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.QUEUE;
import static dev.sluice.metrics.instrument.Dimension.TABLE;
import static dev.sluice.metrics.instrument.Dimension.TABLE_OPERATION;
import static dev.sluice.metrics.instrument.Dimension.TRIAL_STATE;
import static dev.sluice.metrics.instrument.Dimension.USER;

import dev.sluice.metrics.instrument.Fact;
import java.util.ArrayList;
import java.util.List;

/** The part of the names of Gatewayz that tells of who asks, of limits and of the store. Keys are told by their ids. */
final class GatewayzAccounts {

    private GatewayzAccounts() {}

    static List<Family> families() {
        List<Family> families = new ArrayList<>();
        families.addAll(limits());
        families.addAll(business());
        families.addAll(store());
        return families;
    }

    private static List<Family> limits() {
        return List.of(
                Family.counter(
                                "rate_limited_requests_total",
                                "Blocked requests by API key (its id) and limit type",
                                Fact.KEY_LIMITS)
                        .by("api_key", CLIENT_KEY)
                        .by("limit_type", LIMIT_TYPE),
                Family.gauge("current_rate_limit", "Current rate limit remaining", Fact.LIMIT_ROOM)
                        .by("api_key", CLIENT_KEY)
                        .by("limit_type", LIMIT_TYPE),
                Family.counter("api_key_usage_total", "API key usage by key (its id) and status", Fact.KEY_USES)
                        .by("api_key_id", CLIENT_KEY)
                        .by("status", KEY_USE),
                Family.gauge("active_api_keys", "Number of active/inactive API keys", Fact.CLIENT_KEYS)
                        .by("status", KEY_STANDING));
    }

    private static List<Family> business() {
        return List.of(
                Family.counter(
                                "credits_used_total",
                                "Credits (USD) consumed by provider, model, and user",
                                Fact.CREDITS)
                        .by("provider", PROVIDER)
                        .by("model", MODEL)
                        .by("user_id", USER),
                Family.gauge("user_credit_balance", "Credit balance (USD) by user and plan", Fact.CREDIT_BALANCE)
                        .by("user_id", USER)
                        .by("plan_type", PLAN),
                Family.gauge("trial_active", "Number of active trials by status", Fact.TRIALS)
                        .by("status", TRIAL_STATE),
                Family.gauge("subscription_count", "Active subscriptions by plan and billing cycle", Fact.SUBSCRIPTIONS)
                        .by("plan_type", PLAN)
                        .by("billing_cycle", BILLING_CYCLE));
    }

    private static List<Family> store() {
        return List.of(
                Family.count("database_queries_total", "Total database queries by table and operation", Fact.QUERIES)
                        .by("table", TABLE)
                        .by("operation", TABLE_OPERATION),
                Family.histogram("database_query_duration_seconds", "Query duration by table", Fact.QUERIES)
                        .by("table", TABLE)
                        .within(.0001, .0005, .001, .005, .01, .025, .05, .1, .25, .5, 1),
                Family.gauge(
                                "active_connections",
                                "Active connections by type (client/provider/db/redis)",
                                Fact.CONNECTION_TYPES)
                        .by("connection_type", CONNECTION_TYPE),
                Family.gauge(
                                "queue_size",
                                "Queue size by queue name: admitted requests that wait for a connection, settled "
                                        + "exchanges that wait for the ledger",
                                Fact.QUEUE_SIZE)
                        .by("queue_name", QUEUE));
    }
}
