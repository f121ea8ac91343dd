package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.KeyMaker;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Repeats;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a request what caches are asked. All of it that may change its answer goes into the key: who asks, the
 * group, the path and the query without the client's key, the header lines that a provider sees, the body. Stateless.
 */
final class Questions {

    /** Header lines that are another one with each request, so that nothing would ever be found with them. */
    private static final byte[][] OF_ONE_REQUEST = {
        HeaderRules.ascii("date"),
        HeaderRules.ascii("idempotency-key"),
        HeaderRules.ascii("traceparent"),
        HeaderRules.ascii("tracestate"),
        HeaderRules.ascii("x-request-id"),
    };

    /** Header lines that say nothing of the answer: of the connection, of tracing, of the client's own library. */
    private static final byte[][] HARMLESS = {
        HeaderRules.ascii("accept"),
        HeaderRules.ascii("accept-encoding"),
        HeaderRules.ascii("baggage"),
        HeaderRules.ascii("cache-control"),
        HeaderRules.ascii("content-type"),
        HeaderRules.ascii("forwarded"),
        HeaderRules.ascii("origin"),
        HeaderRules.ascii("pragma"),
        HeaderRules.ascii("priority"),
        HeaderRules.ascii("referer"),
        HeaderRules.ascii("user-agent"),
        HeaderRules.ascii("via"),
        HeaderRules.ascii("x-real-ip"),
    };

    private static final byte[][] HARMLESS_FAMILIES = {
        HeaderRules.ascii("sec-"),
        HeaderRules.ascii("x-forwarded-"),
        HeaderRules.ascii("x-sluice-"),
        HeaderRules.ascii("x-stainless-"),
    };

    private Questions() {}

    /** Whether answers of an endpoint are ever cached. */
    static boolean mayBeAskedAt(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS,
                    COMPLETIONS,
                    RESPONSES,
                    EMBEDDINGS,
                    MESSAGES,
                    GENERATE_CONTENT,
                    STREAM_GENERATE_CONTENT -> true;
            default -> false;
        };
    }

    /** What is known of a request before its body is looked at, but for the model that it names. */
    static Preamble preamble(Request request, ExchangeLoop shared, CacheSettings settings) {
        Asker asker = Asker.of(request.account());
        KeyMaker maker = shared.keyMaker();
        maker.begin(request.endpoint(), asker, Objects.requireNonNullElse(request.model(), ""));
        place(request, maker, settings);
        headers(request, maker, shared);
        return new Preamble(
                asker,
                CacheControls.of(request.asked().headers()),
                maker.told(request.snapshot().version()));
    }

    /** Null: the request is none that is answered from a cache. */
    static @Nullable Question of(Request request, Preamble preamble, ExchangeLoop shared, CacheSettings settings) {
        String model = Objects.requireNonNullElse(request.model(), "");
        if (!settings.takes(model) || !isWhole(request) || request.bodyBytes() > KeyMaker.MOST_BODY) {
            return null;
        }
        Endpoint endpoint = request.endpoint();
        Repeats.Asked asked = asked(request, preamble, shared, settings);
        return asked == null
                ? null
                : new Question(
                        asked.key(),
                        preamble.asker(),
                        endpoint,
                        model,
                        request.stream(),
                        asked.traits(),
                        asked.lastTurn());
    }

    private static Repeats.@Nullable Asked asked(
            Request request, Preamble preamble, ExchangeLoop shared, CacheSettings settings) {
        if (request.wanted() instanceof JsonLook json) {
            Repeats.Asked before = json.asked(request.body(), preamble.told());
            if (before != null) {
                return before;
            }
        }
        Endpoint endpoint = request.endpoint();
        String model = Objects.requireNonNullElse(request.model(), "");
        KeyMaker maker = shared.keyMaker();
        maker.begin(endpoint, preamble.told());
        if (!maker.body(request.body().views())) {
            return null;
        }
        CacheKey key = maker.key();
        boolean compared = settings.semantic() != null
                && endpoint != Endpoint.EMBEDDINGS
                && settings.model(model).semantic();
        CacheSettings.Exact exact = settings.exact();
        boolean looks = compared || exact != null && exact.temperature() == CacheSettings.Temperature.ZERO;
        return new Repeats.Asked(key, looks ? maker.traits() : Traits.PLAIN, compared ? maker.lastTurn() : null);
    }

    /** Whether all that is asked stands in the request, and nothing is kept of it elsewhere. */
    private static boolean isWhole(Request request) {
        BodyLook looked = request.wanted();
        if (!(looked instanceof JsonLook)) {
            return false;
        }
        return request.endpoint() != Endpoint.RESPONSES
                || !looked.stores() && looked.previousResponse() == null && !looked.namesConversation();
    }

    private static void place(Request request, KeyMaker maker, CacheSettings settings) {
        RequestHead head = request.asked();
        Address address = request.address();
        String group = address.group();
        maker.text(group == null ? "" : group);
        maker.digest(settings.policies().of(Objects.requireNonNullElse(request.model(), ""), group));
        byte[] bytes = head.headers().bytes();
        maker.bytes(bytes, address.pathFrom(), head.pathEnd() - address.pathFrom());
        int start = head.pathEnd() + 1;
        while (start < head.targetEnd()) {
            int end = start;
            while (end < head.targetEnd() && bytes[end] != '&') {
                end++;
            }
            if (!Credential.isKeyParameter(bytes, start, end)) {
                maker.bytes(bytes, start, end - start);
            }
            start = end + 1;
        }
        maker.end();
    }

    private static void headers(Request request, KeyMaker maker, ExchangeLoop shared) {
        Headers headers = request.asked().headers();
        boolean proxied = request.address().proxied();
        List<byte[]> more = shared.forwarded(request.snapshot());
        for (int i = 0; i < headers.count(); i++) {
            boolean goes = proxied ? HeaderRules.passesThrough(headers, i) : HeaderRules.goesUpstream(headers, i, more);
            // What the configuration has forwarded is there for a reason.
            boolean tells = !isHarmless(headers, i) || HeaderRules.oneOf(headers, i, more);
            if (goes && tells && !HeaderRules.oneOf(headers, i, OF_ONE_REQUEST)) {
                int from = headers.nameStart(i);
                maker.name(headers.bytes(), from, headers.nameEnd(i) - from);
                maker.bytes(headers.bytes(), headers.valueStart(i), headers.valueEnd(i) - headers.valueStart(i));
            }
        }
        maker.end();
    }

    private static boolean isHarmless(Headers headers, int i) {
        if (HeaderRules.oneOf(headers, i, HARMLESS)) {
            return true;
        }
        for (byte[] family : HARMLESS_FAMILIES) {
            if (HeaderRules.startsWith(headers, i, family)) {
                return true;
            }
        }
        return false;
    }
}
