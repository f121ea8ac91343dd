package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a request is answered. Thread-safe: its only state counts the requests whose fault comes every so often.
 */
final class Answers {

    private static final Inquiry NO_BODY =
            new Inquiry(null, "", 0, 0, List.of(), new Inquiry.Wishes(false, false, Integer.MAX_VALUE, 1, 0, false));

    private final Options options;
    private final Set<String> keys;
    private final AtomicLong faulty = new AtomicLong();

    Answers(Options options) {
        this.options = options;
        this.keys = Set.copyOf(options.keys());
    }

    /** The reply to a request; its body is given apart. */
    Reply to(HttpRequest request, byte[] body) {
        String path = path(request.uri());
        Route route = Route.of(path);
        ApiError refused = refusal(request, route, path);
        if (refused != null || route == null) {
            return Reply.refusal(refused == null ? notFound(request, path) : refused);
        }
        Inquiry inquiry = NO_BODY;
        if (route.posts()) {
            try {
                inquiry = InquiryReader.read(body);
            } catch (IOException e) {
                return Reply.refusal(ApiError.invalid(
                        400,
                        null,
                        null,
                        "We could not parse the JSON body of your request: it is not one JSON object."));
            }
            ApiError invalid = Validation.of(inquiry, route);
            if (invalid != null) {
                return Reply.refusal(invalid);
            }
        }
        try {
            return play(route, path, inquiry, script(inquiry, request.headers()));
        } catch (BadScriptException e) {
            return Reply.refusal(ApiError.invalid(400, "bad_script", null, String.valueOf(e.getMessage())));
        }
    }

    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private @Nullable ApiError refusal(HttpRequest request, @Nullable Route route, String path) {
        if (route == null) {
            return notFound(request, path);
        }
        if (!request.method().equals(route.posts() ? HttpMethod.POST : HttpMethod.GET)) {
            return ApiError.invalid(
                    405, "method_not_supported", null, "Not allowed to " + request.method() + " on " + path + ".");
        }
        return keys.isEmpty() ? null : unauthorized(request.headers().get(HttpHeaderNames.AUTHORIZATION));
    }

    private static ApiError notFound(HttpRequest request, String path) {
        return ApiError.invalid(404, null, null, "Invalid URL (" + request.method() + " " + path + ")");
    }

    private @Nullable ApiError unauthorized(@Nullable String authorization) {
        if (authorization == null) {
            return ApiError.invalid(
                    401, null, null, "You didn't provide an API key: send it as Authorization: Bearer YOUR_KEY.");
        }
        boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        if (bearer && keys.contains(authorization.substring(7).trim())) {
            return null;
        }
        return ApiError.invalid(401, "invalid_api_key", null, "Incorrect API key provided.");
    }

    /** The default script, no longer than the request allows, under the model's settings, under the headers'. */
    private Script script(Inquiry inquiry, HttpHeaders headers) {
        ScriptSettings model = ScriptSettings.ofText(inquiry.script(), "model name");
        ScriptSettings header = ScriptSettings.ofHeaders(headers);
        Script script = options.script();
        if (!model.names(ScriptKey.TOKENS) && !header.names(ScriptKey.TOKENS)) {
            Payload payload = script.payload().atMost(inquiry.wishes().maxTokens());
            script = new Script(script.pace(), payload, script.fault());
        }
        script = header.applyTo(model.applyTo(script));
        Fault fault = script.fault();
        if (fault.kind() != Fault.Kind.NONE && fault.every() > 1 && faulty.incrementAndGet() % fault.every() != 0) {
            return new Script(script.pace(), script.payload(), Fault.NONE);
        }
        return script;
    }

    private Reply play(Route route, String path, Inquiry inquiry, Script script) {
        if (route == Route.MODEL && !options.models().contains(modelIn(path))) {
            return Reply.refusal(ApiError.invalid(
                    404, "model_not_found", "model", "The model '" + modelIn(path) + "' does not exist."));
        }
        Fault.Kind kind = script.fault().kind();
        if (kind == Fault.Kind.STATUS) {
            return failure(ApiError.scripted(script.fault().status()), script);
        }
        Pieces pieces = pieces(route, path, inquiry, script.payload());
        if (kind == Fault.Kind.ERROR_EVENT && !(pieces instanceof EventStream)) {
            return failure(ApiError.overloaded(), script);
        }
        boolean text = route == Route.CHAT || route == Route.COMPLETIONS || route == Route.RESPONSES;
        Reply.Spent spent = new Reply.Spent(
                inquiry.content(),
                route == Route.MODERATIONS ? 0 : inquiry.promptTokens(),
                text ? script.payload().tokens() : 0);
        return new Reply(HttpResponseStatus.OK, pieces, script, spent, Outcome.ANSWERED);
    }

    private static Reply failure(ApiError error, Script script) {
        return new Reply(
                HttpResponseStatus.valueOf(error.status()),
                Whole.of(error.json()),
                script,
                Reply.Spent.NOTHING,
                Outcome.FAULTED);
    }

    private Pieces pieces(Route route, String path, Inquiry inquiry, Payload payload) {
        return switch (route) {
            case CHAT -> ChatShape.of(Turn.of(inquiry, payload));
            case COMPLETIONS -> CompletionShape.of(Turn.of(inquiry, payload));
            case RESPONSES -> ResponsesShape.of(Turn.of(inquiry, payload));
            case EMBEDDINGS -> EmbeddingsShape.of(inquiry, payload);
            case MODERATIONS -> ModerationsShape.of(inquiry);
            case MODELS -> ModelsShape.list(options.models());
            case MODEL -> ModelsShape.one(modelIn(path));
        };
    }

    private static String modelIn(String path) {
        String raw = path.substring(Route.MODEL_PREFIX.length());
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
