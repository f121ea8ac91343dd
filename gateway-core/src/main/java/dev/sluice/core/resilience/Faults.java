package dev.sluice.core.resilience;

import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import java.util.Locale;
import java.util.Set;

/** Tells what a failed attempt means. Stateless. */
public final class Faults {

    private static final Set<String> QUOTA =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_error");
    private static final Set<String> REJECTED = Set.of("invalid_api_key", "authentication_error", "unauthenticated");
    private static final Set<String> FORBIDDEN = Set.of("permission_error", "permission_denied");
    private static final Set<String> CLIENT = Set.of(
            "not_found_error",
            "request_too_large",
            "content_filter",
            "content_policy_violation",
            "not_found",
            "failed_precondition",
            "out_of_range");

    private Faults() {}

    /** Of an answer with a status from 400 on. */
    public static Fault of(int status, UpstreamError error) {
        if (status >= 500 || status == 408 || status == 409) {
            return Fault.SERVER;
        }
        Said said = Said.of(error);
        if (status == 402 || said.quota() || said.creditIsLow()) {
            return Fault.QUOTA;
        }
        if (said.badKey()) {
            return Fault.KEY_REJECTED;
        }
        if (status == 429 || said.exhausted()) {
            return Fault.RATE_LIMIT;
        }
        return switch (status) {
            case 401 -> Fault.KEY_REJECTED;
            // A model that the key may not use says nothing of the key where others are concerned.
            case 403 -> said.is("model_not_found") ? Fault.CLIENT : Fault.KEY_FORBIDDEN;
            case 400, 413, 422 -> error.isTooLong() ? Fault.CONTEXT_LENGTH : Fault.CLIENT;
            default -> Fault.CLIENT;
        };
    }

    /** Of an error event inside a stream that has shown no output yet. */
    public static Fault ofEvent(UpstreamError error) {
        int status = status(error.code());
        if (status != 0) {
            return of(status, error);
        }
        Said said = Said.of(error);
        if (said.quota() || said.creditIsLow()) {
            return Fault.QUOTA;
        }
        if (error.isTooLong()) {
            return Fault.CONTEXT_LENGTH;
        }
        if (said.begins("rate_limit") || said.exhausted()) {
            return Fault.RATE_LIMIT;
        }
        if (said.any(REJECTED) || said.badKey()) {
            return Fault.KEY_REJECTED;
        }
        if (said.any(FORBIDDEN)) {
            return Fault.KEY_FORBIDDEN;
        }
        return said.any(CLIENT) || said.begins("invalid_") ? Fault.CLIENT : Fault.SERVER;
    }

    /** Of an attempt that ended without an answer. */
    public static Fault of(Code code) {
        return switch (code) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, TLS_FAILED, DNS_FAILED, UPSTREAM_CLOSED, UPSTREAM_CUT ->
                Fault.CONNECTION;
            case FIRST_BYTE_TIMEOUT, UNARY_TIMEOUT, STALL_TIMEOUT -> Fault.TIMEOUT;
            case UPSTREAM_MALFORMED, UPSTREAM_WRONG_TYPE, UPSTREAM_ERROR, UPSTREAM_STREAM_ERROR -> Fault.SERVER;
            case UPSTREAM_KEY_REJECTED -> Fault.KEY_REJECTED;
            case UPSTREAM_QUOTA_EXHAUSTED -> Fault.QUOTA;
            case UPSTREAM_CONTEXT_LENGTH -> Fault.CONTEXT_LENGTH;
            case UPSTREAM_RATE_LIMITED -> Fault.RATE_LIMIT;
            case UPSTREAM_REFUSED -> Fault.CLIENT;
            default -> Fault.GATEWAY;
        };
    }

    /** Whether the provider is to blame, as its breaker and its health see it. */
    public static boolean blamesProvider(Fault fault) {
        return switch (fault) {
            case CONNECTION, TIMEOUT, SERVER -> true;
            case CLIENT, CONTEXT_LENGTH, RATE_LIMIT, KEY_REJECTED, KEY_FORBIDDEN, QUOTA, GATEWAY -> false;
        };
    }

    /** Some report a status where others have a code. */
    private static int status(String code) {
        return code.matches("[45][0-9][0-9]") ? Integer.parseInt(code) : 0;
    }

    /** An error in lower case. */
    private record Said(String type, String code, String message, String details) {

        /** Google says so of every limit, also of one that is over in a minute. */
        private static final String STOCK_PHRASE = "check your plan and billing details";

        static Said of(UpstreamError error) {
            return new Said(
                    error.type().toLowerCase(Locale.ROOT),
                    error.code().toLowerCase(Locale.ROOT),
                    error.message().toLowerCase(Locale.ROOT),
                    error.details().toLowerCase(Locale.ROOT));
        }

        boolean is(String word) {
            return code.equals(word) || type.equals(word);
        }

        boolean any(Set<String> words) {
            return words.contains(code) || words.contains(type);
        }

        boolean begins(String word) {
            return code.startsWith(word) || type.startsWith(word);
        }

        boolean quota() {
            return any(QUOTA)
                    || details.contains("billing_disabled")
                    || (is("failed_precondition") && message.contains("enable billing"))
                    || (is("resource_exhausted") && usedUp());
        }

        /** Only as the beginning: further behind stands what clients wrote, quoted. */
        boolean creditIsLow() {
            return message.startsWith("your credit balance is too low");
        }

        /**
         * Google has one word for the rate of a minute, the quota of a day and the end of the money. Which one it is
         * the quotas tell that the details name, else the message.
         */
        private boolean usedUp() {
            boolean detailed = details.contains("per") || details.contains("rate_limit_exceeded");
            String text = detailed ? details : message.replace(STOCK_PHRASE, "");
            return text.contains("perday")
                    || text.contains("per day")
                    || text.contains("daily")
                    || text.contains("billing")
                    || text.contains("credits are depleted");
        }

        /** As Gemini has it: a rate limit, whatever it sounds like. */
        boolean exhausted() {
            return message.startsWith("resource has been exhausted") || is("resource_exhausted");
        }

        /** Google answers a bad key with 400. */
        boolean badKey() {
            return details.contains("api_key_invalid") || details.contains("api_key_expired");
        }
    }
}
