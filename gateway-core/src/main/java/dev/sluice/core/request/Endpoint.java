package dev.sluice.core.request;

import org.jspecify.annotations.Nullable;

/**
 * What the data port serves: one constant a route. The template is the {@code route} label of the HTTP metrics; a model
 * endpoint also names its operation.
 */
public enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", "chat", Kind.MODEL_JSON),
    COMPLETIONS("/v1/completions", "completions", Kind.MODEL_JSON),
    RESPONSES("/v1/responses", "responses", Kind.MODEL_JSON),
    RESPONSE("/v1/responses/{id}", null, Kind.STATEFUL),
    RESPONSE_CANCEL("/v1/responses/{id}/cancel", null, Kind.STATEFUL),
    RESPONSE_INPUT_ITEMS("/v1/responses/{id}/input_items", null, Kind.STATEFUL),
    EMBEDDINGS("/v1/embeddings", "embeddings", Kind.MODEL_JSON),
    MODERATIONS("/v1/moderations", "moderations", Kind.MODEL_JSON),
    IMAGE_GENERATIONS("/v1/images/generations", "images", Kind.MODEL_JSON),
    IMAGE_EDITS("/v1/images/edits", "images", Kind.MODEL_MULTIPART),
    SPEECH("/v1/audio/speech", "speech", Kind.MODEL_JSON),
    TRANSCRIPTIONS("/v1/audio/transcriptions", "transcriptions", Kind.MODEL_MULTIPART),
    TRANSLATIONS("/v1/audio/translations", "translations", Kind.MODEL_MULTIPART),
    MODELS("/v1/models", null, Kind.LOCAL),
    MODEL("/v1/models/{model}", null, Kind.LOCAL),
    MESSAGES("/v1/messages", "chat", Kind.MODEL_JSON, Protocol.ANTHROPIC),
    COUNT_TOKENS("/v1/messages/count_tokens", "count_tokens", Kind.MODEL_JSON, Protocol.ANTHROPIC),
    GENERATE_CONTENT("/v1beta/models/{model}:generateContent", "chat", Kind.MODEL_PATH, Protocol.GEMINI),
    STREAM_GENERATE_CONTENT("/v1beta/models/{model}:streamGenerateContent", "chat", Kind.MODEL_PATH, Protocol.GEMINI),
    GEMINI_COUNT_TOKENS("/v1beta/models/{model}:countTokens", "count_tokens", Kind.MODEL_PATH, Protocol.GEMINI),
    EMBED_CONTENT("/v1beta/models/{model}:embedContent", "embeddings", Kind.MODEL_PATH, Protocol.GEMINI),
    BATCH_EMBED_CONTENTS("/v1beta/models/{model}:batchEmbedContents", "embeddings", Kind.MODEL_PATH, Protocol.GEMINI),
    GEMINI_MODELS("/v1beta/models", null, Kind.LOCAL, Protocol.GEMINI),
    GEMINI_MODEL("/v1beta/models/{model}", null, Kind.LOCAL, Protocol.GEMINI),
    /** Whatever else a group serves, passed through. */
    PROXY("/proxy/{group}/{path}", null, Kind.PROXY),
    HEALTHZ("/healthz", null, Kind.HEALTH),
    READYZ("/readyz", null, Kind.HEALTH),
    /** Any path that the gateway does not serve. */
    UNKNOWN("unknown", null, Kind.NONE);

    /** What an endpoint does with a request. */
    public enum Kind {
        /** POST of a JSON body that names a model; forwarded. */
        MODEL_JSON,
        /** POST of a JSON body to a path that names a model; forwarded. */
        MODEL_PATH,
        /** POST of a multipart form that names a model; forwarded. */
        MODEL_MULTIPART,
        /** About something that a provider keeps; forwarded to that one. */
        STATEFUL,
        /** Any method and body; forwarded as it is. */
        PROXY,
        /** Answered by the gateway itself; needs a client key. */
        LOCAL,
        /** Liveness and readiness; open to everybody. */
        HEALTH,
        /** Not served: 404. */
        NONE
    }

    private final String template;
    private final @Nullable String operation;
    private final Kind kind;
    private final Protocol protocol;

    Endpoint(String template, @Nullable String operation, Kind kind) {
        this(template, operation, kind, Protocol.OPENAI);
    }

    Endpoint(String template, @Nullable String operation, Kind kind, Protocol protocol) {
        this.template = template;
        this.operation = operation;
        this.kind = kind;
        this.protocol = protocol;
    }

    /** In whose words it is spoken here. */
    public Protocol protocol() {
        return protocol;
    }

    /** The route's template, a closed set: safe as a label. */
    public String template() {
        return template;
    }

    /** The operation that a model endpoint performs, the {@code operation} label; null for all others. */
    public @Nullable String operation() {
        return operation;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether a request of this method means anything here. */
    public boolean takes(Method method) {
        return switch (this) {
            case RESPONSE -> method == Method.GET || method == Method.DELETE;
            case RESPONSE_CANCEL -> method == Method.POST;
            case RESPONSE_INPUT_ITEMS -> method == Method.GET;
            case PROXY -> true;
            default -> isModel() ? method == Method.POST : method == Method.GET || method == Method.HEAD;
        };
    }

    /** Whether requests here name a model and go to a provider. */
    public boolean isModel() {
        return kind == Kind.MODEL_JSON || kind == Kind.MODEL_PATH || kind == Kind.MODEL_MULTIPART;
    }
}
