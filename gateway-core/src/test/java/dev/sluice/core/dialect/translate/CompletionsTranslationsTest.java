package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes, in each pair, of what only chat completions know. */
class CompletionsTranslationsTest {

    private static final String BOOKKEEPING = """
            {"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,
             "stream_options":{"include_usage":true,"include_obfuscation":false},"store":true,"metadata":{"a":"b"},
             "user":"u","safety_identifier":"s","service_tier":"flex","prompt_cache_key":"k",
             "prompt_cache_retention":"24h","prediction":{"type":"content","content":"Hello"}}""";

    private static final String LOST = """
            {"model":"m","messages":[{"role":"user","content":"Hi"}],"n":2,"logprobs":true,"top_logprobs":2,
             "logit_bias":{"1":2},"modalities":["text","audio"],"audio":{"voice":"ash"},"web_search_options":{},
             "functions":[{"name":"f"}]}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static Stream<Translation> translations() {
        return Stream.of(
                CompletionsToMessages.translation(),
                CompletionsToGenerateContent.translation(),
                CompletionsToResponses.translation());
    }

    private Translation.Rewritten request(Translation translation, String json, Losses.Mode mode) {
        out.reset();
        return translation.request(
                () -> Json.FACTORY.createParser(json), new Translation.Order("p", Delivery.STREAM, mode), out);
    }

    @ParameterizedTest
    @MethodSource("translations")
    void leavesOutWithoutAWordWhatChangesNoAnswer(Translation translation) {
        Translation.Rewritten rewritten = request(translation, BOOKKEEPING, Losses.Mode.STRICT);
        assertThat(rewritten.failure()).isNull();
        assertThat(rewritten.lost()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("translations")
    void tellsWhatIsLost(Translation translation) {
        assertThat(Objects.requireNonNull(
                                request(translation, LOST, Losses.Mode.STRICT).failure())
                        .param())
                .isEqualTo("n");
        Translation.Rewritten rewritten = request(translation, LOST, Losses.Mode.LENIENT);
        assertThat(rewritten.failure()).isNull();
        assertThat(rewritten.lost())
                .isEqualTo(List.of(
                        "n",
                        "logprobs",
                        "top_logprobs",
                        "logit_bias",
                        "modalities",
                        "audio",
                        "web_search_options",
                        "functions"));
    }

    @Test
    void carriesToResponsesWhatIsCalledTheSameThere() throws Exception {
        request(CompletionsToResponses.translation(), BOOKKEEPING, Losses.Mode.STRICT);
        JsonNode written = new ObjectMapper().readTree(out.toByteArray());
        assertThat(written.path("metadata").toString()).isEqualTo("{\"a\":\"b\"}");
        assertThat(written.path("user").asText()).isEqualTo("u");
        assertThat(written.path("safety_identifier").asText()).isEqualTo("s");
        assertThat(written.path("service_tier").asText()).isEqualTo("flex");
        assertThat(written.path("prompt_cache_key").asText()).isEqualTo("k");
        assertThat(written.path("prompt_cache_retention").asText()).isEqualTo("24h");
        assertThat(written.path("store").asBoolean(true)).isFalse();
    }

    @Test
    void carriesHowWordyAnAnswerIsToBeWhereThereIsAPlaceForIt() throws Exception {
        String wordy = """
                {"model":"m","messages":[{"role":"user","content":"Hi"}],"verbosity":"high",
                 "response_format":{"type":"json_object"}}""";

        assertThat(request(CompletionsToResponses.translation(), wordy, Losses.Mode.STRICT)
                        .failure())
                .isNull();
        assertThat(new ObjectMapper().readTree(out.toByteArray()).path("text").toString())
                .isEqualTo("{\"format\":{\"type\":\"json_object\"},\"verbosity\":\"high\"}");
        assertThat(request(CompletionsToMessages.translation(), wordy, Losses.Mode.LENIENT)
                        .lost())
                .containsExactly("verbosity", "response_format");
    }

    @Test
    void areServedWhereTheProviderSpeaks() {
        assertThat(translations().map(each -> each.served(Delivery.STREAM)))
                .containsExactly(Endpoint.MESSAGES, Endpoint.STREAM_GENERATE_CONTENT, Endpoint.RESPONSES);
    }
}
