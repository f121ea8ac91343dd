package dev.sluice.netty.exchange;

import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Endpoint.Kind;
import dev.sluice.core.request.RequestPeek;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the endpoint that a path names: exact, case-sensitive, nothing decoded but a model's name. Immutable. */
final class Endpoints {

    private static final byte[] V1 = ascii("/v1/models/");
    private static final byte[] V1_BETA = ascii("/v1beta/models/");
    private static final byte[] RESPONSES = ascii("/v1/responses/");
    private static final byte[] CANCEL = ascii("/cancel");
    private static final byte[] INPUT_ITEMS = ascii("/input_items");
    private static final int MOST_OF_AN_ID = 256;
    private static final int MOST_OF_A_MODEL = 3 * RequestPeek.MAX_MODEL;

    private static final Endpoint[] EXACT = Arrays.stream(Endpoint.values())
            .filter(endpoint -> endpoint.template().indexOf('{') < 0 && endpoint != Endpoint.UNKNOWN)
            .toArray(Endpoint[]::new);
    private static final byte[][] PATHS =
            Arrays.stream(EXACT).map(endpoint -> ascii(endpoint.template())).toArray(byte[][]::new);
    private static final Endpoint[] ACTING = Arrays.stream(Endpoint.values())
            .filter(endpoint -> endpoint.kind() == Kind.MODEL_PATH)
            .toArray(Endpoint[]::new);
    private static final byte[][] ACTIONS = Arrays.stream(ACTING)
            .map(endpoint ->
                    ascii(endpoint.template().substring(endpoint.template().lastIndexOf(':') + 1)))
            .toArray(byte[][]::new);

    private Endpoints() {}

    /** Whether a request is a POST: some paths mean something else then. */
    enum Verb {
        POST,
        OTHER
    }

    static Endpoint find(byte[] bytes, int from, int to, Verb verb) {
        int exact = indexOf(PATHS, bytes, from, to);
        if (exact >= 0) {
            return EXACT[exact];
        }
        if (startsWith(V1_BETA, bytes, from, to)) {
            return ofBeta(bytes, from + V1_BETA.length, to, verb);
        }
        if (startsWith(RESPONSES, bytes, from, to)) {
            return ofResponses(bytes, from + RESPONSES.length, to);
        }
        if (!startsWith(V1, bytes, from, to)) {
            return Endpoint.UNKNOWN;
        }
        int colon = colon(bytes, from, to);
        int action = verb == Verb.POST && colon >= 0 ? indexOf(ACTIONS, bytes, colon + 1, to) : -1;
        if (action < 0) {
            return Endpoint.MODEL;
        }
        return isName(bytes, from + V1.length, colon) ? ACTING[action] : Endpoint.UNKNOWN;
    }

    private static Endpoint ofBeta(byte[] bytes, int from, int to, Verb verb) {
        int colon = colon(bytes, from, to);
        int action = colon < 0 ? -1 : indexOf(ACTIONS, bytes, colon + 1, to);
        if (action >= 0) {
            return isName(bytes, from, colon) ? ACTING[action] : Endpoint.UNKNOWN;
        }
        // A model's own name may have a colon; what is posted behind one is an action that there is not.
        boolean model = isName(bytes, from, to) && (colon < 0 || verb == Verb.OTHER);
        return model ? Endpoint.GEMINI_MODEL : Endpoint.UNKNOWN;
    }

    private static Endpoint ofResponses(byte[] bytes, int from, int to) {
        int end = responseTo(bytes, from, to);
        if (end == from || end - from > MOST_OF_AN_ID) {
            return Endpoint.UNKNOWN;
        }
        if (end == to) {
            return Endpoint.RESPONSE;
        }
        return Arrays.equals(bytes, end, to, CANCEL, 0, CANCEL.length)
                ? Endpoint.RESPONSE_CANCEL
                : Arrays.equals(bytes, end, to, INPUT_ITEMS, 0, INPUT_ITEMS.length)
                        ? Endpoint.RESPONSE_INPUT_ITEMS
                        : Endpoint.UNKNOWN;
    }

    /** The id in a path that holds one of a response. */
    static String response(byte[] bytes, int from, int to) {
        int start = from + RESPONSES.length;
        return new String(bytes, start, responseTo(bytes, start, to) - start, StandardCharsets.US_ASCII);
    }

    private static int responseTo(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && isOfAnId(bytes[end])) {
            end++;
        }
        return end;
    }

    private static boolean isOfAnId(byte value) {
        return value >= '0' && value <= '9'
                || (value | 0x20) >= 'a' && (value | 0x20) <= 'z'
                || value == '_'
                || value == '-';
    }

    /** Where the model's name begins in a path that holds one. */
    static int modelFrom(byte[] bytes, int from, int to) {
        return from + (startsWith(V1, bytes, from, to) ? V1.length : V1_BETA.length);
    }

    /** Where the model's name ends. */
    static int modelTo(Endpoint endpoint, byte[] bytes, int from, int to) {
        return endpoint.kind() == Kind.MODEL_PATH ? colon(bytes, from, to) : to;
    }

    /** Whether it is of a name's length, and a slash, as of {@code provider/model}, has something on both sides. */
    private static boolean isName(byte[] bytes, int from, int to) {
        if (from >= to || to - from > MOST_OF_A_MODEL) {
            return false;
        }
        boolean slash = true;
        int at = from;
        while (at < to) {
            boolean encoded = Address.isEncoded(bytes, at, to, '/', '/');
            boolean next = bytes[at] == '/' || encoded;
            if (slash && next) {
                return false;
            }
            slash = next;
            at += encoded ? 3 : 1;
        }
        return !slash;
    }

    private static int colon(byte[] bytes, int from, int to) {
        int at = to - 1;
        while (at >= from && bytes[at] != ':') {
            at--;
        }
        return at < from ? -1 : at;
    }

    private static int indexOf(byte[][] names, byte[] bytes, int from, int to) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].length == to - from && Arrays.equals(names[i], 0, names[i].length, bytes, from, to)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] prefix, byte[] bytes, int from, int to) {
        return to - from > prefix.length && Arrays.equals(prefix, 0, prefix.length, bytes, from, from + prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
