package dev.sluice.core.config;

import dev.sluice.core.provider.Origin;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider's address: an origin and what stands before every endpoint's path, empty or beginning with a slash.
 * Stricter than RFC 3986, because what is appended to it must come out as one meaning for everybody.
 */
public record BaseUrl(Origin origin, String pathPrefix) {

    private static final Pattern FORM = Pattern.compile(
            "(https?)://(\\[[^\\]/]*\\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?(/.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PATH = Pattern.compile("(/(?!\\.\\.?(/|$))[A-Za-z0-9._~!$&'()*+,;=:@-]+)*");
    private static final Pattern ENDPOINT =
            Pattern.compile(".*/v1(/(chat|chat/completions|completions|embeddings|responses|models))?/?");

    static BaseUrl parse(String text) throws Malformed {
        if (text.indexOf('@') >= 0 && text.indexOf('@') < authorityEnd(text)) {
            throw new Malformed("leave out the user and password: keys belong under keys");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw new Malformed("leave out the query and fragment");
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new Malformed("write http:// or https://, a host, and a port where it is not the usual one");
        }
        boolean tls = matcher.group(1).equalsIgnoreCase("https");
        String path = matcher.group(4);
        return new BaseUrl(new Origin(tls, host(matcher.group(2)), port(matcher.group(3), tls)), prefix(path));
    }

    private static int authorityEnd(String text) {
        int scheme = text.indexOf("://");
        int slash = text.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return slash < 0 ? text.length() : slash;
    }

    private static String host(String text) throws Malformed {
        if (!text.startsWith("[")) {
            return text.toLowerCase(Locale.ROOT);
        }
        String address = text.substring(1, text.length() - 1);
        if (address.indexOf(':') < 0 || IpLiteral.parse(address) == null) {
            throw new Malformed("the host is not an IPv6 address");
        }
        return address.toLowerCase(Locale.ROOT);
    }

    private static int port(@Nullable String text, boolean tls) throws Malformed {
        int port = text == null ? (tls ? 443 : 80) : Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new Malformed("a port is 1 to 65535");
        }
        return port;
    }

    private static String prefix(@Nullable String path) throws Malformed {
        if (path == null || path.equals("/")) {
            return "";
        }
        if (ENDPOINT.matcher(path).matches()) {
            throw new Malformed("leave out /v1 and what follows: the gateway appends the endpoint's path");
        }
        if (path.endsWith("/")) {
            throw new Malformed("leave out the slash at the end");
        }
        if (!PATH.matcher(path).matches()) {
            throw new Malformed("the path has empty or dot segments, or characters that would need an escape");
        }
        return path;
    }
}
