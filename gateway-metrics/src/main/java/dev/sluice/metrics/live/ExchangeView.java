package dev.sluice.metrics.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.core.account.Account;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.request.Usage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as an operator sees it: names that the configuration knows, times and counts. Nothing of what was said in
 * it, no address and no key.
 *
 * @param at when it began, in milliseconds since the epoch
 * @param failure the {@code error_type} of the metrics; left out where there is none
 * @param endedBy the limit that ended a stream early; left out where none did
 * @param cache the cache that answered; left out where a provider was asked, or nobody
 * @param costUsd what the provider is to be paid
 */
record ExchangeView(
        String id,
        long at,
        String endpoint,
        boolean stream,
        String tenant,
        String key,
        String provider,
        String model,
        int attempts,
        int status,
        boolean success,
        @JsonInclude(Include.NON_NULL) @Nullable String failure,
        @JsonInclude(Include.NON_NULL) @Nullable String endedBy,
        @JsonInclude(Include.NON_NULL) @Nullable String cache,
        double seconds,
        List<Phase> phases,
        long inputTokens,
        long outputTokens,
        boolean estimated,
        double costUsd) {

    private static final double PICOS = 1e12;

    static ExchangeView of(ExchangeRecord exchange, Identities names) {
        ExchangeRecord.Request request = exchange.request();
        ExchangeRecord.Route route = exchange.route();
        ExchangeRecord.Result result = exchange.result();
        Account account = request.account();
        return new ExchangeView(
                request.id(),
                exchange.timing().startedEpochMillis(),
                request.endpoint().template(),
                request.stream(),
                account == null ? "" : account.tenant().id(),
                request.clientKey() == null ? "" : request.clientKey(),
                name(names.providers(), route.provider()),
                name(names.models(), route.model()),
                route.attempts(),
                result.status(),
                result.success(),
                result.failure() == null ? null : result.failure().errorType(),
                result.endedBy() == null ? null : result.endedBy().name().toLowerCase(Locale.ROOT),
                answeredBy(exchange.cache()),
                Phase.seconds(exchange.timing().durationNanos()),
                Phase.of(exchange),
                counted(exchange.usage().input()),
                counted(exchange.usage().output()),
                exchange.usage().isEstimated(),
                exchange.cost().picoDollars() / PICOS);
    }

    private static @Nullable String answeredBy(@Nullable CacheUse use) {
        CacheKind cache = use == null ? null : use.answered();
        return cache == null ? null : cache.name().toLowerCase(Locale.ROOT);
    }

    /** Empty where it is not known, as before routing. */
    private static String name(Labels labels, int number) {
        return number == Labels.UNKNOWN ? "" : labels.values()[number];
    }

    private static long counted(long tokens) {
        return tokens == Usage.UNREPORTED ? 0 : tokens;
    }
}
