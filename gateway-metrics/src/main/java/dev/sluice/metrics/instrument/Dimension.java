package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import java.util.Arrays;
import java.util.Locale;

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
    /** Whether a provider reported it, or the gateway counted. */
    USAGE("exact", "estimated"),
    PHASE("queue", "total"),
    SIDE(lower(Side.values())),
    /** {@link #SIDE} by the names that connections have in a vocabulary: client, provider. */
    CONNECTION_TYPE("client", "provider"),
    CONNECTION_STATE(lower(ConnectionState.values())),
    LOOP(numbers(1024)),
    USE("used", "max"),
    /** The dimensions that label values of their own are bounded in. */
    BOUNDED("provider", "model", "key", "model_switch"),
    VOCABULARY(),
    VERSION(),
    RUNTIME(),
    AREA("heap", "nonheap"),
    POOL(),
    GC_KIND("minor", "major");

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
