package dev.sluice.netty.exchange;

import dev.sluice.netty.relay.Relay;

/**
 * What the body of a relayed answer is to the client.
 *
 * @param length in bytes, where the gateway knows it better than the provider; else -1
 * @param lines header lines that tell of it, each with its CR LF
 * @param saysWhy as of its relay, {@link Relay#saysWhy}, as far as that has come
 */
record Content(Kind kind, int length, byte[] lines, boolean saysWhy) {

    private static final byte[] JSON = HeaderRules.ascii("content-type: application/json\r\n");
    private static final byte[] EVENTS = HeaderRules.ascii("content-type: text/event-stream\r\n");
    private static final byte[] NONE = {};

    /** The provider's, byte for byte. */
    static final Content AS_IT_CAME = new Content(Kind.AS_IT_CAME, -1, NONE, true);

    /** The provider's, changed on its way, and so of another length. */
    static final Content CHANGED = new Content(Kind.CHANGED, -1, NONE, true);

    /** How a body came about. */
    enum Kind {
        AS_IT_CAME,
        CHANGED,
        JSON,
        EVENTS
    }

    /** A translated JSON document; {@code more} are further header lines. */
    static Content json(int length, byte[] more) {
        return new Content(Kind.JSON, length, both(JSON, more), true);
    }

    /** A translated stream of events. */
    static Content events(byte[] more) {
        return new Content(Kind.EVENTS, -1, both(EVENTS, more), true);
    }

    /** The same, of a relay that may know more of its end than it says. */
    Content of(Relay relay) {
        return new Content(kind, length, lines, relay.saysWhy());
    }

    boolean isAsItCame() {
        return kind == Kind.AS_IT_CAME;
    }

    boolean isTranslated() {
        return kind == Kind.JSON || kind == Kind.EVENTS;
    }

    /** Whether nothing is told of it but what it is. */
    boolean isPlain() {
        return lines.length <= (isEvents() ? EVENTS : JSON).length;
    }

    boolean isEvents() {
        return kind == Kind.EVENTS;
    }

    private static byte[] both(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
