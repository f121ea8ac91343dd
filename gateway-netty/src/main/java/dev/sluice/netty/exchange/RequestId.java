package dev.sluice.netty.exchange;

import dev.sluice.netty.wire.RequestHead;

/** The name that a client gives its request: echoed and logged, never a key of anything. */
final class RequestId {

    private static final int MOST_CHARACTERS = 128;
    private static final byte[] NAME = HeaderRules.ascii("x-request-id");

    private RequestId() {}

    /** The client's id for the request where it is sane, else the gateway's. */
    static String of(RequestHead head, String otherwise) {
        String given = head.headers().value(NAME);
        if (given == null || given.isEmpty() || given.length() > MOST_CHARACTERS) {
            return otherwise;
        }
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return otherwise;
            }
        }
        return given;
    }
}
