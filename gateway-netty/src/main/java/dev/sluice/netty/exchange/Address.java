package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Endpoint.Kind;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Protocol;
import dev.sluice.netty.wire.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a request is addressed: to an endpoint of the gateway's own, or through {@code /proxy/{group}} to one of a
 * group's, which may be one that the gateway knows.
 *
 * @param group the group in the path; null where there is none
 * @param pathFrom where the path begins that goes upstream
 * @param problem why the path is not taken; null where it is
 */
record Address(
        Endpoint endpoint,
        @Nullable String group,
        int pathFrom,
        @Nullable Failure problem) {

    private static final byte[] PROXY = "/proxy/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENTS = HeaderRules.ascii("alt=sse");
    private static final byte[] TRACE = HeaderRules.ascii("TRACE");
    private static final byte[] CONNECT = HeaderRules.ascii("CONNECT");
    private static final int MOST_OF_A_NAME = 100;

    static final Address NOWHERE = new Address(Endpoint.UNKNOWN, null, 0, null);

    static Address of(RequestHead head) {
        byte[] bytes = head.headers().bytes();
        int from = head.targetStart();
        int to = head.pathEnd();
        if (!startsWith(PROXY, bytes, from, to)) {
            return new Address(Endpoints.find(bytes, from, to, verb(head)), null, from, null);
        }
        int slash = from + PROXY.length;
        while (slash < to && bytes[slash] != '/') {
            slash++;
        }
        int length = slash - from - PROXY.length;
        if (slash == to || length == 0 || length > MOST_OF_A_NAME) {
            return NOWHERE;
        }
        String group = new String(bytes, from + PROXY.length, length, StandardCharsets.US_ASCII);
        Endpoint endpoint = behind(head, slash);
        return new Address(endpoint, group, slash, problem(head, slash, endpoint));
    }

    /** The same path, of which nothing is known but where it goes. */
    Address unread() {
        return new Address(Endpoint.PROXY, group, pathFrom, problem);
    }

    /** Whether a stream is asked for as a JSON array that grows, as Gemini has it where events are not asked for. */
    boolean asksForArray(RequestHead head) {
        return endpoint == Endpoint.STREAM_GENERATE_CONTENT && !Query.has(head, EVENTS);
    }

    /** Whether the request came through {@code /proxy/{group}}. */
    boolean proxied() {
        return group != null;
    }

    /** Whether this is a group's own list of models, where the group speaks this. */
    boolean asksForModels(RequestHead head, Protocol spoken) {
        if (!proxied() || head.method() != Method.GET && head.method() != Method.HEAD) {
            return false;
        }
        Endpoint asked = Endpoints.find(head.headers().bytes(), pathFrom, head.pathEnd(), Endpoints.Verb.OTHER);
        return asked == Endpoint.MODELS || asked == Endpoint.GEMINI_MODELS && spoken == Protocol.GEMINI;
    }

    /** Whether the path names a model. */
    boolean namesModel() {
        return endpoint.kind() == Kind.MODEL_PATH || endpoint == Endpoint.MODEL || endpoint == Endpoint.GEMINI_MODEL;
    }

    /** The model that the path names, decoded. */
    String model(RequestHead head) {
        return PercentCoding.decode(head.headers().bytes(), modelFrom(head), modelTo(head));
    }

    int modelFrom(RequestHead head) {
        return Endpoints.modelFrom(head.headers().bytes(), pathFrom, head.pathEnd());
    }

    int modelTo(RequestHead head) {
        return Endpoints.modelTo(endpoint, head.headers().bytes(), pathFrom, head.pathEnd());
    }

    /** The id of the response that the path names; null where it names none. */
    @Nullable
    String response(RequestHead head) {
        return endpoint.kind() == Kind.STATEFUL
                ? Endpoints.response(head.headers().bytes(), pathFrom, head.pathEnd())
                : null;
    }

    private static Endpoints.Verb verb(RequestHead head) {
        return head.method() == Method.POST ? Endpoints.Verb.POST : Endpoints.Verb.OTHER;
    }

    /** Only what a provider answers to a POST, or keeps for its clients, is told apart from the rest. */
    private static Endpoint behind(RequestHead head, int from) {
        Endpoint known = Endpoints.find(head.headers().bytes(), from, head.pathEnd(), verb(head));
        boolean looked = known.isModel() && head.method() == Method.POST
                || known.kind() == Kind.STATEFUL && known.takes(head.method());
        return looked ? known : Endpoint.PROXY;
    }

    private static @Nullable Failure problem(RequestHead head, int from, Endpoint endpoint) {
        if (isMethod(head, TRACE) || isMethod(head, CONNECT)) {
            // A provider that answers a TRACE sends back what it got: its key.
            return Failure.of(Code.METHOD_NOT_ALLOWED, "A group takes neither TRACE nor CONNECT.");
        }
        if (head.targetStart() > head.methodEnd() + 1) {
            return refusal("an absolute target is not taken here; send the path only");
        }
        byte[] bytes = head.headers().bytes();
        int segment = from + 1;
        for (int at = segment; at <= head.pathEnd(); at++) {
            if (at == head.pathEnd() || bytes[at] == '/') {
                if (isDots(bytes, segment, at)) {
                    return refusal("the path must not have dot segments");
                }
                segment = at + 1;
            } else if (bytes[at] == '\\' || isEncoded(bytes, at, head.pathEnd(), '/', '\\')) {
                return refusal("the path must not have encoded slashes or backslashes");
            }
        }
        return endpoint == Endpoint.PROXY && Disguises.hide(bytes, from, head.pathEnd())
                ? refusal("the path of an endpoint must be spelt as it is documented, without escapes or extra slashes")
                : null;
    }

    private static boolean isMethod(RequestHead head, byte[] method) {
        return Arrays.equals(method, 0, method.length, head.headers().bytes(), head.methodStart(), head.methodEnd());
    }

    /** Whether a segment means this folder or the one above, however its dots are written. */
    private static boolean isDots(byte[] bytes, int from, int to) {
        int dots = 0;
        int at = from;
        while (at < to) {
            if (bytes[at] == '.') {
                at++;
            } else if (isEncoded(bytes, at, to, '.', '.')) {
                at += 3;
            } else {
                return false;
            }
            dots++;
        }
        return dots == 1 || dots == 2;
    }

    /** Whether one of two characters stands here, percent-encoded. */
    static boolean isEncoded(byte[] bytes, int at, int to, char one, char other) {
        int value = PercentCoding.escape(bytes, at, to);
        return value == one || value == other;
    }

    private static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
        return to - from > prefix.length && Arrays.equals(prefix, 0, prefix.length, bytes, from, from + prefix.length);
    }

    private static Failure refusal(String why) {
        return Failure.of(Code.INVALID_REQUEST, "Of a request to a group " + why + ".");
    }
}
