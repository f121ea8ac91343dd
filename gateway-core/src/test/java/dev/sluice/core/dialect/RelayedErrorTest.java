package dev.sluice.core.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers' errors in the words of clients that speak another dialect. */
class RelayedErrorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UpstreamError ERROR = new UpstreamError("a_type", "a_code", "Words.");

    private final Dialects dialects = new Dialects();

    private JsonNode error(String dialect, UpstreamError error, int status) throws IOException {
        byte[] body = dialects.all().get(dialect).errorBody(error, status, "id-1");
        return JSON.readTree(body);
    }

    @Test
    void tellsAClientOfOpenAiTypeAndCodeAsTheyAre() throws IOException {
        JsonNode error = error("openai", ERROR, 400).get("error");

        assertThat(error.get("message").asText()).isEqualTo("Words.");
        assertThat(error.get("type").asText()).isEqualTo("a_type");
        assertThat(error.get("code").asText()).isEqualTo("a_code");
        assertThat(error.get("param").isNull()).isTrue();
        assertThat(error.get("request_id").asText()).isEqualTo("id-1");
    }

    @Test
    void tellsAClientOfOpenAiItsOwnTypeAndCodeWhereAnotherDialectHasOthers() throws IOException {
        JsonNode error = error("openai", new UpstreamError("RESOURCE_EXHAUSTED", "429", "Words."), 429)
                .get("error");

        assertThat(error.get("type").asText()).isEqualTo("rate_limit_error");
        assertThat(error.get("code").asText()).isEqualTo("rate_limit_exceeded");
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error,'',529,server_error,",
        "api_error,'',500,server_error,",
        "rate_limit_error,'',429,rate_limit_error,rate_limit_exceeded",
        "not_found_error,'',404,invalid_request_error,model_not_found",
        "permission_error,'',403,invalid_request_error,",
        "INVALID_ARGUMENT,400,400,invalid_request_error,",
        "UNAVAILABLE,503,503,server_error,"
    })
    void knowsWhatOpenAiCallsAnError(
            String type, String code, int status, String openAiType, @Nullable String openAiCode) throws IOException {
        JsonNode error =
                error("openai", new UpstreamError(type, code, "Words."), status).get("error");

        assertThat(error.get("type").asText()).isEqualTo(openAiType);
        assertThat(error.get("code").textValue()).isEqualTo(openAiCode);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_request_error,'',prompt is too long: 9 tokens > 8 maximum",
        "INVALID_ARGUMENT,400,The input token count (9) exceeds the maximum number of tokens allowed (8)."
    })
    void tellsAClientOfOpenAiThatThePromptIsTooLongByItsCode(String type, String code, String message)
            throws IOException {
        JsonNode error =
                error("openai", new UpstreamError(type, code, message), 400).get("error");

        assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.get("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(error.get("message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"429,RESOURCE_EXHAUSTED", "503,UNAVAILABLE", "529,UNAVAILABLE", "400,INVALID_ARGUMENT"})
    void tellsAClientOfGeminiItsOwnStatus(int status, String name) throws IOException {
        assertThat(error("gemini", new UpstreamError("overloaded_error", "", "Words."), status)
                        .at("/error/status")
                        .asText())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"503,503", "529,529", "429,500", "5xx,500", "'',500", "50,500"})
    void knowsTheStatusThatACodeIs(String code, int status) {
        assertThat(new UpstreamError("UNAVAILABLE", code, "").serverStatusOr(500))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic,400,invalid_request_error", "anthropic,429,rate_limit_error", "anthropic,529,overloaded_error",
        "anthropic,500,api_error", "anthropic,404,not_found_error", "openai,429,rate_limit_error",
        "openai,500,server_error", "openai,400,invalid_request_error"
    })
    void takesTheTypeFromTheStatusWhereItsNamesAreAClosedSetOrThereIsNone(String dialect, int status, String type)
            throws IOException {
        UpstreamError error = dialect.equals("openai") ? UpstreamError.UNREADABLE : ERROR;

        assertThat(error(dialect, error, status).at("/error/type").asText()).isEqualTo(type);
    }

    @Test
    void tellsAClientOfGeminiTheStatusInNumberAndName() throws IOException {
        JsonNode error = error("gemini", ERROR, 429).get("error");

        assertThat(error.get("code").asInt()).isEqualTo(429);
        assertThat(error.get("status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(error.at("/details/0/reason").asText()).isEqualTo("A_CODE");
        assertThat(error("gemini", new UpstreamError("a_type", "429", ""), 429)
                        .at("/error/details/0/reason")
                        .asText())
                .isEqualTo("A_TYPE");
    }

    @Test
    void givesErrorsInAStreamOfResponsesAType() throws IOException {
        Dialect openAi = dialects.all().get("openai");
        byte[] event = openAi.errorEvent(openAi.errorBody(ERROR, 500, "id-1"), Endpoint.RESPONSES);
        String text = new String(event, UTF_8);

        assertThat(text).startsWith("event: error\ndata: {").endsWith("}\n\n");
        JsonNode data = JSON.readTree(text.substring(text.indexOf('{')));
        assertThat(data.get("type").asText()).isEqualTo("error");
        assertThat(data.get("sequence_number").isInt()).isTrue();
        assertThat(data.at("/error/message").asText()).isEqualTo("Words.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void saysTheStatusWhereThereIsNoMessageAndWrapsEvents(String dialect) throws IOException {
        JsonNode error = error(dialect, UpstreamError.UNREADABLE, 500);
        Dialect spoken = dialects.all().get(dialect);
        byte[] event = spoken.errorEvent(spoken.errorBody(ERROR, 500, "id-1"), Endpoint.COMPLETIONS);

        assertThat(error.at("/error/message").asText()).isEqualTo("The provider answered with the status 500.");
        assertThat(new String(event, UTF_8))
                .contains("data: {")
                .contains("Words.")
                .endsWith("}\n\n");
    }
}
