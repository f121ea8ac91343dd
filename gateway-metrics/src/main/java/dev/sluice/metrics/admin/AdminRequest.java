package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A request to the admin port, as its handlers see it; used by the thread that serves it. */
final class AdminRequest {

    private final HttpExchange exchange;

    AdminRequest(HttpExchange exchange) {
        this.exchange = exchange;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** The path as it came, percent signs included: routes match it exactly. */
    String path() {
        String path = exchange.getRequestURI().getRawPath();
        return path == null ? "" : path;
    }

    InetAddress peer() {
        return exchange.getRemoteAddress().getAddress();
    }

    /** The address the connection came in on. */
    InetAddress local() {
        return exchange.getLocalAddress().getAddress();
    }

    /** The values of a header, one for each line it stood in. */
    List<String> headers(String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : values;
    }

    /** A header's value when it stood in exactly one line. */
    Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** The values of a query parameter; throws {@link IllegalArgumentException} for broken percent signs. */
    List<String> parameters(String name) {
        String query = exchange.getRequestURI().getRawQuery();
        List<String> values = new ArrayList<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /** The names of all query parameters; throws as {@link #parameters} does. */
    Set<String> parameterNames() {
        String query = exchange.getRequestURI().getRawQuery();
        Set<String> names = new TreeSet<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            names.add(decode(pair.split("=", 2)[0]));
        }
        return names;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The body, read to its end; empty when it is larger than that. */
    Optional<byte[]> body(int maxBytes) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(maxBytes + 1);
        return body.length > maxBytes ? Optional.empty() : Optional.of(body);
    }
}
