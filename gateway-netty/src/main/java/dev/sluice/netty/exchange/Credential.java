package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.config.Cidr;
import dev.sluice.core.request.Protocol;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.RequestHead;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request's credential and whose it is: {@code Authorization: Bearer}, {@code x-api-key},
 * {@code x-goog-api-key} or {@code ?key=}, in this order. One a connection: clients send the same credential again and
 * again, so the last one that was good is remembered and not hashed anew. Lives on the connection's event loop.
 */
final class Credential {

    private static final byte[] AUTHORIZATION = HeaderRules.ascii("authorization");
    private static final byte[] X_API_KEY = HeaderRules.ascii("x-api-key");
    private static final byte[] X_GOOG_API_KEY = HeaderRules.ascii("x-goog-api-key");
    private static final byte[] BEARER = HeaderRules.ascii("bearer ");
    private static final byte[] API_KEY = HeaderRules.ascii("api-key");
    private static final byte[] COOKIE = HeaderRules.ascii("cookie");
    private static final byte[] PROXY_AUTHORIZATION = HeaderRules.ascii("proxy-authorization");

    private int from;
    private int to;
    private @Nullable Object goodFor;
    private byte[] good = {};
    private @Nullable KeyHash goodHash;

    /** Where the key that was used last is good from. */
    private List<String> written = List.of();

    private List<Cidr> networks = List.of();

    /** The header line in which clients of a dialect send their key. */
    static String usual(Protocol spoken) {
        return switch (spoken) {
            case ANTHROPIC -> "x-api-key: KEY";
            case GEMINI -> "x-goog-api-key: KEY";
            default -> "Authorization: Bearer KEY";
        };
    }

    /** Whose the request's credential is; null when there is none that is known. */
    @Nullable
    Account authenticate(RequestHead head, Authenticator authenticator, long epochMillis) {
        // Also where nobody asks for it: caches leave it out of what they remember of heads.
        boolean found = find(head);
        if (!found || !authenticator.looksAtKeys()) {
            return authenticator.anonymous(epochMillis);
        }
        byte[] bytes = head.headers().bytes();
        KeyHash hash = hash(bytes);
        // Asked for each request: a key may have been revoked since the last one.
        Account account = authenticator.authenticate(hash, epochMillis);
        if (account != null && (goodHash == null || !hash.equals(goodHash))) {
            good = Arrays.copyOfRange(bytes, from, to);
            goodFor = null;
            goodHash = hash;
        }
        return account;
    }

    /** Where the request's credential stands in its head: an empty range where it has none. */
    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether a head tells no secret but a credential: neither a second key nor a cookie. */
    static boolean isOnlySecretOf(RequestHead head) {
        Headers headers = head.headers();
        int keys = headers.count(AUTHORIZATION) + headers.count(X_API_KEY) + headers.count(X_GOOG_API_KEY);
        for (int at = head.pathEnd() + 1; at < head.targetEnd(); at = parameterEnd(head, at) + 1) {
            keys += isKeyParameter(headers.bytes(), at, parameterEnd(head, at)) ? 1 : 0;
        }
        return keys <= 1
                && headers.find(API_KEY) < 0
                && headers.find(COOKIE) < 0
                && headers.find(PROXY_AUTHORIZATION) < 0;
    }

    /** Whether a key may be used from an address, which is asked for only where that matters. */
    boolean isGoodFrom(ClientKey key, Supplier<String> address) {
        List<String> allowed = key.validity().addresses();
        if (allowed.isEmpty()) {
            return true;
        }
        if (!allowed.equals(written)) {
            networks = allowed.stream().map(Cidr::parse).toList();
            written = allowed;
        }
        return ClientAddress.isIn(address.get(), networks);
    }

    /** Whether the request's credential is one of these keys. */
    boolean isOneOf(RequestHead head, Set<KeyHash> keys) {
        if (keys.isEmpty() || !find(head)) {
            return false;
        }
        byte[] bytes = head.headers().bytes();
        if (keys.equals(goodFor) && isGood(bytes)) {
            return true;
        }
        boolean known = keys.contains(KeyHash.of(bytes, from, to));
        if (known) {
            good = Arrays.copyOfRange(bytes, from, to);
            goodFor = keys;
            goodHash = null;
        }
        return known;
    }

    /** Whether the part of a query from {@code from} to {@code to} is the credential, which never goes upstream. */
    static boolean isKeyParameter(byte[] bytes, int from, int to) {
        // However it is written: a provider would decode the name.
        return PercentCoding.decode(bytes, from, nameEnd(bytes, from, to)).equalsIgnoreCase("key");
    }

    private static int nameEnd(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '=') {
            end++;
        }
        return end;
    }

    private KeyHash hash(byte[] bytes) {
        KeyHash last = goodHash;
        return last != null && isGood(bytes) ? last : KeyHash.of(bytes, from, to);
    }

    /** Whether it is the last one that was good; how long that takes says nothing of how much of it is. */
    private boolean isGood(byte[] bytes) {
        if (good.length != to - from) {
            return false;
        }
        int different = 0;
        for (int i = 0; i < good.length; i++) {
            different |= good[i] ^ bytes[from + i];
        }
        return different == 0;
    }

    private boolean none() {
        from = 0;
        to = 0;
        return false;
    }

    private boolean find(RequestHead head) {
        Headers headers = head.headers();
        int i = headers.find(AUTHORIZATION);
        if (i >= 0) {
            from = headers.valueStart(i);
            to = headers.valueEnd(i);
            return bearer(headers.bytes());
        }
        i = headers.find(X_API_KEY);
        if (i < 0) {
            i = headers.find(X_GOOG_API_KEY);
        }
        if (i >= 0) {
            from = headers.valueStart(i);
            to = headers.valueEnd(i);
            return true;
        }
        return inQuery(head);
    }

    private boolean bearer(byte[] bytes) {
        if (to - from <= BEARER.length) {
            return false;
        }
        for (int i = 0; i < BEARER.length; i++) {
            if ((bytes[from + i] | 0x20) != BEARER[i]) {
                return false;
            }
        }
        from += BEARER.length;
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        return from < to;
    }

    private boolean inQuery(RequestHead head) {
        byte[] bytes = head.headers().bytes();
        int start = head.pathEnd() + 1;
        while (start < head.targetEnd()) {
            int end = parameterEnd(head, start);
            if (isKeyParameter(bytes, start, end)) {
                from = Math.min(end, nameEnd(bytes, start, end) + 1);
                to = end;
                return from < to;
            }
            start = end + 1;
        }
        return none();
    }

    private static int parameterEnd(RequestHead head, int from) {
        byte[] bytes = head.headers().bytes();
        int end = from;
        while (end < head.targetEnd() && bytes[end] != '&') {
            end++;
        }
        return end;
    }
}
