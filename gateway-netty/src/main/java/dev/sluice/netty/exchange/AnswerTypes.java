package dev.sluice.netty.exchange;

import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.ResponseHead;

/** Tells answers of models from what else a server in their place may say, such as a web page. */
final class AnswerTypes {

    private static final byte[] CONTENT_TYPE = HeaderRules.ascii("content-type");
    private static final byte[] HTML = HeaderRules.ascii("text/html");

    private AnswerTypes() {}

    /** Whether a success of this endpoint may be of the answer's media type. Errors may be of any. */
    static boolean fits(ResponseHead head, Endpoint endpoint) {
        if (head.status() >= 300 || !endpoint.isModel()) {
            return true;
        }
        Headers headers = head.headers();
        int found = headers.find(CONTENT_TYPE);
        return found < 0 || !startsWith(headers, found, HTML);
    }

    private static boolean startsWith(Headers headers, int i, byte[] prefix) {
        int from = headers.valueStart(i);
        if (headers.valueEnd(i) - from < prefix.length) {
            return false;
        }
        for (int at = 0; at < prefix.length; at++) {
            if ((headers.bytes()[from + at] | 0x20) != prefix[at] && headers.bytes()[from + at] != prefix[at]) {
                return false;
            }
        }
        return true;
    }
}
