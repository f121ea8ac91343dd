package dev.sluice.netty.exchange;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.AnswerReader;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.dialect.translate.Truncations;
import dev.sluice.core.estimate.Seen;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.relay.Relay;
import dev.sluice.netty.relay.RewrittenRelay;
import dev.sluice.netty.relay.ScratchOutput;
import dev.sluice.netty.relay.StreamRelay;
import dev.sluice.netty.relay.TranslatedAnswer;
import dev.sluice.netty.relay.TranslatedRelay;
import dev.sluice.netty.relay.UnaryRelay;
import dev.sluice.netty.wire.ResponseHead;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Chooses how an answer is carried over, by what it is an answer to. Stateless. */
final class Relays {

    private Relays() {}

    /**
     * Whether an answer comes bit by bit: as events, or as a JSON array that grows, which is what Gemini's streams are
     * where events were not asked for.
     */
    static boolean streams(ResponseHead head, Request request) {
        return head.status() < 400 && (head.eventStream() || request.endpoint() == Endpoint.STREAM_GENERATE_CONTENT);
    }

    /** Why a head cannot be that of an answer; null where it can. Errors may be of any type. */
    static @Nullable Code misfit(Rendition sent, ResponseHead head, Request request) {
        if (!AnswerTypes.fits(head, request.address().endpoint())) {
            return Code.UPSTREAM_WRONG_TYPE;
        }
        if (sent.translated() == null || head.status() >= 400) {
            return null;
        }
        if (head.status() != 200 || head.eventStream() != request.stream()) {
            return Code.UPSTREAM_WRONG_TYPE;
        }
        // It was asked for as it is; what was compressed all the same cannot be translated.
        return head.contentEncoded() ? Code.UPSTREAM_MALFORMED : null;
    }

    static Relay choose(UpstreamCall call, ResponseHead head, Exchange exchange) {
        Request request = exchange.request();
        Rendition.Translated translated = call.rendition().translated();
        if (head.status() >= 400) {
            return UnaryRelay.error(call);
        }
        Seen seen = call.times().sees(call.shared().sheets());
        if (translated != null) {
            return translated(call, translated, exchange, seen);
        }
        boolean readable = !head.contentEncoded();
        Endpoint endpoint = request.endpoint();
        Dialect dialect = call.made().target().provider().dialect();
        if (endpoint.kind() == Endpoint.Kind.STATEFUL) {
            KeptAnswers.heard(head, request, call.shared().homes());
            // Its usage was counted when it was made.
            return streams(head, request) ? UnaryRelay.growing(call, null, call) : UnaryRelay.success(call, null);
        }
        if (!endpoint.isModel()) {
            return head.status() == 200 && readable && GroupModels.completes(request)
                    ? new RewrittenRelay(call, list -> dialect.completedModelList(list, GroupModels.names(request)))
                    : UnaryRelay.success(call, null);
        }
        Consumer<String> kept =
                KeptAnswers.keeper(call.made(), request, call.shared().homes());
        if (!head.eventStream() || !readable) {
            AnswerReader read = KeptAnswers.noted(readable ? reader(dialect, endpoint, seen) : null, kept);
            return streams(head, request) ? UnaryRelay.growing(call, read, call) : UnaryRelay.success(call, read);
        }
        StreamReader reader = KeptAnswers.noted(streamReader(dialect, endpoint, seen), kept);
        StreamRelay relay = request.wishes().hidesUsage()
                ? StreamRelay.hidingUsage(call, reader, call, call.shared().scratch())
                : StreamRelay.whole(call, reader, call, call.shared().scratch());
        Truncation truncation = Truncations.of(endpoint, request.asked(request.exchangeId()));
        TopUp most = truncation == null ? null : TopUp.of(exchange, call);
        return most == null || truncation == null ? relay : relay.within(most, truncation);
    }

    private static Relay translated(UpstreamCall call, Rendition.Translated sent, Exchange exchange, Seen seen) {
        Asked asked = exchange.request().asked(exchange.request().exchangeId());
        Dialect spoken = call.made().target().provider().dialect();
        return switch (sent.delivery()) {
            case WHOLE ->
                new TranslatedAnswer(
                        call,
                        reader(spoken, sent.endpoint(), seen),
                        (answer, out) -> sent.translation().answer(asked, Json.FACTORY.createParser(answer), out),
                        call.shared().bodyMemory(),
                        work -> elsewhere(call, work));
            case STREAM -> {
                ScratchOutput output = call.shared().translated();
                TranslatedRelay.Voice voice = new TranslatedRelay.Voice(
                        sent.translation().stream(asked, output), output, asked.framing() == Asked.Framing.EVENTS);
                TranslatedRelay relay = new TranslatedRelay(
                        call,
                        streamReader(spoken, sent.endpoint(), seen),
                        voice,
                        call,
                        call.shared().scratch());
                TopUp most = TopUp.of(exchange, call);
                yield most == null ? relay : relay.within(most);
            }
        };
    }

    /** Has a long answer translated where no event loop waits for it; false when too much waits there already. */
    private static boolean elsewhere(UpstreamCall call, Runnable work) {
        ExchangeLoop shared = call.shared();
        return shared.translationPool().take(() -> {
            try {
                work.run();
            } finally {
                shared.runOnLoop(call::brought);
            }
        });
    }

    /** What the body of an answer is to the client. */
    static Content content(Rendition sent, @Nullable Relay relay) {
        Rendition.Translated translated = sent.translated();
        if (translated == null) {
            return relay instanceof RewrittenRelay ? Content.CHANGED : Content.AS_IT_CAME;
        }
        byte[] more = translated.droppedLine();
        if (relay instanceof TranslatedRelay stream && stream.atBoundary()) {
            return Content.events(more).of(stream);
        }
        Content json = Content.json(relay instanceof TranslatedAnswer whole ? whole.length() : -1, more);
        return relay == null ? json : json.of(relay);
    }

    private static AnswerReader reader(Dialect dialect, Endpoint endpoint, Seen seen) {
        AnswerReader reader = dialect.answerReader(endpoint);
        return Estimates.generates(endpoint) ? seen.over(reader) : reader;
    }

    private static StreamReader streamReader(Dialect dialect, Endpoint endpoint, Seen seen) {
        StreamReader reader = dialect.streamReader(endpoint);
        return Estimates.generates(endpoint) ? seen.over(reader) : reader;
    }
}
