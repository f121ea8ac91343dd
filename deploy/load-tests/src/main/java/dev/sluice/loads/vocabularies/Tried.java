package dev.sluice.loads.vocabularies;

import java.util.Map;

/** An attempt as it was. */
record Tried(String provider, String key, Fate fate) {

    Map<String, String> labels(String model) {
        return Facts.labels(
                "provider",
                provider,
                "model",
                model,
                "key",
                key,
                "outcome",
                fate == Fate.ANSWERED ? "success" : "error",
                "error_type",
                fate.errorType(),
                "error_class",
                fate.errorClass(),
                "key_result",
                fate.keyResult());
    }
}
