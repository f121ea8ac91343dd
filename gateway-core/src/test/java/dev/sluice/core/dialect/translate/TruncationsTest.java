package dev.sluice.core.dialect.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Streams that are ended for their length, each as its own API ends one. */
class TruncationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Usage USED = Usage.tokens(7, 40);

    @Test
    void finishesAChat() throws Exception {
        String end = end(
                Endpoint.CHAT_COMPLETIONS,
                true,
                "{\"id\":\"c1\",\"created\":12,\"model\":\"m\","
                        + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}",
                "{\"id\":\"c1\","
                        + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}");

        List<JsonNode> events = events(end);
        assertThat(events).hasSize(2);
        assertThat(events.get(0))
                .isEqualTo(json("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\","
                        + "\"created\":12,\"model\":\"m\","
                        + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}],"
                        + "\"usage\":null}"));
        assertThat(events.get(1).at("/usage/completion_tokens").asLong()).isEqualTo(40);
        assertThat(events.get(1).at("/usage/total_tokens").asLong()).isEqualTo(47);
        assertThat(end).endsWith("\n\ndata: [DONE]\n\n");
    }

    @Test
    void tellsNoUsageThatWasNotAskedFor() throws Exception {
        String end = end(
                Endpoint.COMPLETIONS,
                false,
                "{\"id\":\"c1\",\"choices\":[{\"text\":\"Hi\"," + "\"finish_reason\":null}]}");

        assertThat(events(end))
                .containsExactly(json("{\"id\":\"c1\",\"object\":\"text_completion\","
                        + "\"created\":99,\"model\":\"asked\","
                        + "\"choices\":[{\"index\":0,\"text\":\"\","
                        + "\"logprobs\":null,\"finish_reason\":\"length\"}]}"));
    }

    @Test
    void finishesTheChoicesThatHaveNotEnded() throws Exception {
        String end = end(
                Endpoint.CHAT_COMPLETIONS,
                false,
                "{\"id\":\"c1\"," + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\"," + "\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\"," + "\"choices\":[{\"index\":2,\"delta\":{\"content\":\"c\"},\"finish_reason\":null}]}",
                "{\"id\":\"c1\",\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"stop\"}]}");

        assertThat(events(end))
                .extracting(event -> event.at("/choices/0/index").asInt())
                .containsExactly(0, 2);
    }

    @Test
    void closesTheBlockThatIsOpen() throws Exception {
        String end = end(
                Endpoint.MESSAGES,
                false,
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\"}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\"}}",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\","
                        + "\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\","
                        + "\"text\":\"Hi\"}}");

        assertThat(events(end))
                .containsExactly(
                        json("{\"type\":\"content_block_stop\",\"index\":1}"),
                        json("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\","
                                + "\"stop_sequence\":null},\"usage\":{\"input_tokens\":7,\"output_tokens\":40}}"),
                        json("{\"type\":\"message_stop\"}"));
        assertThat(end).startsWith("event: content_block_stop\ndata: ");
    }

    @Test
    void closesNoBlockBetweenTwo() throws Exception {
        String end = end(
                Endpoint.MESSAGES,
                false,
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\"}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\","
                        + "\"text\":\"Hi\"}}",
                "{\"type\":\"content_block_stop\",\"index\":0}");

        assertThat(events(end))
                .extracting(event -> event.path("type").asText())
                .containsExactly("message_delta", "message_stop");
    }

    @Test
    void endsEachCandidateThoughItMayHaveHadAReason() throws Exception {
        String end = end(
                Endpoint.STREAM_GENERATE_CONTENT,
                false,
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],"
                        + "\"modelVersion\":\"g\",\"responseId\":\"r\"}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Oh\"}]},\"index\":1}]}");

        assertThat(events(end))
                .containsExactly(json("{\"candidates\":["
                        + "{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
                        + "\"finishReason\":\"MAX_TOKENS\",\"index\":0},"
                        + "{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
                        + "\"finishReason\":\"MAX_TOKENS\",\"index\":1}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":40,"
                        + "\"totalTokenCount\":47},"
                        + "\"modelVersion\":\"g\",\"responseId\":\"r\"}"));
    }

    @Test
    void repeatsWhatAResponseSaid() throws Exception {
        String end = end(
                Endpoint.RESPONSES,
                false,
                "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r1\","
                        + "\"status\":\"in_progress\","
                        + "\"instructions\":\"Be brief.\",\"output\":[],\"usage\":null}}",
                "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,"
                        + "\"item\":{\"id\":\"rs\",\"type\":\"reasoning\",\"summary\":[]}}",
                "{\"type\":\"response.output_item.done\",\"sequence_number\":2,\"output_index\":0,"
                        + "\"item\":{\"id\":\"rs\",\"type\":\"reasoning\","
                        + "\"summary\":[],\"encrypted_content\":\"x\"}}",
                "{\"type\":\"response.output_item.added\",\"sequence_number\":3,\"output_index\":1,"
                        + "\"item\":{\"id\":\"msg\",\"type\":\"message\",\"status\":\"in_progress\","
                        + "\"content\":[]}}",
                "{\"type\":\"response.content_part.added\","
                        + "\"sequence_number\":4,\"output_index\":1,\"item_id\":\"msg\","
                        + "\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\"}}",
                "{\"type\":\"response.output_text.delta\","
                        + "\"sequence_number\":5,\"output_index\":1,\"item_id\":\"msg\","
                        + "\"content_index\":0,\"delta\":\"Hel\"}",
                "{\"type\":\"response.output_text.delta\","
                        + "\"sequence_number\":6,\"output_index\":1,\"item_id\":\"msg\","
                        + "\"content_index\":0,\"delta\":\"lo\"}");

        List<JsonNode> events = events(end);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.incomplete");
        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt())
                .containsExactly(7, 8, 9, 10);
        assertThat(events.get(0).path("text").asText()).isEqualTo("Hello");
        assertThat(events.get(1).at("/part/text").asText()).isEqualTo("Hello");
        assertThat(events.get(2).at("/item/status").asText()).isEqualTo("incomplete");
        JsonNode response = events.get(3).path("response");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.path("instructions").asText()).isEqualTo("Be brief.");
        assertThat(response.at("/output/0/encrypted_content").asText()).isEqualTo("x");
        assertThat(response.at("/output/1/content/0/text").asText()).isEqualTo("Hello");
        assertThat(response.at("/usage/total_tokens").asInt()).isEqualTo(47);
    }

    @Test
    void closesACallOfAResponse() throws Exception {
        String end = end(
                Endpoint.RESPONSES,
                false,
                "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}",
                "{\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"fc\","
                        + "\"type\":\"function_call\",\"status\":\"in_progress\",\"arguments\":\"\","
                        + "\"name\":\"f\"}}",
                "{\"type\":\"response.function_call_arguments.delta\"," + "\"output_index\":0,\"delta\":\"{\\\"a\"}");

        assertThat(events(end))
                .extracting(event -> event.path("type").asText())
                .containsExactly(
                        "response.function_call_arguments.done", "response.output_item.done", "response.incomplete");
        assertThat(events(end).get(2).at("/response/output/0/arguments").asText())
                .isEqualTo("{\"a");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"CHAT_COMPLETIONS", "COMPLETIONS", "RESPONSES", "MESSAGES", "STREAM_GENERATE_CONTENT"})
    void hasNothingToEndThatHasNotBegun(Endpoint endpoint) throws Exception {
        assertThat(end(endpoint, true)).isEmpty();
        assertThat(end(endpoint, true, "", "[DONE]", "{\"type\":", "[]", "7")).isEmpty();
    }

    @Test
    void doesNotEndTwiceWhatHasSaidWhyItEnds() throws Exception {
        assertThat(end(
                        Endpoint.CHAT_COMPLETIONS,
                        true,
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
                        "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"))
                .isEmpty();
        assertThat(end(
                        Endpoint.MESSAGES,
                        true,
                        "{\"type\":\"message_start\",\"message\":{}}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}"))
                .isEmpty();
        assertThat(end(
                        Endpoint.RESPONSES,
                        true,
                        "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\"}}",
                        "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\"}}"))
                .isEmpty();
    }

    private static String end(Endpoint endpoint, boolean includesUsage, String... events) {
        Asked asked = new Asked("0123456789abcdef0123456789abcdef", 99, "asked", includesUsage, Asked.Framing.EVENTS);
        Truncation truncation = Objects.requireNonNull(Truncations.of(endpoint, asked));
        for (String event : events) {
            byte[] data = ("xx" + event + "yy").getBytes(UTF_8);
            truncation.event(data, 2, data.length - 2);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(truncation.end(USED, out)).isEqualTo(out.size() > 0);
        return out.toString(UTF_8);
    }

    private static List<JsonNode> events(String stream) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String data = event.substring(event.indexOf("data: ") + 6);
            if (!data.equals("[DONE]")) {
                events.add(json(data));
            }
        }
        return events;
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }
}
