package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Labels;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Usage;

/** Makes the one record of an exchange when it is over. */
final class Settlement {

    private Settlement() {}

    static void settle(LoopListener listener, Exchange exchange) {
        listener.requestEnded(new ExchangeRecord(
                request(exchange),
                route(exchange),
                result(exchange),
                exchange.times().timing(System.nanoTime()),
                new ExchangeRecord.Sizes(
                        exchange.request().bodyBytes(), exchange.client().bodyBytes()),
                usage(exchange)));
    }

    private static ExchangeRecord.Request request(Exchange exchange) {
        Request request = exchange.request();
        return new ExchangeRecord.Request(
                exchange.id(),
                request.id(),
                request.method(),
                request.endpoint(),
                exchange.remoteAddress(),
                request.key() == null ? null : request.key().id(),
                request.stream());
    }

    private static ExchangeRecord.Route route(Exchange exchange) {
        ProviderSide provider = exchange.provider();
        if (provider == null) {
            return new ExchangeRecord.Route(Labels.UNKNOWN, Labels.UNKNOWN, 0);
        }
        Plan plan = provider.plan();
        return new ExchangeRecord.Route(
                plan.target().provider().label(), plan.route().label(), provider.attempts());
    }

    private static ExchangeRecord.Result result(Exchange exchange) {
        int status = exchange.client().status();
        Code failure = exchange.failure();
        return new ExchangeRecord.Result(
                status == 0 ? (failure == null ? Code.CLIENT_GONE.status() : failure.status()) : status, failure);
    }

    private static Usage usage(Exchange exchange) {
        ProviderSide provider = exchange.provider();
        return provider == null ? Usage.NONE : provider.usage();
    }
}
