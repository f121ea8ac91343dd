package dev.sluice.netty.simulate;

import static dev.sluice.netty.simulate.Spoken.CHAT;
import static dev.sluice.netty.simulate.Spoken.GENERATE;
import static dev.sluice.netty.simulate.Spoken.MESSAGES;
import static dev.sluice.netty.simulate.Spoken.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.netty.simulate.Spoken.Asking;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulated model calls tools when it is asked to, in each provider's own shape. */
final class ToolCallsTest {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Delft\"]}}}";
    private static final String ARGUMENTS = "{\"city\":\"Delft\"}";

    private static SimulatedProvider provider;
    private static Client client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        client = new Client(provider);
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    private static String tools(Spoken spoken) {
        return switch (spoken) {
            case CHAT ->
                ",\"tools\":["
                        + Stream.of("weather", "tides")
                                .map(name -> "{\"type\":\"function\",\"function\":{\"name\":\"" + name
                                        + "\",\"parameters\":" + SCHEMA + "}}")
                                .reduce((one, other) -> one + "," + other)
                                .orElseThrow()
                        + "]";
            case RESPONSES ->
                ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":" + SCHEMA
                        + "},{\"type\":\"function\",\"name\":\"tides\",\"parameters\":" + SCHEMA + "}]";
            case MESSAGES ->
                ",\"tools\":[{\"name\":\"weather\",\"input_schema\":" + SCHEMA
                        + "},{\"name\":\"tides\",\"input_schema\":" + SCHEMA + "}]";
            case GENERATE ->
                ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"weather\",\"parameters\":" + SCHEMA
                        + "},{\"name\":\"tides\",\"parametersJsonSchema\":" + SCHEMA + "}]}]";
        };
    }

    private static String forced(Spoken spoken) {
        return switch (spoken) {
            case CHAT -> ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"tides\"}}";
            case RESPONSES -> ",\"tool_choice\":{\"type\":\"function\",\"name\":\"tides\"}";
            case MESSAGES -> ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"tides\"}";
            case GENERATE ->
                ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"tides\"]}}";
        };
    }

    private static String result(Spoken spoken) {
        return switch (spoken) {
            case CHAT -> ",{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"rain\"}";
            case RESPONSES -> ",{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"rain\"}";
            case MESSAGES ->
                ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\","
                        + "\"content\":\"rain\"}]}";
            case GENERATE ->
                ",{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"name\":\"weather\",\"response\":{}}}]}";
        };
    }

    /** The calls of a whole answer: each a name and its arguments. */
    private static List<String> calls(Spoken spoken, JsonNode answer) {
        List<JsonNode> parts = StreamSupport.stream(
                        answer.at(
                                        switch (spoken) {
                                            case CHAT -> "/choices/0/message/tool_calls";
                                            case RESPONSES -> "/output";
                                            case MESSAGES -> "/content";
                                            case GENERATE -> "/candidates/0/content/parts";
                                        })
                                .spliterator(),
                        false)
                .toList();
        return parts.stream()
                .map(part -> switch (spoken) {
                    case CHAT ->
                        part.at("/function/name").asText()
                                + part.at("/function/arguments").asText();
                    case RESPONSES ->
                        part.path("name").asText() + part.path("arguments").asText();
                    case MESSAGES -> part.path("name").asText() + part.path("input");
                    case GENERATE -> part.at("/functionCall/name").asText() + part.at("/functionCall/args");
                })
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void callsOneToolWhereThePromptSaysSo(Spoken spoken) throws Exception {
        JsonNode answer =
                spoken.whole(client, Asking.of("m", "Please use-tool now.").with(tools(spoken)));

        assertThat(calls(spoken, answer)).containsExactly("weather" + ARGUMENTS);
        assertThat(spoken.reason(answer))
                .isEqualTo(
                        switch (spoken) {
                            case CHAT -> "tool_calls";
                            case RESPONSES -> "completed";
                            case MESSAGES -> "tool_use";
                            case GENERATE -> "STOP";
                        });
    }

    @ParameterizedTest
    @EnumSource
    void callsSeveralToolsAtOnceWhereThePromptSaysSo(Spoken spoken) throws Exception {
        JsonNode answer = spoken.whole(client, Asking.of("m", "use-tools").with(tools(spoken)));

        assertThat(calls(spoken, answer)).containsExactly("weather" + ARGUMENTS, "tides" + ARGUMENTS);
    }

    @ParameterizedTest
    @EnumSource
    void callsTheToolThatTheRequestDemands(Spoken spoken) throws Exception {
        JsonNode answer =
                spoken.whole(client, Asking.of("m", "hello").with(tools(spoken)).with(forced(spoken)));

        assertThat(calls(spoken, answer)).containsExactly("tides" + ARGUMENTS);
    }

    @ParameterizedTest
    @EnumSource
    void callsAsManyAsTheScriptSays(Spoken spoken) throws Exception {
        JsonNode answer =
                spoken.whole(client, Asking.of("m+tool-calls=3", "hello").with(tools(spoken)));

        assertThat(calls(spoken, answer)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void answersWithATextOtherwiseAndBehindAResult(Spoken spoken) throws Exception {
        JsonNode unasked = spoken.whole(client, Asking.of("m", "hello").with(tools(spoken)));
        JsonNode over = spoken.whole(
                client, Asking.of("m", "use-tool").behind(result(spoken)).with(tools(spoken)));

        assertThat(spoken.text(unasked)).isNotBlank();
        assertThat(spoken.text(over)).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void callsNoneWithoutTools(Spoken spoken) throws Exception {
        assertThat(spoken.text(spoken.whole(client, Asking.of("m+tool-calls=1", "use-tool"))))
                .isNotBlank();
    }

    @Test
    void callsOnlyOneWhereParallelCallsAreForbidden() throws Exception {
        Asking chat = Asking.of("m", "use-tools").with(tools(CHAT)).with(",\"parallel_tool_calls\":false");
        Asking messages = Asking.of("m", "use-tools")
                .with(tools(MESSAGES))
                .with(",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");

        assertThat(calls(CHAT, CHAT.whole(client, chat))).hasSize(1);
        assertThat(calls(MESSAGES, MESSAGES.whole(client, messages))).hasSize(1);
    }

    @Test
    void streamsCallsOfAChatPieceByPiece() throws Exception {
        List<JsonNode> chunks =
                CHAT.streamed(client, Asking.of("m", "use-tools").with(tools(CHAT)));

        assertThat(chunks.get(1)
                        .at("/choices/0/delta/tool_calls/0/function/name")
                        .asText())
                .isEqualTo("weather");
        assertThat(Spoken.joined(chunks, "/choices/0/delta/tool_calls/0/function/arguments"))
                .isEqualTo(ARGUMENTS + ARGUMENTS);
        assertThat(chunks).hasSizeGreaterThan(6);
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0/index"))
                        .filter(JsonNode::isInt)
                        .map(JsonNode::asInt)
                        .distinct())
                .containsExactly(0, 1);
        assertThat(Spoken.joined(chunks, "/choices/0/finish_reason")).endsWith("tool_calls");
    }

    @Test
    void streamsCallsOfAResponseAsNumberedItems() throws Exception {
        List<JsonNode> events =
                RESPONSES.streamed(client, Asking.of("m", "use-tools").with(tools(RESPONSES)));

        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(Spoken.joined(events, "/delta")).isEqualTo(ARGUMENTS + ARGUMENTS);
        JsonNode last = events.get(events.size() - 1).get("response");
        assertThat(calls(RESPONSES, last)).containsExactly("weather" + ARGUMENTS, "tides" + ARGUMENTS);
    }

    @Test
    void streamsCallsOfAMessageInBlocks() throws Exception {
        List<JsonNode> events =
                MESSAGES.streamed(client, Asking.of("m", "use-tools").with(tools(MESSAGES)));

        assertThat(Spoken.joined(events, "/content_block/name")).isEqualTo("weathertides");
        assertThat(Spoken.joined(events, "/delta/partial_json")).isEqualTo(ARGUMENTS + ARGUMENTS);
        assertThat(Spoken.joined(events, "/delta/stop_reason")).isEqualTo("tool_use");
    }

    @Test
    void streamsEachCallOfGeminiAsAWhole() throws Exception {
        List<JsonNode> chunks =
                GENERATE.streamed(client, Asking.of("m", "use-tools").with(tools(GENERATE)));

        assertThat(chunks).hasSize(3);
        assertThat(calls(GENERATE, chunks.get(1))).containsExactly("tides" + ARGUMENTS);
    }
}
