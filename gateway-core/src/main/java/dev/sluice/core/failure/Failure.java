package dev.sluice.core.failure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure as a value: what went wrong, in words for the client, and how many seconds to wait before trying
 * again (0: not said). {@code param} names the offending field, if there is one. Messages never hold a key or a prompt.
 */
public record Failure(Code code, String message, @Nullable String param, int retryAfterSeconds) {

    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    public static Failure of(Code code, String message) {
        return new Failure(code, message, null, 0);
    }

    /** Whose fault a failure is. */
    public enum Source {
        CALLER,
        POLICY,
        GATEWAY,
        PROVIDER
    }

    /**
     * The closed list of failures: the HTTP status they are answered with, the {@code error_type} label they are
     * counted under and the code that the client sees.
     */
    public enum Code {
        MALFORMED_HTTP(Source.CALLER, 400, "bad_request"),
        INVALID_JSON(Source.CALLER, 400, "invalid_json"),
        INVALID_REQUEST(Source.CALLER, 400, "invalid_request"),
        MISSING_MODEL(Source.CALLER, 400, "missing_model"),
        INVALID_API_KEY(Source.CALLER, 401, "invalid_api_key"),
        MODEL_NOT_ALLOWED(Source.CALLER, 400, "model_not_allowed"),
        /** The model speaks another dialect than the endpoint that was called. */
        DIALECT_NOT_SERVED(Source.CALLER, 400, "dialect_not_served"),
        /** A field that the dialect of the model cannot say. */
        UNSUPPORTED_FIELD(Source.CALLER, 400, "unsupported_field"),
        /** The client's key is for other models. */
        MODEL_NOT_ALLOWED_FOR_KEY(Source.CALLER, 403, "model_not_allowed_for_key"),
        GROUP_NOT_ALLOWED(Source.CALLER, 403, "group_not_allowed"),
        MODEL_NOT_FOUND(Source.CALLER, 404, "model_not_found"),
        GROUP_NOT_FOUND(Source.CALLER, 404, "group_not_found"),
        NOT_FOUND(Source.CALLER, 404, "not_found"),
        /** No response of this id was made for this client, or it is too long ago. */
        RESPONSE_NOT_FOUND(Source.CALLER, 404, "response_not_found"),
        /** The same of the response that a request goes on with. */
        PREVIOUS_RESPONSE_NOT_FOUND(Source.CALLER, 404, "previous_response_not_found"),
        /** The provider that keeps the response, or the key that it was made with, is not configured any more. */
        RESPONSE_GONE(Source.CALLER, 410, "response_gone"),
        METHOD_NOT_ALLOWED(Source.CALLER, 405, "method_not_allowed"),
        REQUEST_TIMEOUT(Source.CALLER, 408, "request_timeout"),
        BODY_TOO_LARGE(Source.CALLER, 413, "body_too_large"),
        URI_TOO_LONG(Source.CALLER, 414, "uri_too_long"),
        UNSUPPORTED_MEDIA_TYPE(Source.CALLER, 415, "unsupported_media_type"),
        EXPECTATION_FAILED(Source.CALLER, 417, "expectation_failed"),
        HEADERS_TOO_LARGE(Source.CALLER, 431, "headers_too_large"),
        /** The client left; never sent, only logged and counted. */
        CLIENT_GONE(Source.CALLER, 499, "client_gone"),
        /** The client did not read for {@code write_timeout}; never sent. */
        CLIENT_STALLED(Source.CALLER, 499, "client_stalled"),
        /** The client's own {@code x-request-deadline-ms} has passed. */
        DEADLINE_EXCEEDED(Source.CALLER, 504, "deadline_exceeded"),
        NOT_IMPLEMENTED(Source.CALLER, 501, "not_implemented"),
        VERSION_NOT_SUPPORTED(Source.CALLER, 505, "version_not_supported"),

        /** The client's key is not good from this address. */
        ADDRESS_NOT_ALLOWED(Source.POLICY, 403, "address_not_allowed"),
        /** The user's trial is over, and nothing else pays. */
        TRIAL_EXPIRED(Source.POLICY, 403, "trial_expired"),
        /** Too many requests or tokens in a stretch of time, or too many at once. */
        RATE_LIMIT_EXCEEDED(Source.POLICY, 429, "rate_limit_exceeded"),
        /** A budget, a plan or a trial is used up. */
        INSUFFICIENT_QUOTA(Source.POLICY, 429, "insufficient_quota"),
        /** The user's credits do not pay for the request. */
        INSUFFICIENT_CREDITS(Source.POLICY, 402, "insufficient_credits"),
        /** The model has no price, and the configuration refuses what it cannot price. */
        MODEL_NOT_PRICED(Source.POLICY, 400, "model_not_priced"),

        BODY_MEMORY_EXHAUSTED(Source.GATEWAY, 503, "body_memory_exhausted"),
        POOL_EXHAUSTED(Source.GATEWAY, 503, "pool_exhausted"),
        /** The provider wants a key, and none of its pool can be used. */
        NO_USABLE_KEYS(Source.GATEWAY, 503, "no_usable_keys"),
        /** The store does not say in time where a response is kept. */
        STORE_UNAVAILABLE(Source.GATEWAY, 503, "store_unavailable"),
        /** What the request will use cannot be written down before it is made. */
        JOURNAL_UNAVAILABLE(Source.GATEWAY, 503, "journal_unavailable"),
        /** What several gateways share of limits cannot be asked for, and they are not to be passed then. */
        LIMITS_UNAVAILABLE(Source.GATEWAY, 503, "limits_unavailable"),
        /** The other of two attempts was faster; never sent, only counted. */
        HEDGE_LOST(Source.GATEWAY, 499, "hedge_lost"),
        /** Of an attempt: its answer was ended, because no more of it could be reserved. */
        OUTPUT_LIMIT(Source.GATEWAY, 499, "output_limit"),
        DRAINING(Source.GATEWAY, 503, "draining"),
        INTERNAL(Source.GATEWAY, 500, "internal_error"),

        /** Breakers or probes say that no target can answer now. */
        PROVIDER_UNAVAILABLE(Source.PROVIDER, 503, "provider_unavailable"),
        /** The provider that keeps a response, or its key, cannot be used now, and no other has the conversation. */
        RESPONSE_UNAVAILABLE(Source.PROVIDER, 503, "response_unavailable"),
        CONNECT_FAILED(Source.PROVIDER, 502, "connect_failed"),
        CONNECT_TIMEOUT(Source.PROVIDER, 504, "connect_timeout"),
        TLS_FAILED(Source.PROVIDER, 502, "tls_failed"),
        DNS_FAILED(Source.PROVIDER, 502, "dns_failed"),
        /** The connection ended before the first byte of an answer. */
        UPSTREAM_CLOSED(Source.PROVIDER, 502, "upstream_closed"),
        /** The answer broke off: its connection ended before its body did. */
        UPSTREAM_CUT(Source.PROVIDER, 502, "upstream_cut"),
        UPSTREAM_MALFORMED(Source.PROVIDER, 502, "upstream_malformed"),
        /** The answer is of a media type that no such answer has, as a web page is. */
        UPSTREAM_WRONG_TYPE(Source.PROVIDER, 502, "upstream_wrong_type"),
        FIRST_BYTE_TIMEOUT(Source.PROVIDER, 504, "first_byte_timeout"),
        UNARY_TIMEOUT(Source.PROVIDER, 504, "unary_timeout"),
        STALL_TIMEOUT(Source.PROVIDER, 504, "stall_timeout"),
        TOTAL_TIMEOUT(Source.PROVIDER, 504, "total_timeout"),
        /** The provider refused the key: 401. Never relayed, for the key is not the client's. */
        UPSTREAM_KEY_REJECTED(Source.PROVIDER, 503, "upstream_key_rejected"),
        /** The key's quota or credit is used up. */
        UPSTREAM_QUOTA_EXHAUSTED(Source.PROVIDER, 503, "upstream_quota_exhausted"),
        /** The prompt is longer than the model takes; relayed as it came. */
        UPSTREAM_CONTEXT_LENGTH(Source.PROVIDER, 400, "upstream_context_length"),
        /** The provider answered with a status from 400 to 499; relayed as it came. */
        UPSTREAM_REFUSED(Source.PROVIDER, 400, "upstream_refused"),
        /** The provider answered 429; relayed as it came. */
        UPSTREAM_RATE_LIMITED(Source.PROVIDER, 429, "upstream_rate_limited"),
        /** The provider answered with a status from 500; relayed as it came. */
        UPSTREAM_ERROR(Source.PROVIDER, 500, "upstream_error"),
        /** The provider reported an error inside a stream that had already begun. */
        UPSTREAM_STREAM_ERROR(Source.PROVIDER, 502, "upstream_stream_error");

        private final Source source;
        private final int status;
        private final String code;
        private final String errorType;

        Code(Source source, int status, String code) {
            this.source = source;
            this.status = status;
            this.code = code;
            this.errorType = source.name().toLowerCase(java.util.Locale.ROOT) + "_" + code;
        }

        public Source source() {
            return source;
        }

        /** The HTTP status that the gateway answers with; the relayed codes carry the provider's own status instead. */
        public int status() {
            return status;
        }

        /** What stands in the error body's {@code code}. */
        public String code() {
            return code;
        }

        /** The {@code error_type} label: the code behind its fault domain, such as {@code provider_connect_failed}. */
        public String errorType() {
            return errorType;
        }
    }
}
