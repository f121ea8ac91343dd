package dev.sluice.netty.exchange;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.netty.wire.Headers;
import dev.sluice.netty.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns a failure into an answer: the one place where errors get their words and their form. */
final class ErrorRenderer {

    private static final int RETRY_SOON_SECONDS = 1;
    private static final byte[] DATE = HeaderRules.ascii("date");

    private ErrorRenderer() {}

    /** The whole answer for a failure, in the client's dialect. */
    static LocalAnswer answer(Failure failure, Request to) {
        StringBuilder lines = new StringBuilder(lines(to));
        if (failure.retryAfterSeconds() > 0) {
            lines.append("retry-after: ").append(failure.retryAfterSeconds()).append("\r\n");
        }
        switch (failure.code()) {
            case INVALID_API_KEY -> lines.append("www-authenticate: Bearer\r\n");
            case METHOD_NOT_ALLOWED ->
                lines.append("allow: ").append(methods(to.endpoint())).append("\r\n");
            default -> {}
        }
        return new LocalAnswer(failure.code().status(), to.dialect().errorBody(failure, to.id()), lines.toString());
    }

    /** Header lines about limits that hold for the client. */
    static String lines(Request to) {
        Tab tab = to.tab();
        return tab == null ? "" : tab.lines();
    }

    /**
     * A provider's error in the client's dialect: with its status, code and message, and its head's lines.
     *
     * @param lines further header lines
     */
    static LocalAnswer relayed(Verdict why, ResponseHead head, Request to, String lines) {
        int status = head.status() >= 400 ? head.status() : why.statusOfEvent();
        String limits = lines(to);
        StringBuilder all = new StringBuilder(lines).append(limits);
        Headers headers = head.headers();
        for (int i = 0; i < headers.count(); i++) {
            if (HeaderRules.goesToClient(headers, i)
                    && !HeaderRules.isOfBody(headers, i)
                    && !headers.nameIs(i, DATE)
                    && (limits.isEmpty() || !LimitHeaders.isOne(headers, i))) {
                all.append(name(headers, i))
                        .append(": ")
                        .append(headers.value(i))
                        .append("\r\n");
            }
        }
        return new LocalAnswer(status, to.dialect().errorBody(why.error(), status, to.id()), all.toString());
    }

    private static String name(Headers headers, int i) {
        int from = headers.nameStart(i);
        return new String(headers.bytes(), from, headers.nameEnd(i) - from, StandardCharsets.US_ASCII);
    }

    /** The failure that stands for a code which the gateway met on its way to a provider. */
    static Failure upstream(Failure.Code code, String provider) {
        String message = switch (code) {
            case CONNECT_FAILED -> "could not be reached";
            case CONNECT_TIMEOUT -> "could not be reached in time";
            case TLS_FAILED -> "could not be reached securely: the TLS handshake failed";
            case DNS_FAILED -> "could not be found: its host name does not resolve";
            case UPSTREAM_CLOSED -> "closed the connection without an answer";
            case UPSTREAM_CUT -> "broke off its answer";
            case UPSTREAM_MALFORMED -> "sent something that makes no sense";
            case FIRST_BYTE_TIMEOUT -> "did not begin to answer in time";
            case UNARY_TIMEOUT, TOTAL_TIMEOUT -> "did not answer in time";
            case STALL_TIMEOUT -> "stopped in the middle of its answer";
            case POOL_EXHAUSTED -> "has no free connection; try again in a moment";
            case DEADLINE_EXCEEDED -> "did not answer within the request's own deadline";
            case UPSTREAM_WRONG_TYPE -> "answered with a web page where its API should be";
            case UPSTREAM_KEY_REJECTED -> "refused the gateway's key; its operator has to look after it";
            case UPSTREAM_QUOTA_EXHAUSTED -> "has no quota left for the gateway; its operator has to look after it";
            default -> "failed: " + code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
        int retryAfter = code == Failure.Code.POOL_EXHAUSTED ? RETRY_SOON_SECONDS : 0;
        return new Failure(code, "The provider " + provider + " " + message + ".", null, retryAfter);
    }

    /** The failure of a request that was given less time than it took to arrive. */
    static Failure late() {
        return Failure.of(
                Failure.Code.DEADLINE_EXCEEDED,
                "The request's own deadline had passed before the request had arrived.");
    }

    /** The failure of a request that could not be translated in the time that it was given. */
    static Failure untold(Failure.Code code) {
        return Failure.of(code, "The request could not be translated in time.");
    }

    static Failure noBodyMemory() {
        return new Failure(
                Failure.Code.BODY_MEMORY_EXHAUSTED,
                "The gateway holds as many request bodies as it may; try again in a moment.",
                null,
                RETRY_SOON_SECONDS);
    }

    static Failure bodyTooLarge(long limit) {
        return Failure.of(Failure.Code.BODY_TOO_LARGE, "The body is larger than the " + limit + " bytes allowed.");
    }

    /** The methods that an endpoint takes, as a list. */
    static String methods(Endpoint endpoint) {
        return Arrays.stream(Method.values())
                .filter(endpoint::takes)
                .map(Method::name)
                .collect(Collectors.joining(", "));
    }
}
