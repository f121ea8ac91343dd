package dev.sluice.netty.exchange;

import dev.sluice.netty.wire.RequestHead;
import java.util.Arrays;

/** Looks into the query of a request, of which nothing is decoded. Stateless. */
final class Query {

    private Query() {}

    /** Whether this stands in it, name and value. */
    static boolean has(RequestHead head, byte[] parameter) {
        byte[] bytes = head.headers().bytes();
        int start = head.pathEnd() + 1;
        while (start < head.targetEnd()) {
            int end = start;
            while (end < head.targetEnd() && bytes[end] != '&') {
                end++;
            }
            if (Arrays.equals(parameter, 0, parameter.length, bytes, start, end)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
