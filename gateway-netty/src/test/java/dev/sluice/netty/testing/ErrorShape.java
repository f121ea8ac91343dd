package dev.sluice.netty.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;

/** What every error of the gateway's own must look like: OpenAI's error object, with the request's id. */
public final class ErrorShape {

    private static final ObjectMapper JSON = new JsonMapper();

    private ErrorShape() {}

    /** Requires an error with this status and code, in its proper form; gives its message. */
    public static String require(Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.head() + answer.text()).isEqualTo(status);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("type").asText()).isNotBlank();
        assertThat(error.has("param")).isTrue();
        assertThat(error.path("request_id").asText()).isEqualTo(answer.header("x-request-id"));
        return error.path("message").asText();
    }

    /** As {@link #require}, and the connection ends with it. */
    public static String requireLast(RawClient client, int status, String code) throws IOException {
        Answer answer = client.answer();
        String message = require(answer, status, code);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(client.ended()).as("the connection is closed").isTrue();
        return message;
    }
}
