package dev.sluice.core.request;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A header value with parameters (RFC 9110, section 5.6.6), such as {@code form-data; name="model"}: its first word in
 * lower case, and the parameters by lower-case name. Malformed values and repeated parameters are refused, not guessed
 * at.
 */
record HeaderParameters(String value, Map<String, String> parameters) {

    /** The parts of a header's value, or null when it is malformed or a parameter occurs twice. */
    static @Nullable HeaderParameters parse(String header) {
        int semicolon = header.indexOf(';');
        String value = semicolon < 0 ? header : header.substring(0, semicolon);
        Map<String, String> parameters = new HashMap<>();
        int at = semicolon < 0 ? header.length() : semicolon;
        while (at < header.length()) {
            at = skipSpace(header, at + 1);
            if (at == header.length() || header.charAt(at) == ';') {
                continue;
            }
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String name = header.substring(at, equals).toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = parameter(header, equals + 1, text);
            if (at < 0 || parameters.put(name, text.toString()) != null) {
                return null;
            }
        }
        return new HeaderParameters(value.strip().toLowerCase(Locale.ROOT), parameters);
    }

    /**
     * Reads a token or quoted string into {@code text}; gives where the next semicolon or the end is, -1: malformed.
     */
    private static int parameter(String header, int from, StringBuilder text) {
        int at = from;
        if (at < header.length() && header.charAt(at) == '"') {
            at++;
            while (at < header.length() && header.charAt(at) != '"') {
                if (header.charAt(at) == '\\' && at + 1 < header.length()) {
                    at++;
                }
                text.append(header.charAt(at++));
            }
            if (at == header.length()) {
                return -1;
            }
            at++;
        } else {
            while (at < header.length() && "; \t\"".indexOf(header.charAt(at)) < 0) {
                text.append(header.charAt(at++));
            }
        }
        at = skipSpace(header, at);
        return at == header.length() || header.charAt(at) == ';' ? at : -1;
    }

    private static int skipSpace(String header, int from) {
        int at = from;
        while (at < header.length() && (header.charAt(at) == ' ' || header.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
