package dev.sluice.loads.cache;

import dev.sluice.loads.http.Request;

/** A way to ask: which endpoint and model, whole or streamed. */
enum Kind {
    CHAT("exact", "/v1/chat/completions", Kind.CHAT_BODY),
    CHAT_STREAM("exact", "/v1/chat/completions", "\"stream\":true," + Kind.CHAT_BODY),
    CHAT_STREAM_WITH_USAGE(
            "exact",
            "/v1/chat/completions",
            "\"stream\":true,\"stream_options\":{\"include_usage\":true}," + Kind.CHAT_BODY),
    CHAT_TRANSLATED("translated", "/v1/chat/completions", Kind.CHAT_BODY),
    CHAT_STREAM_TRANSLATED("translated", "/v1/chat/completions", "\"stream\":true," + Kind.CHAT_BODY),
    MESSAGE("translated", "/v1/messages", "\"max_tokens\":500," + Kind.CHAT_BODY),
    MESSAGE_STREAM("translated", "/v1/messages", "\"max_tokens\":500,\"stream\":true," + Kind.CHAT_BODY),
    EMBEDDING("embedding", "/v1/embeddings", "\"input\":\"QUESTION\""),
    /** Ends at its limit: is never kept. */
    CUT_SHORT("exact", "/v1/chat/completions", "\"max_tokens\":3," + Kind.CHAT_BODY),
    /** The provider fails: is never kept. */
    FAILING("failing", "/v1/chat/completions", Kind.CHAT_BODY),
    /** Of a model that is not cached at all. */
    EXCLUDED("excluded", "/v1/chat/completions", Kind.CHAT_BODY);

    private static final String CHAT_BODY = "\"messages\":[{\"role\":\"user\",\"content\":\"QUESTION\"}]";

    private final String model;
    private final String path;
    private final String members;

    Kind(String model, String path, String members) {
        this.model = model;
        this.path = path;
        this.members = members;
    }

    String model() {
        return model;
    }

    /** Whether the provider answers at all. */
    boolean succeeds() {
        return this != FAILING;
    }

    boolean looks() {
        return this != EXCLUDED;
    }

    /** Whether such answers are kept. */
    boolean keeps() {
        return this != CUT_SHORT && this != FAILING && this != EXCLUDED;
    }

    Request request(String question) {
        return Request.post(path, "{\"model\":\"" + model + "\"," + members.replace("QUESTION", question) + "}");
    }
}
