package dev.sluice.netty.simulate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the simulated provider serves. */
enum Route {
    CHAT("messages"),
    COMPLETIONS("prompt"),
    RESPONSES("input"),
    EMBEDDINGS("input"),
    MODERATIONS("input"),
    MODELS(""),
    MODEL("");

    static final String MODEL_PREFIX = "/v1/models/";

    private static final Map<String, Route> BY_PATH = Map.of(
            "/v1/chat/completions", CHAT,
            "/v1/completions", COMPLETIONS,
            "/v1/responses", RESPONSES,
            "/v1/embeddings", EMBEDDINGS,
            "/v1/moderations", MODERATIONS,
            "/v1/models", MODELS);

    private final String required;

    Route(String required) {
        this.required = required;
    }

    /** The member that a body must have; empty: there is no body. */
    String required() {
        return required;
    }

    boolean posts() {
        return !required.isEmpty();
    }

    /** The route of a path without its query; null: none. */
    static @Nullable Route of(String path) {
        Route exact = BY_PATH.get(path);
        if (exact == null && path.startsWith(MODEL_PREFIX) && path.length() > MODEL_PREFIX.length()) {
            return MODEL;
        }
        return exact;
    }
}
