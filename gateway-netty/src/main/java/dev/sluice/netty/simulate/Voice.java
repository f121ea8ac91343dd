package dev.sluice.netty.simulate;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In whose words a provider fails, and which headers its answers have. */
enum Voice {
    OPENAI {
        @Override
        ApiError own(ApiError error, @Nullable String model, long promptTokens) {
            return error;
        }

        @Override
        String json(ApiError error) {
            return error.json();
        }

        @Override
        List<Received.Header> headers(long content) {
            return List.of(
                    new Received.Header("openai-version", "2020-10-01"),
                    new Received.Header("x-request-id", requestId(content)));
        }
    },
    ANTHROPIC {
        @Override
        ApiError own(ApiError error, @Nullable String model, long promptTokens) {
            return AnthropicErrors.of(error, model, promptTokens);
        }

        @Override
        String json(ApiError error) {
            return AnthropicErrors.json(error);
        }

        @Override
        byte[] event(ApiError error) {
            return Json.utf8("event: error\ndata: " + json(error) + "\n\n");
        }

        @Override
        List<Received.Header> headers(long content) {
            return List.of(new Received.Header("request-id", requestId(content)));
        }
    },
    GEMINI {
        @Override
        ApiError own(ApiError error, @Nullable String model, long promptTokens) {
            return GeminiErrors.of(error, model, promptTokens);
        }

        @Override
        String json(ApiError error) {
            return GeminiErrors.json(error, -1);
        }

        @Override
        String json(ApiError error, long retryNanos) {
            return GeminiErrors.json(error, retryNanos);
        }

        @Override
        byte[] event(ApiError error) {
            return Json.utf8("data: " + json(error) + "\r\n\r\n");
        }

        @Override
        List<Received.Header> headers(long content) {
            return List.of(new Received.Header("server-timing", "gfet4t7; dur=1"));
        }
    };

    /** What OpenAI would say with these words of one's own. */
    abstract ApiError own(ApiError error, @Nullable String model, long promptTokens);

    /** An error as a body. */
    abstract String json(ApiError error);

    /** The same, with when to come again where this voice says that there; a negative time is not told. */
    String json(ApiError error, long retryNanos) {
        return json(error);
    }

    /**
     * What this provider can say of tokens beside the prompt: only one tells caches apart, and one has none to write.
     */
    Payload.Extras extras(Payload.Extras scripted) {
        return switch (this) {
            case OPENAI -> new Payload.Extras(scripted.thinking(), scripted.cached(), (int) scripted.written(), 0);
            case ANTHROPIC -> scripted;
            case GEMINI -> new Payload.Extras(scripted.thinking(), scripted.cached(), 0, 0);
        };
    }

    /** An error as an event of a stream. */
    byte[] event(ApiError error) {
        return EventStream.event(json(error));
    }

    /** What the head of every answer has, made from the hash of the request's content. */
    abstract List<Received.Header> headers(long content);

    private static String requestId(long content) {
        return "req_" + HexFormat.of().toHexDigits(content);
    }

    /** A prompt that is too long, in numbers: what it has, and what it may have. */
    static String tooLong(String words, long promptTokens) {
        return String.format(Locale.ROOT, words, promptTokens, Math.max(1, promptTokens / 2));
    }
}
