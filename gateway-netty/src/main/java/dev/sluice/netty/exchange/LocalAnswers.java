package dev.sluice.netty.exchange;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Route;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the gateway answers by itself: health, and the models that it is configured with. */
final class LocalAnswers {

    private LocalAnswers() {}

    /** Whether the gateway answers there by itself. */
    static boolean serve(Endpoint endpoint) {
        return endpoint.kind() == Endpoint.Kind.LOCAL || endpoint.kind() == Endpoint.Kind.HEALTH;
    }

    /** Why there is no answer; null when there is one. */
    static @Nullable Failure failure(Request request, ExchangeLoop shared) {
        if (request.endpoint() == Endpoint.READYZ && shared.draining()) {
            return Failure.of(Code.DRAINING, "The gateway is about to stop.");
        }
        String model = request.model();
        boolean known = model == null
                || request.snapshot().routes().find(model) != null && Admission.allows(request.account(), null, model);
        return known ? null : Refusals.unknownModel(request);
    }

    /** The answer to a request that has no {@link #failure}. */
    static LocalAnswer of(Request request, ExchangeLoop shared) {
        Snapshot snapshot = request.snapshot();
        Dialect dialect = request.dialect();
        String model = request.model() == null ? "" : request.model();
        return switch (request.endpoint()) {
            case MODELS, GEMINI_MODELS ->
                LocalAnswer.json(
                        200,
                        dialect.modelList(snapshot.routes().all().stream()
                                .map(Route::model)
                                .filter(each -> Admission.allows(request.account(), null, each))
                                .toList()));
            case MODEL, GEMINI_MODEL -> LocalAnswer.json(200, dialect.model(model));
            case READYZ -> ready(shared.accounting().trouble());
            default -> status("ok");
        };
    }

    /** What cannot take all requests takes some: only a gateway that stops is not ready. */
    private static LocalAnswer ready(@Nullable String trouble) {
        return trouble == null ? status("ready") : json("{\"status\":\"degraded\",\"reason\":\"" + trouble + "\"}");
    }

    private static LocalAnswer status(String word) {
        return json("{\"status\":\"" + word + "\"}");
    }

    private static LocalAnswer json(String json) {
        return LocalAnswer.json(200, json.getBytes(StandardCharsets.US_ASCII));
    }
}
