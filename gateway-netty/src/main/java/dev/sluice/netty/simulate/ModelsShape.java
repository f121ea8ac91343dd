package dev.sluice.netty.simulate;

import java.util.List;
import java.util.stream.Collectors;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}. */
final class ModelsShape {

    private ModelsShape() {}

    static Pieces list(List<String> models) {
        return Whole.of(models.stream()
                .map(ModelsShape::model)
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}")));
    }

    static Pieces one(String model) {
        return Whole.of(model(model));
    }

    private static String model(String model) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text(model);
        return "{\"id\":" + Json.quoted(model) + ",\"object\":\"model\",\"created\":"
                + Turn.created(fingerprint.value()) + ",\"owned_by\":\"simulated\"}";
    }
}
