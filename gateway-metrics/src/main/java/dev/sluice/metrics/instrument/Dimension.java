package dev.sluice.metrics.instrument;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Subscription;
import dev.sluice.core.account.Tier;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Claim;
import dev.sluice.core.admission.SharedTally;
import dev.sluice.core.observe.AccountState.KeyStanding;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.LoopListener.Funds;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.observe.SharedLimitState;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.store.QueryListener;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What facts are told apart by. A row holds a number for each dimension it has; {@link Totals#text} turns it into a
 * label.
 */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
public enum Dimension {
    METHOD(methods()),
    ROUTE(Arrays.stream(Endpoint.values()).map(Endpoint::template).toArray(String[]::new)),
    STATUS(numbers(1000)),
    PROVIDER(),
    MODEL(),
    OPERATION(Operation.names()),
    /** {@link #OPERATION} by the names of OpenTelemetry's conventions, where these have one. */
    GEN_AI_OPERATION(Operation.genAiNames()),
    STREAM("false", "true"),
    /** {@link #OPERATION} and {@link #STREAM} by the names that methods have in a vocabulary. */
    CALL("ChatComplete", "ChatStream", "Embed", "Other"),
    OUTCOME(Ending.outcomes()),
    ERROR_TYPE(Ending.errorTypes()),
    FAULT(Ending.faults()),
    /** {@link #ERROR_TYPE} in the coarse classes that a vocabulary has for providers' errors. */
    ERROR_CLASS(Ending.errorClasses()),
    KEY(),
    KEY_RESULT(lower(KeyResult.values())),
    KEY_STATE(lower(KeyState.values())),
    VALIDATION_RESULT(lower(ValidationResult.values())),
    BREAKER_STATE(lower(BreakerState.values())),
    RETRY_REASON(lower(RetryReason.values())),
    FROM_PROVIDER(),
    TO_PROVIDER(),
    FAILOVER_RESULT(lower(FailoverResult.values())),
    HEDGE_RESULT(lower(HedgeResult.values())),
    STRATEGY(lower(StrategyKind.values())),
    FROM_MODEL(),
    TO_MODEL(),
    ROUTING_FAILURE(lower(RoutingFailure.values())),
    TOKEN_TYPE("input", "output", "reasoning", "cache_read", "cache_write"),
    /** {@link #TOKEN_TYPE} in a vocabulary that calls reasoning thinking. */
    THINKING_TYPE("input", "output", "thinking", "cache_read", "cache_write"),
    /** Whether a provider reported it, or the gateway counted. */
    USAGE("exact", "estimated"),
    TENANT(),
    TIER(lower(Tier.values())),
    USER(),
    /** Ids of clients' keys, never their values. */
    CLIENT_KEY(),
    /** How uses of a client's key ended; each is an attempt besides. */
    KEY_USE("success", "error", "attempt"),
    KEY_STANDING(lower(KeyStanding.values())),
    FUNDS(lower(Funds.values())),
    SCOPE(lower(Scope.values())),
    LIMIT(lower(LimitKind.values())),
    /** {@link #LIMIT} in a vocabulary that has one word for all budgets. */
    LIMIT_TYPE(LimitTypes.names()),
    TRIAL_STATE(lower(Trial.State.values())),
    /** Kinds of plans, behind that of those who have none. */
    PLAN(plans()),
    BILLING_CYCLE(lower(Subscription.Interval.values())),
    TABLE(lower(QueryListener.Table.values())),
    TABLE_OPERATION(lower(QueryListener.Operation.values())),
    DECIDER(lower(SharedTally.Decider.values())),
    SHARED_OUTCOME(lower(SharedTally.Outcome.values())),
    CLAIM_KIND(lower(Claim.Kind.values())),
    SHARED_KIND(lower(SharedLimitState.Kind.values())),
    LIMIT_MODE("open", "closed"),
    QUEUE("admission", "settle"),
    CACHE(lower(CacheKind.values())),
    CACHE_RESULT(lower(CacheResult.values())),
    CACHE_HIT("false", "true"),
    PHASE("queue", "total"),
    SIDE(lower(Side.values())),
    /** {@link #SIDE} by the names that connections have in a vocabulary, and those of the store. */
    CONNECTION_TYPE(connections("client", "provider")),
    /** The same by the gateway's own names. */
    CONNECTION_KIND(connections(lower(Side.values()))),
    CONNECTION_STATE(lower(ConnectionState.values())),
    LOOP(numbers(1024)),
    USE("used", "max"),
    /** Why spans did not get where they were to go. */
    SPAN_LOSS("queue_full", "export_failed"),
    /** The dimensions that label values of their own are bounded in. */
    BOUNDED("provider", "model", "key", "model_switch", "tenant", "user", "client_key"),
    VOCABULARY(),
    VERSION(),
    RUNTIME(),
    AREA("heap", "nonheap"),
    POOL(),
    GC_KIND("minor", "major");

    /** The place of attempts in {@link #KEY_USE}. */
    public static final int KEY_ATTEMPT = 2;

    @SuppressWarnings("ImmutableEnumChecker") // Written only when it is made; it does not leave the package.
    private final String[] texts;

    Dimension(String... texts) {
        this.texts = texts;
    }

    /** The texts by number where they never change; else empty. */
    String[] fixedTexts() {
        return texts;
    }

    private static String[] methods() {
        String[] names = Arrays.stream(Method.values()).map(Method::name).toArray(String[]::new);
        names[Method.OTHER.ordinal()] = "_OTHER";
        return names;
    }

    /** Sides, and behind them kinds of databases. */
    private static String[] connections(String... sides) {
        return Stream.concat(Arrays.stream(sides), Arrays.stream(lower(Database.values())))
                .toArray(String[]::new);
    }

    private static String[] plans() {
        return Stream.concat(Stream.of("none"), Arrays.stream(lower(Plan.Kind.values())))
                .toArray(String[]::new);
    }

    private static String[] lower(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    private static String[] numbers(int count) {
        String[] texts = new String[count];
        Arrays.setAll(texts, Integer::toString);
        return texts;
    }
}
