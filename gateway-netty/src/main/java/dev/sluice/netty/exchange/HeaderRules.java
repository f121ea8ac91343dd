package dev.sluice.netty.exchange;

import dev.sluice.netty.wire.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which header lines cross the gateway. Requests: an allow-list; the upstream head is built from scratch, so that
 * nothing hop-by-hop, no credential and no {@code Proxy-*} can slip through. Answers: all but hop-by-hop and those that
 * speak for the provider's own site. Immutable.
 */
final class HeaderRules {

    private static final byte[][] TO_UPSTREAM = names(
            "content-type",
            "accept",
            "user-agent",
            "traceparent",
            "tracestate",
            "idempotency-key",
            "anthropic-version",
            "anthropic-beta");
    private static final byte[] OPENAI = ascii("openai-");
    private static final byte[] ANTHROPIC = ascii("anthropic-");
    private static final byte[] GOOGLE = ascii("x-goog-");
    private static final byte[][] OF_BODY =
            names("content-type", "content-encoding", "content-length", "content-md5", "digest", "etag");
    /** The client's own: its login, and what is between it and the gateway. */
    private static final byte[][] NEVER_THROUGH = names(
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            "host",
            "content-length",
            "expect",
            "x-request-deadline-ms",
            "x-sluice-cache-ttl");

    private static final byte[] PROXY = ascii("proxy-");
    private static final byte[][] NOT_TO_CLIENT = names(
            "content-length",
            "x-request-id",
            "set-cookie",
            "set-cookie2",
            "alt-svc",
            "strict-transport-security",
            "x-sluice-provider",
            "x-sluice-model",
            "x-sluice-attempts",
            "x-sluice-dropped",
            "x-sluice-cache",
            "x-sluice-budget",
            "x-trial-expired",
            "x-trial-end-date");

    private HeaderRules() {}

    /** Whether a client's header line goes upstream; {@code more} are lower-case names that the configuration adds. */
    static boolean goesUpstream(Headers headers, int i, List<byte[]> more) {
        if (headers.hopByHop(i)) {
            return false;
        }
        return oneOf(headers, i, TO_UPSTREAM) || startsWith(headers, i, OPENAI) || oneOf(headers, i, more);
    }

    /** Whether a header line says something in one dialect only, or of a body that is written anew. */
    static boolean isOfDialect(Headers headers, int i) {
        return startsWith(headers, i, OPENAI)
                || startsWith(headers, i, ANTHROPIC)
                || startsWith(headers, i, GOOGLE)
                || isOfBody(headers, i);
    }

    /** Whether a header line describes a body. */
    static boolean isOfBody(Headers headers, int i) {
        return oneOf(headers, i, OF_BODY);
    }

    /** Whether a client's header line is passed through to a group that is called by its own name. */
    static boolean passesThrough(Headers headers, int i) {
        return !headers.hopByHop(i) && !oneOf(headers, i, NEVER_THROUGH) && !startsWith(headers, i, PROXY);
    }

    /** Whether a provider's header line goes to the client. */
    static boolean goesToClient(Headers headers, int i) {
        return !headers.hopByHop(i) && !oneOf(headers, i, NOT_TO_CLIENT);
    }

    static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a header line has one of these names, in lower case. */
    static boolean oneOf(Headers headers, int i, byte[][] names) {
        for (byte[] name : names) {
            if (headers.nameIs(i, name)) {
                return true;
            }
        }
        return false;
    }

    /** The same of names that the configuration adds. */
    static boolean oneOf(Headers headers, int i, List<byte[]> names) {
        for (int n = 0; n < names.size(); n++) {
            if (headers.nameIs(i, names.get(n))) {
                return true;
            }
        }
        return false;
    }

    static boolean startsWith(Headers headers, int i, byte[] prefix) {
        int from = headers.nameStart(i);
        if (headers.nameEnd(i) - from < prefix.length) {
            return false;
        }
        for (int n = 0; n < prefix.length; n++) {
            if ((headers.bytes()[from + n] | 0x20) != prefix[n] && headers.bytes()[from + n] != prefix[n]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] names(String... names) {
        byte[][] bytes = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            bytes[i] = ascii(names[i]);
        }
        return bytes;
    }
}
