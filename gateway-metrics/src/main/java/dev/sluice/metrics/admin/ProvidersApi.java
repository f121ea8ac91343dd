package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.manage.ProviderAdmin;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about providers under {@code /api/v1}. */
final class ProvidersApi {

    private final ProviderAdmin providers;

    ProvidersApi(ProviderAdmin providers) {
        this.providers = providers;
    }

    /** @param model the provider's own name of it; null: all */
    record ResetBody(@JsonProperty @Nullable String model) {}

    Answer list(Call call) {
        return Answer.of(200, Paging.of(call.request()).map(providers::list));
    }

    Answer find(Call call) {
        return Answer.of(200, providers.find(call.path("provider")));
    }

    Answer resetBreakers(Call call) {
        return Answer.of(
                200,
                Json.read(call.body(), ResetBody.class)
                        .then(body -> providers.resetBreakers(call.path("provider"), body.model())));
    }
}
