package dev.sluice.metrics.trace;

import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/**
 * Names of OpenTelemetry's semantic conventions for generative AI, as of 2026 (status: development), and of what they
 * leave open. Stateless.
 */
final class GenAi {

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    private static final AttributeKey<Long> CACHE_WRITE =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    private static final AttributeKey<Long> REASONING = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");

    private GenAi() {}

    /** What an endpoint does; where the conventions have no word, the endpoint's own. */
    static String operation(Endpoint endpoint) {
        String own = endpoint.operation();
        if (own == null) {
            return endpoint.kind() == Endpoint.Kind.STATEFUL ? "response" : "proxy";
        }
        return switch (own) {
            case "chat", "responses" -> endpoint.protocol() == Protocol.GEMINI ? "generate_content" : "chat";
            case "completions" -> "text_completion";
            default -> own;
        };
    }

    static String provider(Protocol protocol) {
        return switch (protocol) {
            case OPENAI -> "openai";
            case ANTHROPIC -> "anthropic";
            case GEMINI -> "gcp.gemini";
        };
    }

    static void usage(Span span, Usage usage) {
        set(span, INPUT, usage.input());
        set(span, OUTPUT, usage.output());
        set(span, CACHE_READ, usage.cachedInput());
        set(span, CACHE_WRITE, usage.cacheWrite());
        set(span, REASONING, usage.reasoning());
    }

    private static void set(Span span, AttributeKey<Long> key, long count) {
        if (count >= 0) {
            span.setAttribute(key, count);
        }
    }
}
