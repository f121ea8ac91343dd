package dev.sluice.metrics.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole answer of the admin port. The body is not copied: whoever makes an answer gives its bytes away. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer json(int status, String json) {
        return of(status, "application/json", json);
    }

    static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    static Answer html(String html) {
        return of(200, "text/html; charset=utf-8", html);
    }

    /** An error in the one shape that all errors of this port have. */
    static Answer error(int status, String code, String message) {
        return json(status, "{\"error\":{\"message\":" + Json.quote(message) + ",\"code\":" + Json.quote(code) + "}}");
    }

    private static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
