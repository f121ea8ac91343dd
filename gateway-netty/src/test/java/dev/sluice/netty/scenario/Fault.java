package dev.sluice.netty.scenario;

import dev.sluice.core.provider.KeyState;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a provider fails, and what must follow.
 *
 * @param alone what the client gets where nobody else can answer
 * @param attemptsAlone how often the provider is asked
 * @param failsOver whether another provider is asked
 * @param firstKey the state of the key that was taken first
 */
record Fault(
        String name,
        Script script,
        boolean stream,
        Expected alone,
        int attemptsAlone,
        boolean failsOver,
        KeyState firstKey) {

    private static final String STREAM =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" + "transfer-encoding: chunked\r\n\r\n";
    private static final String ROLE = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
    private static final String HELLO = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hello\"}}]}\n\n";
    private static final String OVERLOADED =
            "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":\"overloaded\"}}\n\n";

    /**
     * What a client gets.
     *
     * @param text what the body holds; null: not looked at
     * @param code the gateway's own code in the error; null: the answer is not the gateway's
     */
    record Expected(
            int status, @Nullable String text, @Nullable String code) {

        static Expected relayed(int status, String text) {
            return new Expected(status, text, null);
        }

        static Expected own(int status, String code) {
            return new Expected(status, null, code);
        }
    }

    /** What has to be done once the providers are there. */
    void prepare(TwoProviders both) {
        if (name.equals("connection refused")) {
            both.a().close();
        }
    }

    /** Time enough for everything but for what is waited for in vain. */
    String resilience() {
        return Stream.of("first_byte", "unary", "stall")
                .filter(each -> (each + "_timeout").equals(alone.code()) || (each + "_timeout").equals(alone.text()))
                .findFirst()
                .map(TwoProviders::hasty)
                .orElse(TwoProviders.RESILIENCE);
    }

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>(beforeAnAnswer());
        all.addAll(statuses());
        all.addAll(streams());
        return all;
    }

    private static List<Fault> beforeAnAnswer() {
        return List.of(
                unary("connection refused", connection -> {}, Expected.own(502, "connect_failed"), 2)
                        .tryingOthers(),
                unary(
                                "reset",
                                connection -> {
                                    connection.readRequest();
                                    connection.reset();
                                },
                                Expected.own(502, "upstream_closed"),
                                2)
                        .tryingOthers(),
                unary("closed", connection -> connection.readRequest(), Expected.own(502, "upstream_closed"), 2)
                        .tryingOthers(),
                unary(
                                "garbage head",
                                connection -> {
                                    connection.readRequest();
                                    connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
                                },
                                Expected.own(502, "upstream_malformed"),
                                2)
                        .tryingOthers(),
                unary(
                        "timeout before the head",
                        connection -> {
                            connection.readRequest();
                            connection.awaitEnd();
                        },
                        Expected.own(504, "unary_timeout"),
                        1),
                unary(
                                "wrong content type",
                                connection -> {
                                    connection.readRequest();
                                    connection.send("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n"
                                            + "content-length: 13\r\n\r\n<html></html>");
                                    connection.awaitEnd();
                                },
                                Expected.own(502, "upstream_wrong_type"),
                                2)
                        .tryingOthers());
    }

    private static List<Fault> statuses() {
        String invalid = error("invalid_request_error", "bad");
        return List.of(
                status(400, "", invalid, 1),
                status(404, "", error("invalid_request_error", "model_not_found"), 1),
                status(422, "", invalid, 1),
                status(400, "", error("invalid_request_error", "context_length_exceeded"), 1),
                status(401, "", error("invalid_request_error", "invalid_api_key"), 2)
                        .telling(Expected.own(503, "upstream_key_rejected"))
                        .blaming(KeyState.INVALID)
                        .tryingOthers(),
                status(403, "", error("permission_error", "no"), 2).tryingOthers(),
                status(408, "", error("server_error", "slow"), 2).tryingOthers(),
                status(429, "retry-after: 7\r\n", error("rate_limit_error", "rate_limit_exceeded"), 2)
                        .blaming(KeyState.COOLING)
                        .tryingOthers(),
                status(429, "", error("rate_limit_error", "rate_limit_exceeded"), 2)
                        .blaming(KeyState.COOLING)
                        .tryingOthers(),
                status(429, "", error("insufficient_quota", "insufficient_quota"), 2)
                        .telling(Expected.own(503, "upstream_quota_exhausted"))
                        .blaming(KeyState.INVALID)
                        .tryingOthers(),
                status(500, "", error("server_error", "oops"), 2).tryingOthers(),
                status(502, "", "<html>bad gateway</html>", 2).tryingOthers(),
                status(503, "", error("server_error", "busy"), 2).tryingOthers(),
                status(529, "", error("overloaded_error", "overloaded"), 2).tryingOthers(),
                // A second to wait is longer than the longest pause here.
                status(503, "retry-after: 1\r\n", error("server_error", "busy"), 1)
                        .tryingOthers(),
                status(503, "x-should-retry: false\r\n", error("server_error", "busy"), 1)
                        .tryingOthers());
    }

    private static List<Fault> streams() {
        return List.of(
                stream("slow first byte", Expected.own(504, "first_byte_timeout"), 1, ROLE, End.STALL),
                stream(
                                "error before the first output",
                                Expected.relayed(200, OVERLOADED),
                                2,
                                ROLE + OVERLOADED,
                                End.LAST)
                        .tryingOthers(),
                stream(
                                "error before the first output, then silence",
                                Expected.relayed(200, OVERLOADED),
                                2,
                                ROLE + OVERLOADED,
                                End.CLOSE_LATER)
                        .tryingOthers(),
                stream("cut before the first output", Expected.own(502, "upstream_cut"), 2, ROLE, End.CLOSE)
                        .tryingOthers(),
                stream("cut after the first output", Expected.relayed(200, "upstream_cut"), 1, ROLE + HELLO, End.CLOSE),
                stream("stall after the first output", Expected.relayed(200, "stall_timeout"), 1, HELLO, End.STALL),
                stream(
                        "error after the first output",
                        Expected.relayed(200, OVERLOADED),
                        1,
                        HELLO + OVERLOADED,
                        End.LAST));
    }

    /** How a stream goes on behind what was sent of it. */
    private enum End {
        LAST,
        CLOSE,
        STALL,
        CLOSE_LATER
    }

    private static Fault stream(String name, Expected alone, int attempts, String events, End end) {
        return new Fault(
                name,
                connection -> {
                    connection.readRequest();
                    connection.send(STREAM + chunk(events));
                    switch (end) {
                        case LAST -> {
                            connection.send("0\r\n\r\n");
                            while (connection.readRequest()) {
                                connection.send(STREAM + chunk(events) + "0\r\n\r\n");
                            }
                        }
                        case CLOSE -> {}
                        case STALL -> connection.awaitEnd();
                        case CLOSE_LATER -> {
                            if (connection.awaitMillis(30)) {
                                connection.send("0\r\n\r\n");
                            }
                        }
                    }
                },
                true,
                alone,
                attempts,
                false,
                KeyState.ACTIVE);
    }

    private static Fault unary(String name, Script script, Expected alone, int attempts) {
        return new Fault(name, script, false, alone, attempts, false, KeyState.ACTIVE);
    }

    private static Fault status(int status, String headers, String body, int attempts) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Whatever\r\ncontent-type: application/json\r\n" + headers
                + "content-length: " + bytes.length + "\r\n\r\n";
        String name = String.format(Locale.ROOT, "%d %s %s", status, headers.strip(), body);
        return unary(
                name,
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(head + body);
                    }
                },
                Expected.relayed(status, body),
                attempts);
    }

    private static String error(String type, String code) {
        return "{\"error\":{\"message\":\"No.\",\"type\":\"" + type + "\",\"code\":\"" + code + "\"}}";
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private Fault tryingOthers() {
        return new Fault(name, script, stream, alone, attemptsAlone, true, firstKey);
    }

    private Fault telling(Expected other) {
        return new Fault(name, script, stream, other, attemptsAlone, failsOver, firstKey);
    }

    private Fault blaming(KeyState state) {
        return new Fault(name, script, stream, alone, attemptsAlone, failsOver, state);
    }

    @Override
    public String toString() {
        return name;
    }
}
