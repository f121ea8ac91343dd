package dev.sluice.netty.simulate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the simulated provider serves, and in which words. */
enum Route {
    CHAT(Voice.OPENAI, "messages"),
    COMPLETIONS(Voice.OPENAI, "prompt"),
    RESPONSES(Voice.OPENAI, "input"),
    EMBEDDINGS(Voice.OPENAI, "input"),
    MODERATIONS(Voice.OPENAI, "input"),
    MODELS(Voice.OPENAI, ""),
    MODEL(Voice.OPENAI, ""),
    MESSAGES(Voice.ANTHROPIC, "messages"),
    COUNT_TOKENS(Voice.ANTHROPIC, "messages"),
    ANTHROPIC_MODELS(Voice.ANTHROPIC, ""),
    ANTHROPIC_MODEL(Voice.ANTHROPIC, ""),
    GENERATE(Voice.GEMINI, "contents"),
    STREAM_GENERATE(Voice.GEMINI, "contents"),
    GEMINI_COUNT(Voice.GEMINI, "contents"),
    EMBED(Voice.GEMINI, "content"),
    BATCH_EMBED(Voice.GEMINI, "requests"),
    GEMINI_MODELS(Voice.GEMINI, ""),
    GEMINI_MODEL(Voice.GEMINI, "");

    private static final Map<String, Route> BY_PATH = Map.of(
            "/v1/chat/completions", CHAT,
            "/v1/completions", COMPLETIONS,
            "/v1/responses", RESPONSES,
            "/v1/embeddings", EMBEDDINGS,
            "/v1/moderations", MODERATIONS,
            "/v1/models", MODELS,
            "/v1/messages", MESSAGES,
            "/v1/messages/count_tokens", COUNT_TOKENS,
            "/v1beta/models", GEMINI_MODELS);
    private static final Map<String, Route> BY_ACTION = Map.of(
            "generateContent", GENERATE,
            "streamGenerateContent", STREAM_GENERATE,
            "countTokens", GEMINI_COUNT,
            "embedContent", EMBED,
            "batchEmbedContents", BATCH_EMBED);
    private static final Pattern MODEL_PATH = Pattern.compile("/v1(beta)?/models/([^/]+?)(?::([a-zA-Z]+))?");

    private final Voice voice;
    private final String required;

    Route(Voice voice, String required) {
        this.voice = voice;
        this.required = required;
    }

    /** A route with the model that its path names; null: it names none. */
    record Found(Route route, @Nullable String model) {}

    Voice voice() {
        return voice;
    }

    /** The member that a body must have; empty: there is no body. */
    String required() {
        return required;
    }

    boolean posts() {
        return !required.isEmpty();
    }

    /** Whether it answers with a text of the model's. */
    boolean writes() {
        return switch (this) {
            case CHAT, COMPLETIONS, RESPONSES, MESSAGES, GENERATE, STREAM_GENERATE -> true;
            default -> false;
        };
    }

    /** Whether it answers with vectors. */
    boolean embeds() {
        return this == EMBEDDINGS || this == EMBED || this == BATCH_EMBED;
    }

    /** Whether it costs nothing. */
    boolean free() {
        return !writes() && !embeds();
    }

    /**
     * The route of a path without its query; null: none.
     *
     * @param anthropic whether the request is Anthropic's by its headers: two have their models at one path
     */
    static @Nullable Found of(String path, Tongue anthropic) {
        Route exact = BY_PATH.get(path);
        if (exact != null) {
            return new Found(exact == MODELS ? anthropic.models : exact, null);
        }
        Matcher matcher = MODEL_PATH.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        Route acting = matcher.group(3) == null ? null : BY_ACTION.get(matcher.group(3));
        if (acting != null) {
            return new Found(acting, decoded(matcher.group(2)));
        }
        Route model = matcher.group(1) == null ? anthropic.model : GEMINI_MODEL;
        return new Found(model, decoded(path.substring(matcher.start(2))));
    }

    /** What a request shows itself to be where two share a path. */
    enum Tongue {
        OPENAI(Route.MODELS, Route.MODEL),
        ANTHROPIC(ANTHROPIC_MODELS, ANTHROPIC_MODEL);

        private final Route models;
        private final Route model;

        Tongue(Route models, Route model) {
            this.models = models;
            this.model = model;
        }
    }

    private static String decoded(String raw) {
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
