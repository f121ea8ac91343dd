package dev.sluice.metrics.instrument;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.core.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Records of exchanges, for tests. */
public final class Exchanges {

    private static final ExchangeRecord.Sizes SIZES = new ExchangeRecord.Sizes(400, 5_000);
    private static final ExchangeRecord.Timing NOTHING =
            new ExchangeRecord.Timing(0, 2_000_000, -1, -1, -1, -1, -1, 0, -1, -1, 0);

    private Exchanges() {}

    /** A request that no provider saw. */
    public static ExchangeRecord refused(Endpoint endpoint, Code code) {
        return new ExchangeRecord(
                unaryRequest(endpoint),
                new ExchangeRecord.Route(0, 0, 0, 0),
                new ExchangeRecord.Result(code.status(), code),
                NOTHING,
                SIZES,
                Usage.NONE,
                Cost.NONE,
                null);
    }

    /** A unary request that took 1.5 s, 1.2 s of them at the provider, and used tokens. */
    public static ExchangeRecord unary(Endpoint endpoint, int provider, int model) {
        return new ExchangeRecord(
                unaryRequest(endpoint),
                new ExchangeRecord.Route(provider, model, provider, 1),
                new ExchangeRecord.Result(200, null),
                new ExchangeRecord.Timing(0, 1_500_000_000L, 1_200_000_000L, 0, -1, -1, -1, 0, -1, -1, 0),
                SIZES,
                Usage.tokens(20, 30).but().reasoning(0).build(),
                new Cost(350_000_000, Cost.Basis.PRICED, "0123456789ab"),
                null);
    }

    /** A request through the URL of a group, of 1.5 s. */
    public static ExchangeRecord proxied(Endpoint endpoint, ExchangeRecord.Route route, int status) {
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        "id", "id", Method.GET, endpoint, "127.0.0.1", null, false, true, null, null),
                route,
                new ExchangeRecord.Result(status, null),
                new ExchangeRecord.Timing(0, 1_500_000_000L, 1_200_000_000L, 0, -1, -1, -1, 0, -1, -1, 0),
                SIZES,
                Usage.NONE,
                Cost.NONE,
                null);
    }

    /** A stream of eleven outputs over a second. */
    public static ExchangeRecord stream(int provider, int model, @Nullable Code failure) {
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        "id", "id", Method.POST, Endpoint.CHAT_COMPLETIONS, "127.0.0.1", null, true, false, null, null),
                new ExchangeRecord.Route(provider, model, provider, 1),
                new ExchangeRecord.Result(200, failure),
                new ExchangeRecord.Timing(
                        0,
                        1_300_000_000L,
                        1_290_000_000L,
                        50_000,
                        300_000_000L,
                        290_000_000L,
                        1_000_000_000L,
                        11,
                        -1,
                        -1,
                        0),
                SIZES,
                Usage.builder()
                        .input(7)
                        .output(11)
                        .cachedInput(3)
                        .cacheWrite(2)
                        .reasoning(5)
                        .cacheWriteHour(1)
                        .build(),
                new Cost(360_000_000, Cost.Basis.DEFAULT, "0123456789ab"),
                null);
    }

    /** The same, with what caches had to do with it. */
    public static ExchangeRecord cached(ExchangeRecord record, CacheUse use) {
        return new ExchangeRecord(
                record.request(),
                record.route(),
                record.result(),
                record.timing(),
                record.sizes(),
                record.usage(),
                record.cost(),
                use);
    }

    /** An answer that was given again, and had cost 350 µUSD for 20 tokens in and 30 out. */
    public static ExchangeRecord hit(int provider, int model, CacheKind cache, long lookupNanos) {
        ExchangeRecord before = unary(Endpoint.CHAT_COMPLETIONS, provider, model);
        ExchangeRecord again = new ExchangeRecord(
                before.request(),
                new ExchangeRecord.Route(provider, model, provider, 0),
                before.result(),
                NOTHING,
                SIZES,
                Usage.NONE,
                Cost.NONE,
                null);
        return cached(
                again, new CacheUse(CacheResult.HIT, cache, before.usage(), before.cost(), lookupNanos, lookupNanos));
    }

    /** The same as part of a trace. */
    public static ExchangeRecord traced(ExchangeRecord whole, Trace trace) {
        ExchangeRecord.Request request = whole.request();
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        request.id(),
                        request.requestId(),
                        request.method(),
                        request.endpoint(),
                        request.remoteAddress(),
                        request.clientKey(),
                        request.stream(),
                        request.proxied(),
                        request.account(),
                        trace),
                whole.route(),
                whole.result(),
                whole.timing(),
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                whole.cache());
    }

    /** The same, but for how long it took. */
    public static ExchangeRecord lasting(ExchangeRecord whole, long nanos) {
        ExchangeRecord.Timing timing = whole.timing();
        return new ExchangeRecord(
                whole.request(),
                whole.route(),
                whole.result(),
                new ExchangeRecord.Timing(
                        timing.startedEpochMillis(),
                        nanos,
                        timing.upstreamNanos(),
                        timing.queueNanos(),
                        timing.firstTokenNanos(),
                        timing.upstreamFirstChunkNanos(),
                        timing.outputNanos(),
                        timing.outputEvents(),
                        timing.admissionNanos(),
                        timing.bodyNanos(),
                        0),
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                whole.cache());
    }

    private static ExchangeRecord.Request unaryRequest(Endpoint endpoint) {
        return new ExchangeRecord.Request(
                "id", "id", Method.POST, endpoint, "127.0.0.1", null, false, false, null, null);
    }
}
