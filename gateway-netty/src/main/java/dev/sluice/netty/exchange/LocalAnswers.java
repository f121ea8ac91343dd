package dev.sluice.netty.exchange;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Route;
import dev.sluice.netty.wire.RequestHead;
import java.nio.charset.StandardCharsets;

/** What the gateway answers by itself: health, and the models that it is configured with. */
final class LocalAnswers {

    private LocalAnswers() {}

    static LocalAnswer of(Endpoint endpoint, RequestHead head, Snapshot snapshot, Dialect dialect) {
        return switch (endpoint) {
            case MODELS ->
                LocalAnswer.json(
                        200,
                        dialect.modelList(snapshot.routes().all().stream()
                                .map(Route::model)
                                .toList()));
            case MODEL -> LocalAnswer.json(200, dialect.model(model(head)));
            case READYZ -> status("ready");
            default -> status("ok");
        };
    }

    /** The model that the path of {@link Endpoint#MODEL} names. */
    static String model(RequestHead head) {
        int from = Endpoints.modelFrom(head.targetStart());
        return PercentDecoding.decode(head.headers().bytes(), from, head.pathEnd());
    }

    private static LocalAnswer status(String word) {
        return LocalAnswer.json(200, ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII));
    }
}
