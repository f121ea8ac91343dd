package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.MultipartPeek;
import dev.sluice.core.routing.Destination;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides by a request's head how its body is looked into, or why it is not taken. */
final class BodyLooks {

    private static final byte[] CONTENT_TYPE = HeaderRules.ascii("content-type");
    private static final byte[] CONTENT_ENCODING = HeaderRules.ascii("content-encoding");

    private static final String JSON = "application/json";

    private BodyLooks() {}

    /** One of the two is there. */
    record Choice(@Nullable BodyLook look, @Nullable Failure failure) {

        private static Choice of(BodyLook look) {
            return new Choice(look, null);
        }

        private static Choice refused(Code code, String message) {
            return new Choice(null, Failure.of(code, message));
        }
    }

    /**
     * Chooses for one request.
     *
     * @param changed whether JSON that is passed through is changed on its way
     * @param json makes a look into JSON
     */
    static Choice choose(RequestHead head, Address address, Changes changed, Supplier<BodyLook> json) {
        Headers headers = head.headers();
        Endpoint.Kind kind = address.endpoint().kind();
        String type = headers.value(CONTENT_TYPE);
        if (kind == Endpoint.Kind.PROXY) {
            boolean whole = changed == Changes.JSON && type != null && isJson(type) && !isEncoded(headers);
            return Choice.of(whole ? BodyLook.Opaque.WHOLE : BodyLook.Opaque.STREAMED);
        }
        if (kind == Endpoint.Kind.STATEFUL) {
            return Choice.of(BodyLook.Opaque.HELD);
        }
        if (isEncoded(headers)) {
            return Choice.refused(
                    Code.UNSUPPORTED_MEDIA_TYPE, "Compressed requests are not taken; send the body as it is.");
        }
        if (headers.count(CONTENT_TYPE) > 1) {
            return Choice.refused(Code.INVALID_REQUEST, "The request has more than one content-type.");
        }
        if (kind == Endpoint.Kind.MODEL_JSON || kind == Endpoint.Kind.MODEL_PATH) {
            return type != null && isJson(type) ? Choice.of(json.get()) : wrongType(JSON);
        }
        String boundary = type == null ? null : MultipartPeek.boundary(type);
        return boundary == null
                ? wrongType("multipart/form-data with a boundary")
                : Choice.of(new BodyLook.Form(new MultipartPeek(boundary)));
    }

    /** What is changed in a body that is passed through. */
    enum Changes {
        NONE,
        /** Top-level members, where it is JSON; for that it must be whole. */
        JSON;

        /** What is changed for a group; null: there is none. */
        static Changes by(@Nullable Destination group) {
            boolean overrides = group != null
                    && group.targets().stream()
                            .anyMatch(target ->
                                    !target.provider().rules().overrides().isEmpty());
            return overrides ? JSON : NONE;
        }
    }

    private static boolean isEncoded(Headers headers) {
        String encoding = headers.value(CONTENT_ENCODING);
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    private static boolean isJson(String type) {
        return type.equals(JSON) || isJsonWithMore(type);
    }

    private static boolean isJsonWithMore(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals(JSON);
    }

    private static Choice wrongType(String wanted) {
        return Choice.refused(Code.UNSUPPORTED_MEDIA_TYPE, "The body's content-type must be " + wanted + ".");
    }
}
