package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Entry;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Target;

/** Makes the one record of an exchange when it is over. */
final class Settlement {

    private Settlement() {}

    /**
     * The answer has come to its end, and it is known what it used: that is charged before the client has the last of
     * it. Killed in between, the gateway would have given it away; and who has had an answer may ask again at once.
     */
    static void charge(Exchange exchange) {
        Tab tab = exchange.request().tab();
        if (tab != null) {
            tab.close(record(exchange));
        }
    }

    /** The same of an answer from a cache, which uses nothing. */
    static void count(Exchange exchange) {
        Tab tab = exchange.request().tab();
        if (tab != null) {
            tab.replayed(exchange.client().status());
        }
    }

    static void settle(LoopListener listener, Exchange exchange) {
        ExchangeRecord record = record(exchange);
        ProviderSide provider = exchange.provider();
        if (provider == null) {
            tell(listener, exchange.request(), record);
        } else {
            provider.metering().settle(record);
        }
    }

    private static ExchangeRecord record(Exchange exchange) {
        return new ExchangeRecord(
                request(exchange),
                route(exchange),
                result(exchange),
                exchange.times().timing(System.nanoTime()),
                new ExchangeRecord.Sizes(
                        exchange.request().bodyBytes(), exchange.client().bodyBytes()),
                usage(exchange),
                cost(exchange),
                exchange.caching() == null ? null : exchange.caching().use());
    }

    /** All is known of the exchange: it is charged, and told. */
    static void tell(LoopListener listener, Request request, ExchangeRecord record) {
        Tab tab = request.tab();
        if (tab != null) {
            tab.close(record);
        }
        listener.requestEnded(record);
    }

    private static ExchangeRecord.Request request(Exchange exchange) {
        Request request = exchange.request();
        return new ExchangeRecord.Request(
                exchange.request().exchangeId(),
                request.id(),
                request.method(),
                request.endpoint(),
                exchange.request().remoteAddress(),
                request.account() == null ? null : request.account().key().id(),
                request.stream(),
                request.address().proxied(),
                request.account(),
                request.tracing().told(exchange.times().startedAt));
    }

    private static ExchangeRecord.Route route(Exchange exchange) {
        ProviderSide provider = exchange.provider();
        Destination group = exchange.request().group();
        Caching caching = exchange.caching();
        if (provider == null && caching != null && caching.hit() != null) {
            return cachedRoute(caching, caching.hit().entry().source(), exchange.request());
        }
        if (provider == null) {
            return new ExchangeRecord.Route(
                    Labels.UNKNOWN, Labels.UNKNOWN, group == null ? Labels.UNKNOWN : group.label(), 0);
        }
        UpstreamCall call = provider.call();
        // Nothing could be tried: it is the first destination's failure.
        Target target = call == null
                ? provider.plan().route().destinations().get(0).targets().get(0)
                : call.made().target();
        int answered = target.provider().label();
        return new ExchangeRecord.Route(
                answered,
                provider.plan().route().label(),
                group == null ? answered : group.label(),
                provider.attempts(),
                call == null ? "" : target.model());
    }

    /** Whose answer it was, as far as that is still configured. */
    private static ExchangeRecord.Route cachedRoute(Caching caching, Entry.Source source, Request request) {
        Destination provider = request.snapshot().groups().get(source.provider());
        Destination group = request.group();
        int answered = provider == null ? Labels.UNKNOWN : provider.label();
        return new ExchangeRecord.Route(
                answered, caching.model(), group == null ? answered : group.label(), 0, source.upstreamModel());
    }

    private static ExchangeRecord.Result result(Exchange exchange) {
        int status = exchange.client().status();
        Tab tab = exchange.request().tab();
        Code failure = exchange.failure();
        return new ExchangeRecord.Result(
                status == 0 ? (failure == null ? Code.CLIENT_GONE.status() : failure.status()) : status,
                failure,
                tab == null ? null : tab.endedBy());
    }

    /** What failed without having reported anything costs nothing, a price by the request neither. */
    private static Cost cost(Exchange exchange) {
        ProviderSide provider = exchange.provider();
        UpstreamCall call = provider == null ? null : provider.call();
        return call == null || !call.usage().reported() && exchange.failure() != null
                ? Cost.NONE
                : Pricing.cost(exchange.request(), call.made().target(), call.usage());
    }

    private static Usage usage(Exchange exchange) {
        ProviderSide provider = exchange.provider();
        return provider == null ? Usage.NONE : provider.usage();
    }
}
