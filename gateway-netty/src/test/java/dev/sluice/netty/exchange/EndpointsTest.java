package dev.sluice.netty.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Endpoint;
import dev.sluice.netty.exchange.Endpoints.Verb;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoint a path names, and which model. */
final class EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "POST,/v1/messages,MESSAGES",
        "POST,/v1/messages/count_tokens,COUNT_TOKENS",
        "POST,/v1/messages/,UNKNOWN",
        "POST,/v1/Messages,UNKNOWN",
        "POST,/v1beta/models/gemini-2.5-pro:generateContent,GENERATE_CONTENT",
        "POST,/v1beta/models/gemini-2.5-pro:streamGenerateContent,STREAM_GENERATE_CONTENT",
        "POST,/v1beta/models/gemini-2.5-pro:countTokens,GEMINI_COUNT_TOKENS",
        "POST,/v1beta/models/gemini-2.5-pro:embedContent,EMBED_CONTENT",
        "POST,/v1beta/models/gemini-embedding-001:batchEmbedContents,BATCH_EMBED_CONTENTS",
        "POST,/v1/models/gemini-2.5-pro:generateContent,GENERATE_CONTENT",
        "OTHER,/v1beta/models/gemini-2.5-pro:generateContent,GENERATE_CONTENT",
        "OTHER,/v1/models/gemini-2.5-pro:generateContent,MODEL",
        "OTHER,/v1/models/llama3:8b,MODEL",
        "OTHER,/v1beta/models,GEMINI_MODELS",
        "OTHER,/v1beta/models/gemini-2.5-pro,GEMINI_MODEL",
        "OTHER,/v1beta/models/llama3:8b,GEMINI_MODEL",
        "POST,/v1beta/models/llama3:8b:generateContent,GENERATE_CONTENT",
        "POST,/v1beta/models/gemini-2.5-pro:batchGenerateContent,UNKNOWN",
        "POST,/v1beta/models/gemini-2.5-pro:generatecontent,UNKNOWN",
        "POST,/v1beta/models/gemini-2.5-pro%3AgenerateContent,GEMINI_MODEL",
        "POST,/v1beta/models/gemini-2.5-pro:generateContent/,UNKNOWN",
        "POST,/v1beta/models/:generateContent,UNKNOWN",
        "POST,/v1/models/:generateContent,UNKNOWN",
        "POST,/v1beta/models/a/b:generateContent,GENERATE_CONTENT",
        "POST,/v1beta/models/a%2Fb:generateContent,GENERATE_CONTENT",
        "POST,/v1beta/models/a%2fb:generateContent,GENERATE_CONTENT",
        "POST,/v1/models/a/b:generateContent,GENERATE_CONTENT",
        "OTHER,/v1beta/models/a/b,GEMINI_MODEL",
        "OTHER,/v1beta/models/publishers/google/models/x,GEMINI_MODEL",
        "POST,/v1beta/models//b:generateContent,UNKNOWN",
        "POST,/v1beta/models/a//b:generateContent,UNKNOWN",
        "POST,/v1beta/models/a%2F/b:generateContent,UNKNOWN",
        "POST,/v1beta/models/a%2F:generateContent,UNKNOWN",
        "POST,/v1beta/models/a/:generateContent,UNKNOWN",
        "OTHER,/v1beta/models/a/,UNKNOWN",
        "OTHER,/v1beta/models/,UNKNOWN",
        "OTHER,/v1beta/tunedModels/x,UNKNOWN",
        "POST,/v1/responses,RESPONSES",
        "OTHER,/v1/responses/resp_a-B0,RESPONSE",
        "POST,/v1/responses/resp_1/cancel,RESPONSE_CANCEL",
        "OTHER,/v1/responses/resp_1/input_items,RESPONSE_INPUT_ITEMS",
        "OTHER,/v1/responses/,UNKNOWN",
        "OTHER,/v1/responses//cancel,UNKNOWN",
        "OTHER,/v1/responses/resp_1/,UNKNOWN",
        "OTHER,/v1/responses/resp_1/Cancel,UNKNOWN",
        "OTHER,/v1/responses/resp_1/cancel/x,UNKNOWN",
        "OTHER,/v1/responses/..,UNKNOWN",
        "OTHER,/v1/responses/resp%5F1,UNKNOWN"
    })
    void findsWhatAPathNames(Verb verb, String path, Endpoint endpoint) {
        byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);

        assertThat(Endpoints.find(bytes, 0, bytes.length, verb)).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1beta/models/gemini-2.5-pro:generateContent,GENERATE_CONTENT,gemini-2.5-pro",
        "/v1/models/a%20b:countTokens,GEMINI_COUNT_TOKENS,a b",
        "/v1beta/models/llama3:8b:generateContent,GENERATE_CONTENT,llama3:8b",
        "/v1beta/models/llama3:8b,GEMINI_MODEL,llama3:8b",
        "/v1/models/a/b,MODEL,a/b",
        "/v1beta/models/gr%C3%BC%C3%9Fe:generateContent,GENERATE_CONTENT,grüße"
    })
    void readsTheModelOfAPath(String path, Endpoint endpoint, String model) {
        byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);

        int from = Endpoints.modelFrom(bytes, 0, bytes.length);
        int to = Endpoints.modelTo(endpoint, bytes, 0, bytes.length);

        assertThat(PercentCoding.decode(bytes, from, to)).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({"gemini-2.5-pro_x~1,gemini-2.5-pro_x~1", "a/b:c,a%2Fb%3Ac", "a b+c?d,a%20b%2Bc%3Fd", "ü,%C3%BC"})
    void encodesAModelAsOneSegment(String model, String segment) {
        byte[] encoded = PercentCoding.encode(model);

        assertThat(new String(encoded, StandardCharsets.US_ASCII)).isEqualTo(segment);
        assertThat(PercentCoding.decode(encoded, 0, encoded.length)).isEqualTo(model);
    }
}
