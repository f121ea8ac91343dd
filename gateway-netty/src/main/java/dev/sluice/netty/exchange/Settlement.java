package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Labels;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.relay.Relay;

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
        Plan plan = exchange.plan();
        return plan == null
                ? new ExchangeRecord.Route(Labels.UNKNOWN, Labels.UNKNOWN, 0)
                : new ExchangeRecord.Route(
                        plan.target().provider().label(), plan.route().label(), exchange.attempts());
    }

    private static ExchangeRecord.Result result(Exchange exchange) {
        int status = exchange.client().status();
        Code failure = exchange.failure();
        return new ExchangeRecord.Result(
                status == 0 ? (failure == null ? Code.CLIENT_GONE.status() : failure.status()) : status, failure);
    }

    private static Usage usage(Exchange exchange) {
        Relay relay = exchange.relay();
        return relay == null ? Usage.NONE : relay.usage();
    }
}
