package dev.sluice.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.UpstreamError;
import dev.sluice.core.failure.Failure.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    private static UpstreamError error(String type, String code, String message) {
        return new UpstreamError(type, code, message);
    }

    @ParameterizedTest
    @CsvSource({
        "400, CLIENT",
        "404, CLIENT",
        "405, CLIENT",
        "413, CLIENT",
        "415, CLIENT",
        "418, CLIENT",
        "422, CLIENT",
        "401, KEY_REJECTED",
        "403, KEY_FORBIDDEN",
        "402, QUOTA",
        "429, RATE_LIMIT",
        "408, SERVER",
        "409, SERVER",
        "500, SERVER",
        "502, SERVER",
        "503, SERVER",
        "504, SERVER",
        "529, SERVER",
    })
    void followsTheStatusWhereTheErrorSaysNothing(int status, Fault fault) {
        assertThat(Faults.of(status, UpstreamError.UNREADABLE)).isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 429})
    void findsThatAQuotaIsUsedUpWhateverTheStatus(int status) {
        assertThat(Faults.of(status, error("insufficient_quota", "", ""))).isEqualTo(Fault.QUOTA);
        assertThat(Faults.of(status, error("", "insufficient_quota", ""))).isEqualTo(Fault.QUOTA);
        assertThat(Faults.of(status, error("", "billing_hard_limit_reached", "")))
                .isEqualTo(Fault.QUOTA);
        assertThat(Faults.of(status, error("billing_error", "", ""))).isEqualTo(Fault.QUOTA);
        assertThat(Faults.of(
                        status, error("invalid_request_error", "", "Your credit balance is too low to access the API")))
                .isEqualTo(Fault.QUOTA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 8192 tokens, however you requested 9000",
                "Please reduce the length of the messages.",
                "prompt is too long: 200001 tokens > 200000 maximum",
                "The input token count (1048577) exceeds the maximum number of tokens allowed",
                "input token count exceeds the limit",
                "input length and `max_tokens` exceed context limit: 1 + 2 > 2",
                "Your input exceeds the context window of this model."
            })
    void findsThatAPromptIsTooLong(String message) {
        for (int status : new int[] {400, 413, 422}) {
            assertThat(Faults.of(status, error("", "", message))).isEqualTo(Fault.CONTEXT_LENGTH);
        }
        assertThat(Faults.of(404, error("", "", message))).isEqualTo(Fault.CLIENT);
        assertThat(Faults.ofEvent(error("invalid_request_error", "", message))).isEqualTo(Fault.CONTEXT_LENGTH);
    }

    @Test
    void findsThatAPromptIsTooLongByItsCode() {
        assertThat(Faults.of(400, error("invalid_request_error", "context_length_exceeded", "")))
                .isEqualTo(Fault.CONTEXT_LENGTH);
        assertThat(Faults.of(400, error("", "", "the maximum context of your life")))
                .isEqualTo(Fault.CLIENT);
    }

    @Test
    void isNotMisledByWhatAClientWrote() {
        String quoted = "The model `%s` does not exist or you do not have access to it.";

        for (String words : new String[] {"your credit balance is too low", "resource has been exhausted"}) {
            assertThat(Faults.of(404, error("invalid_request_error", "model_not_found", quoted.formatted(words))))
                    .isEqualTo(Fault.CLIENT);
        }
    }

    @Test
    void doesNotBlameAKeyForAModelThatItMayNotUse() {
        assertThat(Faults.of(403, error("invalid_request_error", "model_not_found", "")))
                .isEqualTo(Fault.CLIENT);
    }

    @Test
    void takesAnExhaustedResourceForARateLimitWhateverTheStatus() {
        UpstreamError exhausted = error("", "", "Resource has been exhausted (e.g. check quota).");

        assertThat(Faults.of(429, exhausted)).isEqualTo(Fault.RATE_LIMIT);
        assertThat(Faults.of(403, exhausted)).isEqualTo(Fault.RATE_LIMIT);
        assertThat(Faults.ofEvent(exhausted)).isEqualTo(Fault.RATE_LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', RATE_LIMIT",
        "'You exceeded your current quota, please check your plan and billing details.', '', RATE_LIMIT",
        "'... check your plan and billing details.', GenerateRequestsPerMinutePerProjectPerModel-FreeTier, RATE_LIMIT",
        "'... check your plan and billing details.', GenerateRequestsPerDayPerProjectPerModel-FreeTier, QUOTA",
        "'', 'RequestsPerMinute TokensPerDay', QUOTA",
        "Your project has exceeded its daily quota., RATE_LIMIT_EXCEEDED, RATE_LIMIT",
        "Quota exceeded: 1500 requests per day, '', QUOTA",
        "Your project has exceeded its daily quota., '', QUOTA",
        "Your prepayment credits are depleted., '', QUOTA",
        "Enable billing on your project., '', QUOTA",
    })
    void tellsTheLimitsOfGoogleApart(String message, String details, Fault fault) {
        UpstreamError error = new UpstreamError("RESOURCE_EXHAUSTED", "429", message, details, "");

        assertThat(Faults.of(429, error)).isEqualTo(fault);
        assertThat(Faults.ofEvent(error)).isEqualTo(fault);
        assertThat(Faults.ofEvent(new UpstreamError("RESOURCE_EXHAUSTED", "", message, details, "")))
                .isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT, API_KEY_INVALID, KEY_REJECTED",
        "400, INVALID_ARGUMENT, API_KEY_EXPIRED, KEY_REJECTED",
        "400, INVALID_ARGUMENT, '', CLIENT",
        "401, UNAUTHENTICATED, '', KEY_REJECTED",
        "403, PERMISSION_DENIED, SERVICE_DISABLED, KEY_FORBIDDEN",
        "403, PERMISSION_DENIED, BILLING_DISABLED, QUOTA",
        "400, FAILED_PRECONDITION, '', CLIENT",
        "404, NOT_FOUND, '', CLIENT",
        "500, INTERNAL, '', SERVER",
        "503, UNAVAILABLE, '', SERVER",
        "504, DEADLINE_EXCEEDED, '', SERVER",
    })
    void knowsGooglesWords(int status, String word, String details, Fault fault) {
        UpstreamError error = new UpstreamError(word, Integer.toString(status), "", details, "");

        assertThat(Faults.of(status, error)).isEqualTo(fault);
        assertThat(Faults.ofEvent(error)).isEqualTo(fault);
        assertThat(Faults.ofEvent(new UpstreamError(word, "", "", details, ""))).isEqualTo(fault);
    }

    @Test
    void findsThatBillingIsNotEnabled() {
        assertThat(Faults.of(400, error("FAILED_PRECONDITION", "400", "Please enable billing on your project.")))
                .isEqualTo(Fault.QUOTA);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, CLIENT",
        "401, authentication_error, KEY_REJECTED",
        "402, billing_error, QUOTA",
        "403, permission_error, KEY_FORBIDDEN",
        "404, not_found_error, CLIENT",
        "413, request_too_large, CLIENT",
        "429, rate_limit_error, RATE_LIMIT",
        "500, api_error, SERVER",
        "504, timeout_error, SERVER",
        "529, overloaded_error, SERVER",
    })
    void knowsAnthropicsWords(int status, String type, Fault fault) {
        assertThat(Faults.of(status, error(type, "", ""))).isEqualTo(fault);
        assertThat(Faults.ofEvent(error(type, "", ""))).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_error, '', RATE_LIMIT",
        "requests, rate_limit_exceeded, RATE_LIMIT",
        "insufficient_quota, insufficient_quota, QUOTA",
        "invalid_request_error, context_length_exceeded, CONTEXT_LENGTH",
        "invalid_request_error, invalid_api_key, KEY_REJECTED",
        "authentication_error, '', KEY_REJECTED",
        "permission_error, '', KEY_FORBIDDEN",
        "invalid_request_error, '', CLIENT",
        "'', invalid_prompt, CLIENT",
        "not_found_error, '', CLIENT",
        "'', content_policy_violation, CLIENT",
        "overloaded_error, '', SERVER",
        "server_error, '', SERVER",
        "api_error, '', SERVER",
        "'', server_error, SERVER",
        "'', '', SERVER",
        "'', 429, RATE_LIMIT",
        "'', 401, KEY_REJECTED",
        "BadRequestError, 400, CLIENT",
        "'', 503, SERVER",
        "'', 1302, SERVER",
    })
    void readsAnEventByItsWords(String type, String code, Fault fault) {
        assertThat(Faults.ofEvent(error(type, code, ""))).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT_FAILED, CONNECTION",
        "CONNECT_TIMEOUT, CONNECTION",
        "TLS_FAILED, CONNECTION",
        "DNS_FAILED, CONNECTION",
        "UPSTREAM_CLOSED, CONNECTION",
        "UPSTREAM_CUT, CONNECTION",
        "FIRST_BYTE_TIMEOUT, TIMEOUT",
        "UNARY_TIMEOUT, TIMEOUT",
        "STALL_TIMEOUT, TIMEOUT",
        "UPSTREAM_MALFORMED, SERVER",
        "UPSTREAM_WRONG_TYPE, SERVER",
        "UPSTREAM_ERROR, SERVER",
        "UPSTREAM_KEY_REJECTED, KEY_REJECTED",
        "UPSTREAM_QUOTA_EXHAUSTED, QUOTA",
        "UPSTREAM_RATE_LIMITED, RATE_LIMIT",
        "UPSTREAM_CONTEXT_LENGTH, CONTEXT_LENGTH",
        "UPSTREAM_REFUSED, CLIENT",
        "TOTAL_TIMEOUT, GATEWAY",
        "DEADLINE_EXCEEDED, GATEWAY",
        "POOL_EXHAUSTED, GATEWAY",
        "CLIENT_GONE, GATEWAY",
        "NO_USABLE_KEYS, GATEWAY",
        "PROVIDER_UNAVAILABLE, GATEWAY",
    })
    void knowsWhatEndedAnAttempt(Code code, Fault fault) {
        assertThat(Faults.of(code)).isEqualTo(fault);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void blamesNoProviderForWhatItDidNotDo(Code code) {
        if (code.source() != dev.sluice.core.failure.Failure.Source.PROVIDER) {
            assertThat(Faults.blamesProvider(Faults.of(code))).isFalse();
        }
    }
}
