package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the admin port. The body is not copied: whoever makes an answer gives its bytes away.
 *
 * @param stream writes the body while it is sent; null: the body is {@code body}
 * @param sender sends a stream that goes on for long; null: the thread of the connection does
 */
record Answer(
        int status,
        Map<String, String> headers,
        byte[] body,
        @Nullable Stream stream,
        @Nullable Executor sender) {

    private static final String JSON = "application/json";

    Answer {
        headers = Map.copyOf(headers);
    }

    Answer(int status, Map<String, String> headers, byte[] body) {
        this(status, headers, body, null, null);
    }

    /** A body that is too long to be held in memory. */
    @FunctionalInterface
    interface Stream {

        /** Writes all of it, on the thread that sends it; what it throws cuts the connection off. */
        void writeTo(Writer to) throws IOException;
    }

    /** What is written while it is sent. */
    static Answer streamed(String contentType, Stream stream) {
        return new Answer(200, Map.of("Content-Type", contentType), new byte[0], stream, null);
    }

    /** Lets others send the stream; where they refuse, the client is told that it is one too many. */
    Answer sentBy(Executor others) {
        return new Answer(status, headers, body, stream, others);
    }

    /** An error in the one shape that all errors of this port have. */
    record ErrorBody(Problem error) {

        /** @param field what in the request is wrong; left out where it is not a matter of one field */
        record Problem(
                String message,
                String code,
                @JsonInclude(Include.NON_NULL) @Nullable String field) {}
    }

    static Answer json(int status, Object value) {
        return new Answer(status, Map.of("Content-Type", JSON), Json.write(value));
    }

    /** What is JSON already. */
    static Answer written(byte[] json) {
        return new Answer(200, Map.of("Content-Type", JSON), json);
    }

    static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    static Answer html(String html) {
        return of(200, "text/html; charset=utf-8", html);
    }

    static Answer error(int status, String code, String message) {
        return json(status, new ErrorBody(new ErrorBody.Problem(message, code, null)));
    }

    /** What became of an operation: its result as JSON under this status, or the error that its refusal is. */
    static <T> Answer of(int status, Outcome<T> outcome) {
        return outcome.fold(value -> json(status, value), Answer::refusal);
    }

    static Answer refusal(Refusal refusal) {
        int status = switch (refusal.kind()) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case STALE -> 412;
            case INVALID -> 400;
            case UNAVAILABLE -> 503;
        };
        return json(status, new ErrorBody(new ErrorBody.Problem(refusal.message(), refusal.code(), refusal.field())));
    }

    private static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, stream, sender);
    }
}
