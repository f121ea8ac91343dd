package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a request is answered. Thread-safe: its only state counts the requests whose fault comes now and then,
 * and that of the keys guards itself.
 */
final class Answers {

    private static final Inquiry NO_BODY =
            new Inquiry(null, "", 0, 0, List.of(), new Inquiry.Wishes(false, false, Integer.MAX_VALUE, 1, 0, false));

    private final Options options;
    private final Occurrences occurrences = new Occurrences();

    /** A request that may be answered. */
    private record Asked(
            Route route, String path, Inquiry inquiry, KeyBook.Caller caller, SimulatedKey.Admission admission) {

        ErrorBook errors() {
            return new ErrorBook(inquiry.model(), caller.sent(), inquiry.promptTokens());
        }
    }

    Answers(Options options) {
        this.options = options;
    }

    /** The reply to a request; its body is given apart. */
    Reply to(HttpRequest request, byte[] body, KeyBook.Caller caller) {
        String path = path(request.uri());
        Route route = Route.of(path);
        if (route == null) {
            return Reply.refusal(
                    ApiError.invalid(404, null, null, "Invalid URL (" + request.method() + " " + path + ")"));
        }
        if (!request.method().equals(route.posts() ? HttpMethod.POST : HttpMethod.GET)) {
            return Reply.refusal(ApiError.invalid(
                    405, "method_not_supported", null, "Not allowed to " + request.method() + " on " + path + "."));
        }
        SimulatedKey.Admission admission = caller.key().admit(new ErrorBook(null, caller.sent(), 0), System.nanoTime());
        Reply reply = admission.refusal() == null
                ? admitted(request, body, new Asked(route, path, NO_BODY, caller, admission))
                : Reply.refusal(admission.refusal());
        return reply.with(admission.headers());
    }

    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private Reply admitted(HttpRequest request, byte[] body, Asked bodiless) {
        Asked asked = bodiless;
        if (asked.route().posts()) {
            try {
                Inquiry inquiry = InquiryReader.read(body);
                asked = new Asked(asked.route(), asked.path(), inquiry, asked.caller(), asked.admission());
            } catch (IOException e) {
                return Reply.refusal(ApiError.invalid(
                        400,
                        null,
                        null,
                        "We could not parse the JSON body of your request: it is not one JSON object."));
            }
            ApiError invalid = Validation.of(asked.inquiry(), asked.route());
            if (invalid != null) {
                return Reply.refusal(invalid);
            }
        }
        try {
            return play(asked, due(script(request, asked.inquiry()), asked));
        } catch (BadScriptException e) {
            return Reply.refusal(ApiError.invalid(400, "bad_script", null, String.valueOf(e.getMessage())));
        }
    }

    /** The default script, no longer than the request allows, under the model's settings, under the headers'. */
    private Script script(HttpRequest request, Inquiry inquiry) {
        ScriptSettings model = ScriptSettings.ofText(inquiry.script(), "model name");
        ScriptSettings header = ScriptSettings.ofHeaders(request.headers());
        Script script = options.script();
        if (!model.names(ScriptKey.TOKENS) && !header.names(ScriptKey.TOKENS)) {
            Payload payload = script.payload().atMost(inquiry.wishes().maxTokens());
            script = new Script(script.pace(), payload, script.fault());
        }
        return header.applyTo(model.applyTo(script));
    }

    /** The script without what does not strike this time. */
    private Script due(Script script, Asked asked) {
        Pace pace = script.pace().atLeast(asked.admission().firstTokenNanos());
        if (occurrences.slow(pace.slow())) {
            pace = pace.atLeast(pace.slow().firstTokenNanos());
        }
        boolean strikes =
                occurrences.strikes(script.fault(), asked.caller().key().name());
        return new Script(pace, script.payload(), strikes ? script.fault() : Fault.NONE);
    }

    private Reply play(Asked asked, Script script) {
        String unknown = unknownModel(asked);
        if (unknown != null) {
            return Reply.refusal(
                    ApiError.invalid(404, "model_not_found", "model", "The model '" + unknown + "' does not exist."));
        }
        Fault.Kind kind = script.fault().kind();
        if (kind.answers() && !kind.insideStream()) {
            return failed(asked, script);
        }
        Pieces pieces = pieces(asked, script.payload());
        if (!kind.insideStream()) {
            return Reply.answer(pieces, script, spent(asked, script));
        }
        return pieces instanceof EventStream events
                ? Reply.answer(events.failing(failure(asked, script)), script, spent(asked, script))
                : failed(asked, script);
    }

    /** A failure with a head of its own. */
    private static Reply failed(Asked asked, Script script) {
        Fault fault = script.fault();
        if (fault.kind() == Fault.Kind.WRONG_TYPE) {
            return Reply.failure(fault.answer().status(), Whole.page(), script);
        }
        ApiError error = asked.errors().of(fault);
        return Reply.failure(error.status(), Whole.of(error.json()), script);
    }

    private static Reply.Spent spent(Asked asked, Script script) {
        Route route = asked.route();
        boolean text = route == Route.CHAT || route == Route.COMPLETIONS || route == Route.RESPONSES;
        return new Reply.Spent(
                asked.inquiry().content(),
                route == Route.MODERATIONS ? 0 : asked.inquiry().promptTokens(),
                text ? script.payload().tokens() : 0);
    }

    /** The event that reports a failure, in place of the one with the index that it is given. */
    private static IntFunction<byte[]> failure(Asked asked, Script script) {
        ApiError error = asked.errors().of(script.fault());
        if (asked.route() != Route.RESPONSES) {
            return index -> EventStream.event(error.json());
        }
        if (script.fault().kind() == Fault.Kind.CREATED_FAILED) {
            Turn turn = Turn.of(asked.inquiry(), script.payload());
            return index -> ResponsesShape.failed(turn, error, index);
        }
        return index -> ResponsesShape.error(error, index);
    }

    private Pieces pieces(Asked asked, Payload payload) {
        Inquiry inquiry = asked.inquiry();
        return switch (asked.route()) {
            case CHAT -> ChatShape.of(Turn.of(inquiry, payload));
            case COMPLETIONS -> CompletionShape.of(Turn.of(inquiry, payload));
            case RESPONSES -> ResponsesShape.of(Turn.of(inquiry, payload));
            case EMBEDDINGS -> EmbeddingsShape.of(inquiry, payload);
            case MODERATIONS -> ModerationsShape.of(inquiry);
            case MODELS -> ModelsShape.list(options.models());
            case MODEL -> ModelsShape.one(modelIn(asked.path()));
        };
    }

    private @Nullable String unknownModel(Asked asked) {
        boolean known = asked.route() != Route.MODEL || options.models().contains(modelIn(asked.path()));
        return known ? null : modelIn(asked.path());
    }

    private static String modelIn(String path) {
        String raw = path.substring(Route.MODEL_PREFIX.length());
        return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
