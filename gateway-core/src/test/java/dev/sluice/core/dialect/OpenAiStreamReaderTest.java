package dev.sluice.core.dialect;

import static dev.sluice.core.dialect.StreamReader.Kind.END;
import static dev.sluice.core.dialect.StreamReader.Kind.ERROR;
import static dev.sluice.core.dialect.StreamReader.Kind.OTHER;
import static dev.sluice.core.dialect.StreamReader.Kind.OUTPUT;
import static dev.sluice.core.dialect.StreamReader.Kind.PREAMBLE;
import static dev.sluice.core.dialect.StreamReader.Kind.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamReaderTest {

    private static final long NO = Usage.UNREPORTED;
    private static final String HELLO = delta("{\"content\":\"Hello\"}");

    private StreamReader reader = new OpenAi().streamReader(Endpoint.CHAT_COMPLETIONS);

    private static String delta(String delta) {
        return "{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}";
    }

    private static String finish(String usage) {
        return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
    }

    @Test
    void readsAChatStream() {
        assertKinds(PREAMBLE, delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"));
        assertKinds(OUTPUT, HELLO, delta("{\"content\":\"\"}"), HELLO);
        assertThat(reader.usage()).isEqualTo(Usage.NONE);
        assertKinds(OUTPUT, finish("null"));
        assertKinds(USAGE, "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}");
        assertKinds(END, "[DONE]");
        assertThat(reader.usage()).isEqualTo(Usages.of(9, 2, NO, NO, NO, NO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":\" \"}",
                "{\"reasoning_content\":\"hm\"}",
                "{\"reasoning\":\"hm\"}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"function_call\":{\"name\":\"f\"}}",
                "{\"audio\":{\"data\":\"AAAA\"}}",
                "{\"refusal\":\"No\"}",
                "{\"role\":\"assistant\",\"content\":\"Hi\"}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}",
                "{\"something_new\":1}",
                "\"text\""
            })
    void countsAnyKindOfDeltaAsOutput(String delta) {
        assertKinds(OUTPUT, delta(delta));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"assistant\"}",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]}",
                "{}",
                "null",
                "{\"content\":\"\",\"function_call\":{},\"audio\":null}"
            })
    void holdsAnEmptyDeltaOnlyBeforeOutput(String delta) {
        assertKinds(PREAMBLE, delta(delta));
        assertKinds(OUTPUT, HELLO);
        assertThat(kind(delta(delta).replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":3}")))
                .isEqualTo(OTHER);
        assertThat(reader.usage().input()).isEqualTo(3);
    }

    @Test
    void commitsOnAFinishReasonWithoutOutput() {
        assertKinds(PREAMBLE, delta("{\"role\":\"assistant\"}"));
        assertKinds(OUTPUT, finish("{\"prompt_tokens\":4,\"completion_tokens\":0}"));
        assertThat(reader.usage()).isEqualTo(Usages.of(4, 0, NO, NO, NO, NO));
        assertThat(kind(finish("{\"prompt_tokens\":5}"))).isEqualTo(OTHER);
        assertThat(reader.usage().input()).isEqualTo(5);
    }

    @Test
    void keepsUsageThatALaterEventDoesNotReport() {
        assertKinds(
                OUTPUT, HELLO.replace("\"usage\":null", "\"usage\" : {\"prompt_tokens\":3,\"completion_tokens\":1}"));
        assertKinds(
                OUTPUT,
                HELLO,
                HELLO.replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}"));
        assertKinds(OTHER, "{\"choices\":[],\"usage\":{}}".replace("{}", "[1]"));
        assertThat(reader.usage()).isEqualTo(Usages.of(3, 2, NO, NO, NO, NO));
    }

    @Test
    void takesAzuresFilterResultsForPreamble() {
        assertKinds(PREAMBLE, "{\"choices\":[],\"id\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}");
        assertKinds(PREAMBLE, "");
        assertKinds(OUTPUT, HELLO);
        assertKinds(OTHER, "");
    }

    @Test
    void findsUsageWithoutChoices() {
        assertKinds(USAGE, "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"overloaded\",\"code\":529}}",
                "{ \"error\" : \"no\" }",
                "{\"id\":\"1\",\"choices\":[],\"error\":{\"message\":\"x\"}}"
            })
    void findsAnErrorBeforeAndAfterOutput(String error) {
        assertKinds(ERROR, error);
        assertKinds(OUTPUT, HELLO);
        assertKinds(ERROR, error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not json", "{\"broken\":", "[1,2]", "{\"surprise\":true}", "{\"choices\":[\"text\"]}", "42", "{"
            })
    void commitsOnWhatItDoesNotUnderstand(String event) {
        assertKinds(OUTPUT, event);
    }

    @Test
    void isNotFooledByTextThatLooksLikeKeys() {
        assertKinds(OUTPUT, HELLO);
        assertKinds(
                OUTPUT,
                delta("{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":1} \\\"error\\\":1 usage: error: \"}"),
                delta("{\"content\":\"x\",\"error\":null}")
                        .replace("\"usage\":null", "\"x\":{\"usage\":{\"prompt_tokens\":1}}"));
        assertThat(reader.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void readsCompletions() {
        reader = new OpenAi().streamReader(Endpoint.COMPLETIONS);
        assertKinds(PREAMBLE, "{\"choices\":[{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}");
        assertKinds(OUTPUT, "{\"choices\":[{\"text\":\"a\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}");
        assertKinds(END, "[DONE] ");
    }

    @ParameterizedTest
    @CsvSource({"completed, END", "incomplete, END", "failed, ERROR"})
    void readsResponses(String end, Kind kind) {
        reader = new OpenAi().streamReader(Endpoint.RESPONSES);
        assertKinds(
                PREAMBLE,
                "{\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"usage\":null,\"error\":null}}",
                "{\"type\":\"response.queued\",\"response\":{}}",
                "{\"sequence_number\":1,\"type\":\"response.in_progress\",\"response\":{\"id\":\"r\"}}",
                "{\"type\":\"response.output_item.added\",\"item\":{\"type\":\"message\",\"content\":[]}}",
                "{\"type\":\"response.content_part.added\",\"part\":{\"type\":\"output_text\",\"text\":\"\"}}");
        assertKinds(
                OUTPUT,
                "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}",
                "{\"sequence_number\":7,\"type\":\"response.reasoning_text.delta\",\"delta\":\"hm\"}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"\\\"usage\\\":\"}");
        assertKinds(OTHER, "{\"type\":\"response.output_text.done\",\"text\":\"Hi\"}");
        assertKinds(
                kind,
                "{\"type\":\"response." + end
                        + "\",\"response\":{\"id\":\"r\",\"error\":null,\"usage\":{\"input_tokens\":5,"
                        + "\"input_tokens_details\":{\"cached_tokens\":1},\"output_tokens\":6,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":2}}}}");
        assertThat(reader.usage()).isEqualTo(Usages.of(5, 6, 1, NO, 2, NO));
    }

    @Test
    void findsTheErrorEventOfResponses() {
        reader = new OpenAi().streamReader(Endpoint.RESPONSES);
        assertKinds(ERROR, "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"x\"}");
        assertKinds(
                OUTPUT,
                "{\"type\":\"response.output_item.added\",\"item\":{\"type\":\"function_call\",\"name\":\"f\"}}");
        assertKinds(ERROR, "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"x\"}");
    }

    @Test
    void readsAudioAndImages() {
        reader = new OpenAi().streamReader(Endpoint.TRANSCRIPTIONS);
        assertKinds(OUTPUT, "{\"type\":\"transcript.text.delta\",\"delta\":\"a\"}");
        assertKinds(END, "{\"type\":\"transcript.text.done\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}");
        assertThat(reader.usage()).isEqualTo(Usages.of(3, 1, NO, NO, NO, NO));
        reader = new OpenAi().streamReader(Endpoint.IMAGE_GENERATIONS);
        assertKinds(OUTPUT, "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AAAA\"}");
        assertKinds(
                OTHER, "{\"type\":\"image_generation.completed\",\"usage\":{\"input_tokens\":1,\"output_tokens\":9}}");
        assertThat(reader.usage().output()).isEqualTo(9);
    }

    @Test
    void looksOnlyAtItsOwnBytes() {
        byte[] bytes = Parts.utf8("\"usage\":{" + HELLO + "\"usage\":{}[DONE]");
        int from = 9;
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.event(bytes, bytes.length - 6, bytes.length)).isEqualTo(END);
        assertThat(reader.usage()).isEqualTo(Usage.NONE);
    }

    private void assertKinds(Kind expected, String... events) {
        new Events(reader).assertKinds(expected, events);
    }

    private Kind kind(String event) {
        return new Events(reader).kind(event);
    }

    @Test
    void tellsTheTierThatTheAnswerWasServedAt() {
        reader = new OpenAi().streamReader(Endpoint.CHAT_COMPLETIONS);
        kind("{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"service_tier\":\"auto\"}");
        kind("{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,"
                + "\"completion_tokens_details\":{\"audio_tokens\":1}},\"service_tier\":\"priority\"}");

        assertThat(reader.usage())
                .isEqualTo(Usages.of(3, 1, NO, NO, NO, NO)
                        .but()
                        .audioOutput(1)
                        .tier(ServiceTier.PRIORITY)
                        .build());

        reader = new OpenAi().streamReader(Endpoint.RESPONSES);
        kind("{\"type\":\"response.completed\",\"response\":{\"service_tier\":\"flex\","
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}");

        assertThat(reader.usage().tier()).isEqualTo(ServiceTier.FLEX);
    }

    @Test
    void countsTheImagesOfAStream() {
        reader = new OpenAi().streamReader(Endpoint.IMAGE_GENERATIONS);
        kind("{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}");
        assertThat(reader.usage()).isEqualTo(Usage.NONE);
        kind("{\"type\":\"image_generation.completed\",\"b64_json\":\"AA\"}");
        kind("{\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_tokens\":3,"
                + "\"output_tokens\":1}}");

        assertThat(reader.usage())
                .isEqualTo(Usages.of(3, 1, NO, NO, NO, NO).but().images(2).build());
    }
}
