package dev.sluice.netty.exchange;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Route;
import java.nio.charset.StandardCharsets;

/** What the gateway answers by itself: health, and the models that it is configured with. */
final class LocalAnswers {

    private LocalAnswers() {}

    /** @param model the one that the path names */
    static LocalAnswer of(Endpoint endpoint, String model, Snapshot snapshot, Dialect dialect) {
        return switch (endpoint) {
            case MODELS, GEMINI_MODELS ->
                LocalAnswer.json(
                        200,
                        dialect.modelList(snapshot.routes().all().stream()
                                .map(Route::model)
                                .toList()));
            case MODEL, GEMINI_MODEL -> LocalAnswer.json(200, dialect.model(model));
            case READYZ -> status("ready");
            default -> status("ok");
        };
    }

    private static LocalAnswer status(String word) {
        return LocalAnswer.json(200, ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII));
    }
}
