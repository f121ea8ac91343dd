package dev.sluice.core.accesslog;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import dev.sluice.core.trace.Trace;

/** Records to write lines of. */
final class Lines {

    private static final String ID = "0123456789abcdef0123456789abcdef";

    private Lines() {}

    /** Knows one provider and one model, both with the number 2. */
    static AccessLine format() {
        Identities identities = Identities.bounded(10);
        identities.providers().number("openai");
        identities.models().number("gpt-4o");
        return new AccessLine(identities);
    }

    /** A stream that went well. */
    static ExchangeRecord stream(String requestId) {
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        ID,
                        requestId,
                        Method.POST,
                        Endpoint.CHAT_COMPLETIONS,
                        "192.0.2.1",
                        "ci",
                        true,
                        false,
                        null,
                        null),
                new ExchangeRecord.Route(2, 2, 2, 1, "gpt-4o-2024-11-20"),
                new ExchangeRecord.Result(200, null),
                new ExchangeRecord.Timing(
                        1_700_000_000_123L, 12_345_678, 11_000_000, 0, 5_500_000, 5_000_000, 1, 3, 100_000, 900_000, 0),
                new ExchangeRecord.Sizes(120, 3_400),
                Usages.of(7, 16, -1, -1, -1, -1),
                new Cost(177_500_000, Cost.Basis.PRICED, "0123456789ab"),
                null);
    }

    /** A request of a trace. */
    static ExchangeRecord traced(String trace) {
        ExchangeRecord whole = stream("r");
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
                        Trace.unrecorded(trace)),
                whole.route(),
                whole.result(),
                whole.timing(),
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                whole.cache());
    }

    /** A stream that a limit ended. */
    static ExchangeRecord ended(LimitKind by) {
        ExchangeRecord whole = stream("r");
        return new ExchangeRecord(
                whole.request(),
                whole.route(),
                new ExchangeRecord.Result(200, null, by),
                whole.timing(),
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                null);
    }

    /** A request that was put off for 300 ms before it was tried again. */
    static ExchangeRecord triedAgain() {
        ExchangeRecord whole = stream("r");
        return new ExchangeRecord(
                whole.request(),
                new ExchangeRecord.Route(2, 2, 2, 2, "gpt-4o-2024-11-20"),
                whole.result(),
                new ExchangeRecord.Timing(0, 312_000_000, 11_000_000, 0, -1, -1, -1, 0, 0, 0, 300_000_000),
                whole.sizes(),
                whole.usage(),
                whole.cost(),
                null);
    }

    /** A stream that a cache told again. */
    static ExchangeRecord cached(CacheKind by) {
        ExchangeRecord whole = stream("r");
        return new ExchangeRecord(
                whole.request(),
                new ExchangeRecord.Route(2, 2, 2, 0, "gpt-4o-2024-11-20"),
                whole.result(),
                whole.timing(),
                whole.sizes(),
                Usage.NONE,
                Cost.NONE,
                new CacheUse(CacheResult.HIT, by, whole.usage(), whole.cost(), 1_000, 2_000));
    }

    /** A request that no provider saw. */
    static ExchangeRecord refused() {
        return refused(Failure.Code.NOT_FOUND);
    }

    static ExchangeRecord unknownKey() {
        return refused(Failure.Code.INVALID_API_KEY);
    }

    private static ExchangeRecord refused(Failure.Code code) {
        return new ExchangeRecord(
                new ExchangeRecord.Request(
                        ID, ID, Method.GET, Endpoint.UNKNOWN, "192.0.2.1", null, false, false, null, null),
                new ExchangeRecord.Route(0, 0, 0, 0),
                new ExchangeRecord.Result(code.status(), code),
                new ExchangeRecord.Timing(1_700_000_000_123L, 250_000, -1, 0, -1, -1, -1, 0, -1, -1, 0),
                new ExchangeRecord.Sizes(0, 90),
                Usage.NONE,
                Cost.NONE,
                null);
    }
}
