package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media;
import dev.sluice.core.chat.Part.Where;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatRequestWriterTest {

    private static final Tool TOOL = new Tool("f", "d", "{\"type\":\"object\",\"x\":1.00}", true);
    private static final ChatOptions NONE = thinking(null);

    private final Losses losses = new Losses(Losses.Mode.LENIENT, "OpenAI chat completions");

    private static ChatOptions thinking(@Nullable Thinking thinking) {
        return new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, null, thinking);
    }

    private static ChatOptions tools(List<Tool> tools, ToolChoice choice) {
        Map<Option, Knob> knobs = Map.of(Option.PARALLEL_TOOL_CALLS, new Knob("false", "p"));
        return new ChatOptions(List.of(), knobs, List.of(), tools, choice, null, null);
    }

    private static ChatOptions shape(AnswerShape shape) {
        return new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, shape, null);
    }

    private String text(ChatOptions options, Delivery delivery, Turn... turns) throws IOException, UncarriedException {
        StringWriter text = new StringWriter();
        Extras extras = new Extras(new Extras.Rules(Map.of("tier", "service_tier"), Set.of()), losses);
        try (var in = Json.FACTORY.createParser("\"flex\"")) {
            in.nextToken();
            extras.take("tier", in);
        }
        try (JsonGenerator out = Json.FACTORY.createGenerator(text)) {
            new ChatRequestWriter().write(out, new RequestWriter.Draft("m", delivery, options, extras, losses), to -> {
                for (Turn turn : turns) {
                    to.turn(turn);
                }
            });
        }
        return text.toString();
    }

    private JsonNode written(ChatOptions options) throws IOException, UncarriedException {
        return new ObjectMapper().readTree(text(options, Delivery.WHOLE));
    }

    private String messages(Turn... turns) throws IOException, UncarriedException {
        return new ObjectMapper()
                .readTree(text(NONE, Delivery.WHOLE, turns))
                .path("messages")
                .toString();
    }

    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), "turns.0");
    }

    @Test
    void writesTheLeast() throws Exception {
        assertThat(text(NONE, Delivery.WHOLE)).isEqualTo("{\"model\":\"m\",\"service_tier\":\"flex\",\"messages\":[]}");
    }

    @Test
    void asksStreamsForUsage() throws Exception {
        assertThat(text(NONE, Delivery.STREAM))
                .isEqualTo("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"service_tier\":\"flex\",\"messages\":[]}");
    }

    @Test
    void writesOptionsAsTheyWereWritten() throws Exception {
        Map<Option, Knob> knobs = Map.of(
                Option.MAX_TOKENS, new Knob("10", "max"),
                Option.TEMPERATURE, new Knob("0.70", "t"),
                Option.TOP_P, new Knob("1e-1", "p"),
                Option.TOP_K, new Knob("40", "generationConfig.topK"),
                Option.SEED, new Knob("123456789012345678901234567890", "seed"),
                Option.FREQUENCY_PENALTY, new Knob("1", "f"),
                Option.PRESENCE_PENALTY, new Knob("2", "p"),
                Option.PARALLEL_TOOL_CALLS, new Knob("false", "x"));
        ChatOptions options = new ChatOptions(
                List.of(new Part.Text("a"), new Part.Text("b")),
                knobs,
                List.of("END", "\n"),
                List.of(),
                ToolChoice.Any.AUTO,
                null,
                null);
        assertThat(text(options, Delivery.WHOLE))
                .isEqualTo("{\"model\":\"m\",\"max_completion_tokens\":10,\"temperature\":0.70,\"top_p\":1e-1,"
                        + "\"seed\":123456789012345678901234567890,\"frequency_penalty\":1,\"presence_penalty\":2,"
                        + "\"stop\":[\"END\",\"\\n\"],\"service_tier\":\"flex\",\"messages\":[{\"role\":\"system\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}]}");
        assertThat(losses.fields()).containsExactly("generationConfig.topK");
    }

    @Test
    void writesTools() throws Exception {
        assertThat(text(tools(List.of(TOOL, new Tool("g", null, "", null)), new ToolChoice.Named("g")), Delivery.WHOLE))
                .contains(
                        "\"parallel_tool_calls\":false,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\","
                                + "\"description\":\"d\",\"parameters\":{\"type\":\"object\",\"x\":1.00},"
                                + "\"strict\":true}},"
                                + "{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],"
                                + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}");
    }

    @ParameterizedTest
    @CsvSource({"AUTO, auto", "NONE, none", "REQUIRED, required"})
    void writesWhetherToolsMustBeCalled(ToolChoice.Any choice, String expected) throws Exception {
        assertThat(written(tools(List.of(TOOL), choice)).path("tool_choice").asText())
                .isEqualTo(expected);
        assertThat(written(tools(List.of(), choice)).has("tool_choice")).isEqualTo(choice == ToolChoice.Any.REQUIRED);
    }

    @Test
    void writesTheFormOfTheAnswer() throws Exception {
        assertThat(written(shape(new AnswerShape.Json()))
                        .path("response_format")
                        .toString())
                .isEqualTo("{\"type\":\"json_object\"}");
        assertThat(written(shape(new AnswerShape.Schema("", "d", "{\"type\":\"object\"}", true)))
                        .path("response_format")
                        .toString())
                .isEqualTo("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"description\":\"d\","
                        + "\"schema\":{\"type\":\"object\"},\"strict\":true}}");
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, -1, none",
        "XHIGH, -1, xhigh",
        "BUDGET, 0, none",
        "BUDGET, 1024, low",
        "BUDGET, 8000, medium",
        "BUDGET, 30000, high",
        "ADAPTIVE, -1, ''"
    })
    void writesTheEffortInWords(Effort effort, int budget, String expected) throws Exception {
        assertThat(written(thinking(new Thinking(effort, budget, true)))
                        .path("reasoning_effort")
                        .asText())
                .isEqualTo(expected);
    }

    @Test
    void writesATurnAsAMessage() throws Exception {
        assertThat(messages(
                        turn(Role.SYSTEM, new Part.Text("s")),
                        turn(Role.USER),
                        turn(Role.USER, new Part.Text("a"), new Part.Text("b")),
                        turn(Role.ASSISTANT, new Part.Thinking("hm", "sig"), new Part.Text("c")),
                        turn(Role.ASSISTANT, new Part.HiddenThinking("x")),
                        turn(Role.ASSISTANT, new Part.Refusal("no"))))
                .isEqualTo("[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"text\",\"text\":\"b\"}]},{\"role\":\"assistant\",\"content\":\"c\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}]");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesCallsAndWhatTheyGave() throws Exception {
        assertThat(messages(
                        turn(
                                Role.ASSISTANT,
                                new Part.ToolCall("c1", "f", "{\"n\":1.00}", "sig"),
                                new Part.ToolCall("c2", "g", "", null)),
                        turn(
                                Role.TOOL,
                                new Part.ToolResult("c1", "", List.of(new Part.Text("1")), false),
                                new Part.ToolResult("c2", "", List.of(new Part.Text("gone")), true),
                                new Part.ToolResult("c3", "", List.of(), true))))
                .isEqualTo("[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"n\\\":1.00}\"},"
                        + "\"extra_content\":{\"google\":{\"thought_signature\":\"sig\"}}},{\"id\":\"c2\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"1\"},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"Error: gone\"},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c3\",\"content\":\"Error\"}]");
    }

    @Test
    void makesIdsForFormatsWithoutThem() throws Exception {
        Turn calls = turn(
                Role.ASSISTANT,
                new Part.ToolCall("", "f", "", null),
                new Part.ToolCall("", "g", "", null),
                new Part.ToolCall("", "f", "", null));
        Turn results = turn(
                Role.TOOL,
                new Part.ToolResult("", "f", List.of(new Part.Text("1")), false),
                new Part.ToolResult("", "f", List.of(new Part.Text("3")), false),
                new Part.ToolResult("", "g", List.of(new Part.Text("2")), false));
        JsonNode messages = new ObjectMapper().readTree(messages(calls, results, calls));
        assertThat(messages.get(0).findValuesAsText("id")).containsExactly("call_0", "call_1", "call_2");
        assertThat(messages.findValuesAsText("tool_call_id")).containsExactly("call_0", "call_2", "call_1");
        assertThat(messages.get(4).findValuesAsText("id")).containsExactly("call_3", "call_4", "call_5");
        assertThat(catchThrowableOfType(UncarriedException.class, () -> messages(results))
                        .failure()
                        .param())
                .isEqualTo("turns.0");
    }

    @Test
    void writesMedia() throws Exception {
        assertThat(messages(turn(
                        Role.USER,
                        new Media(Media.Kind.IMAGE, new Where.Inline("image/png", "iVBO"), null, "low"),
                        new Media(Media.Kind.IMAGE, new Where.Url(null, "https://a.b/c"), null, null),
                        new Media(Media.Kind.AUDIO, new Where.Inline("audio/mpeg", "SUQz"), null, null),
                        new Media(Media.Kind.FILE, new Where.Inline("application/pdf", "JVBE"), null, null),
                        new Media(Media.Kind.FILE, new Where.Id("file-1"), "x", null))))
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"data:image/png;base64,iVBO\",\"detail\":\"low\"}},{\"type\":"
                        + "\"image_url\",\"image_url\":"
                        + "{\"url\":\"https://a.b/c\"}},{\"type\":\"input_audio\",\"input_audio\":"
                        + "{\"data\":\"SUQz\","
                        + "\"format\":\"mp3\"}},{\"type\":\"file\",\"file\":{\"filename\":"
                        + "\"file.pdf\",\"file_data\":"
                        + "\"data:application/pdf;base64,JVBE\"}},{\"type\":\"file\",\"file\":"
                        + "{\"file_id\":\"file-1\"}}]}]");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void losesMediaThatMessagesCannotHold() throws Exception {
        Media image = new Media(Media.Kind.IMAGE, new Where.Inline("image/png", "iVBO"), null, null);
        messages(new Turn(Role.USER, List.of(new Media(Media.Kind.IMAGE, new Where.Id("i"), null, null)), "turns.1"));
        messages(new Turn(
                Role.USER,
                List.of(new Media(Media.Kind.AUDIO, new Where.Inline("audio/flac", "x"), null, null)),
                "turns.2"));
        messages(new Turn(
                Role.USER, List.of(new Media(Media.Kind.FILE, new Where.Url(null, "u"), null, null)), "turns.3"));
        messages(new Turn(Role.SYSTEM, List.of(image), "turns.4"));
        messages(new Turn(Role.ASSISTANT, List.of(image), "turns.5"));
        messages(new Turn(Role.TOOL, List.of(new Part.ToolResult("c", "", List.of(image), false)), "turns.6"));
        assertThat(losses.fields()).containsExactly("turns.1", "turns.2", "turns.3", "turns.4", "turns.5", "turns.6");
    }
}
