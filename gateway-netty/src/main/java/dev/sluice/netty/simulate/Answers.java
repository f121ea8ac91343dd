package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a request is answered. Thread-safe: its only state counts the requests whose fault comes now and then,
 * and that of the keys guards itself.
 */
final class Answers {

    private static final Inquiry NO_BODY = new Inquiry(
            null, "", 0, 0, List.of(), new Inquiry.Wishes(false, false, Integer.MAX_VALUE, 1, 0, false), Asks.NOTHING);

    /** What is thought where a request asks for it and the script does not say how much. */
    private static final int THOUGHT = 24;

    private final Options options;
    private final Tokenizer.Counting counting;
    private final Occurrences occurrences = new Occurrences();

    /** A request that may be answered; {@code model} is the one that its path names. */
    private record Asked(
            Route route,
            HttpRequest request,
            byte[] body,
            @Nullable String model,
            Inquiry inquiry,
            Permit permit) {

        ErrorBook errors() {
            return new ErrorBook(inquiry.model(), permit.caller().sent(), inquiry.promptTokens(), route.voice());
        }

        /** The model asked for; empty: none was. */
        String named() {
            return inquiry.model() == null ? "" : inquiry.model();
        }

        Asked with(Inquiry read) {
            return new Asked(route, request, body, model, read, permit);
        }
    }

    /** Whose request it is, and how that is treated. */
    private record Permit(KeyBook.Caller caller, SimulatedKey.Admission admission) {}

    Answers(Options options, Tokenizer.Counting counting) {
        this.options = options;
        this.counting = counting;
    }

    /** The reply to a request; its body is given apart. */
    Reply to(HttpRequest request, byte[] body, KeyBook.Caller caller) {
        String path = path(request.uri());
        boolean anthropic = request.headers().contains("anthropic-version");
        Route.Found found = Route.of(path, anthropic ? Route.Tongue.ANTHROPIC : Route.Tongue.OPENAI);
        if (found == null) {
            return Reply.refusal(
                    Voice.OPENAI,
                    ApiError.invalid(404, null, null, "Invalid URL (" + request.method() + " " + path + ")"));
        }
        Voice voice = found.route().voice();
        ErrorBook errors = new ErrorBook(null, caller.sent(), 0, voice);
        if (!request.method().equals(found.route().posts() ? HttpMethod.POST : HttpMethod.GET)) {
            String message = "Not allowed to " + request.method() + " on " + path + ".";
            return refused(errors, ApiError.invalid(405, "method_not_supported", null, message));
        }
        SimulatedKey.Admission admission = caller.key().admit(errors, System.nanoTime());
        Asked asked = new Asked(found.route(), request, body, found.model(), NO_BODY, new Permit(caller, admission));
        Reply reply = admission.refusal() == null
                ? admitted(asked)
                : Reply.refusal(voice, admission.refusal(), admission.retryNanos());
        return reply.with(admission.headers()).in(voice);
    }

    private static Reply refused(ErrorBook errors, ApiError error) {
        return Reply.refusal(errors.voice(), errors.own(error));
    }

    static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private Reply admitted(Asked bodiless) {
        Asked asked = bodiless;
        if (asked.route().posts()) {
            try {
                asked = asked.with(InquiryReader.read(asked.body(), asked.model(), counting));
            } catch (IOException e) {
                return refused(
                        asked.errors(),
                        ApiError.invalid(
                                400,
                                null,
                                null,
                                "We could not parse the JSON body of your request: it is not one JSON object."));
            }
            ApiError invalid = Validation.of(asked.inquiry(), asked.route());
            if (invalid != null) {
                return refused(asked.errors(), invalid);
            }
        }
        try {
            return play(asked, due(script(asked.request(), asked.inquiry()), asked));
        } catch (BadScriptException e) {
            return refused(asked.errors(), ApiError.invalid(400, "bad_script", null, String.valueOf(e.getMessage())));
        }
    }

    /** The default script, as the request wishes, under the model's settings, under the headers'. */
    private Script script(HttpRequest request, Inquiry inquiry) {
        ScriptSettings model = ScriptSettings.ofText(inquiry.script(), "model name");
        ScriptSettings header = ScriptSettings.ofHeaders(request.headers());
        Payload payload = options.script().payload();
        if (!model.names(ScriptKey.TOKENS) && !header.names(ScriptKey.TOKENS)) {
            payload = payload.atMost(inquiry.wishes().maxTokens());
        }
        if (inquiry.asks().thoughts() && payload.extras().thinking() == 0) {
            payload = payload.thinking(THOUGHT);
        }
        Script script =
                new Script(options.script().pace(), payload, options.script().fault());
        return header.applyTo(model.applyTo(script));
    }

    /** The script without what does not strike this time. */
    private Script due(Script script, Asked asked) {
        Pace pace = script.pace().atLeast(asked.permit().admission().firstTokenNanos());
        if (occurrences.slow(pace.slow())) {
            pace = pace.atLeast(pace.slow().firstTokenNanos());
        }
        boolean strikes = occurrences.strikes(
                script.fault(), asked.permit().caller().key().name());
        return new Script(pace, script.payload(), strikes ? script.fault() : Fault.NONE);
    }

    private Reply play(Asked asked, Script script) {
        String unknown = unknownModel(asked);
        if (unknown != null) {
            return refused(
                    asked.errors(),
                    ApiError.invalid(404, "model_not_found", "model", "The model '" + unknown + "' does not exist."));
        }
        Fault.Kind kind = script.fault().kind();
        if (kind.answers() && !kind.insideStream()) {
            return failed(asked, script);
        }
        Turn turn = turn(asked, script.payload());
        Pieces pieces = pieces(asked, turn);
        if (!kind.insideStream()) {
            return Reply.answer(pieces, script, spent(asked, turn));
        }
        return pieces instanceof EventStream events
                ? Reply.answer(events.failing(failure(asked, script, turn)), script, spent(asked, turn))
                : failed(asked, script);
    }

    /** A failure with a head of its own. */
    private static Reply failed(Asked asked, Script script) {
        Fault fault = script.fault();
        if (fault.kind() == Fault.Kind.WRONG_TYPE) {
            return Reply.failure(fault.answer().status(), Whole.page(), script, unspent(asked))
                    .with(fault.answer().advice().headers(asked.route().voice()));
        }
        ApiError error = asked.errors().of(fault);
        Voice voice = asked.route().voice();
        ErrorAnswer.Advice advice = fault.answer().advice();
        return Reply.failure(error.status(), Whole.of(voice.json(error, advice.resetNanos())), script, unspent(asked))
                .with(advice.headers(voice));
    }

    private Turn turn(Asked asked, Payload payload) {
        Voice voice = asked.route().voice();
        Turn turn = Turn.of(asked.inquiry(), payload.with(voice.extras(payload.extras())), counting);
        return voice == Voice.GEMINI && turn.refuses() ? turn.silent() : turn;
    }

    private static Reply.Spent unspent(Asked asked) {
        return new Reply.Spent(asked.inquiry().content(), asked.named(), false, Billed.NOTHING);
    }

    private static Reply.Spent spent(Asked asked, Turn turn) {
        Route route = asked.route();
        Inquiry inquiry = asked.inquiry();
        if (route.writes()) {
            boolean always = route != Route.CHAT && route != Route.COMPLETIONS || !inquiry.wishes().stream();
            boolean reported = turn.payload().usage() && (always || turn.streamsUsage());
            return new Reply.Spent(inquiry.content(), asked.named(), reported, turn.billed());
        }
        long input = route.free() ? 0 : inquiry.promptTokens();
        return new Reply.Spent(
                inquiry.content(),
                asked.named(),
                route == Route.EMBEDDINGS && turn.payload().usage(),
                new Billed(input, 0, 0, 0, 0, 0));
    }

    /** The event that reports a failure, in place of the one with the index that it is given. */
    private static IntFunction<byte[]> failure(Asked asked, Script script, Turn turn) {
        ApiError error = asked.errors().of(script.fault());
        Voice voice = asked.route().voice();
        if (asked.route() == Route.STREAM_GENERATE && !asksForEvents(asked)) {
            return index -> GeminiShape.error(error, index);
        }
        if (asked.route() != Route.RESPONSES) {
            return index -> voice.event(error);
        }
        if (script.fault().kind() == Fault.Kind.CREATED_FAILED) {
            return index -> ResponsesShape.failed(turn, error, index);
        }
        return index -> ResponsesShape.error(error, index);
    }

    private Pieces pieces(Asked asked, Turn turn) {
        Inquiry inquiry = asked.inquiry();
        String model = asked.model() == null ? "" : asked.model();
        return switch (asked.route()) {
            case CHAT -> ChatShape.of(turn);
            case COMPLETIONS -> CompletionShape.of(turn);
            case RESPONSES -> ResponsesShape.of(turn);
            case EMBEDDINGS -> EmbeddingsShape.of(inquiry, EmbeddedTexts.of(asked.body()), turn.payload());
            case MODERATIONS -> ModerationsShape.of(inquiry);
            case MODELS -> ModelsShape.list(options.models());
            case MODEL -> ModelsShape.one(model);
            case MESSAGES -> AnthropicShape.of(turn);
            case COUNT_TOKENS -> Whole.of("{\"input_tokens\":" + inquiry.promptTokens() + "}");
            case ANTHROPIC_MODELS -> ModelsShape.anthropicList(options.models());
            case ANTHROPIC_MODEL -> ModelsShape.anthropicOne(model);
            case GENERATE -> GeminiShape.unary(turn);
            case STREAM_GENERATE -> asksForEvents(asked) ? GeminiShape.events(turn) : GeminiShape.array(turn);
            case GEMINI_COUNT -> Whole.of("{\"totalTokens\":" + inquiry.promptTokens() + "}");
            case EMBED -> EmbeddingsShape.gemini(inquiry, EmbeddedTexts.of(asked.body()));
            case BATCH_EMBED -> EmbeddingsShape.geminiBatch(inquiry, EmbeddedTexts.of(asked.body()));
            case GEMINI_MODELS -> ModelsShape.geminiList(options.models());
            case GEMINI_MODEL -> ModelsShape.geminiOne(model);
        };
    }

    private static boolean asksForEvents(Asked asked) {
        return new QueryStringDecoder(asked.request().uri())
                .parameters()
                .getOrDefault("alt", List.of())
                .contains("sse");
    }

    /** The model that is asked for and not listed; null where it is. */
    private @Nullable String unknownModel(Asked asked) {
        boolean known = asked.route().posts()
                || asked.model() == null
                || options.models().contains(asked.model());
        return known ? null : asked.model();
    }
}
