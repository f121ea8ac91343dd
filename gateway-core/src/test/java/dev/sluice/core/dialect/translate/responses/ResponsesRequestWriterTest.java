package dev.sluice.core.dialect.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.sluice.core.chat.RequestWriter.Draft;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesRequestWriterTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatOptions NOTHING =
            new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, null, null);

    private final Losses losses = new Losses(Losses.Mode.LENIENT, "OpenAI responses");

    @Test
    void storesNothingAndAsksForAStreamOnlyWhereOneIsWanted() throws Exception {
        assertThat(write(NOTHING, Delivery.WHOLE, List.of()))
                .isEqualTo(json("{'model':'gpt-5.1','store':false,'input':[]}"));
        assertThat(write(NOTHING, Delivery.STREAM, List.of()).path("stream").asBoolean())
                .isTrue();
    }

    @Test
    void writesOptionsAsTheyWereWritten() throws Exception {
        ChatOptions options = new ChatOptions(
                List.of(new Part.Text("Be terse."), new Part.Text("Be kind.")),
                Map.of(
                        Option.MAX_TOKENS, new Knob("17", "max_tokens"),
                        Option.TEMPERATURE, new Knob("0.70", "temperature"),
                        Option.PARALLEL_TOOL_CALLS, new Knob("false", "disable_parallel_tool_use")),
                List.of(),
                List.of(new Tool("f", "Does it.", "{\"type\":\"object\"}", null), new Tool("g", null, "", true)),
                new ToolChoice.Named("f"),
                new AnswerShape.Schema("", null, "{\"type\":\"object\"}", true),
                null);

        assertThat(write(options, Delivery.WHOLE, List.of()))
                .isEqualTo(json("{'model':'gpt-5.1','store':false,'instructions':'Be terse.\\n\\nBe kind.',"
                        + "'max_output_tokens':17,'temperature':0.70,'parallel_tool_calls':false,"
                        + "'text':{'format':{'type':'json_schema','name':'answer','schema':{'type':'object'},"
                        + "'strict':true}},'tools':[{'type':'function','name':'f','description':'Does it.',"
                        + "'parameters':{'type':'object'},'strict':false},{'type':'function','name':'g',"
                        + "'parameters':{'type':'object','properties':{}},'strict':true}],"
                        + "'tool_choice':{'type':'function','name':'f'},'input':[]}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void asksForSealedThoughtsWhereTheModelIsToThink() throws Exception {
        JsonNode request = write(thinking(new Thinking(Thinking.Effort.BUDGET, 4096, true)), Delivery.WHOLE, List.of());

        assertThat(request.path("reasoning")).isEqualTo(json("{'effort':'medium','summary':'auto'}"));
        assertThat(request.path("include").path(0).asText()).isEqualTo("reasoning.encrypted_content");
    }

    @Test
    void asksForNoThoughtsWhereTheModelIsNotToThink() throws Exception {
        JsonNode request = write(thinking(new Thinking(Thinking.Effort.NONE, -1, false)), Delivery.WHOLE, List.of());

        assertThat(request.path("reasoning")).isEqualTo(json("{'effort':'none'}"));
        assertThat(request.has("include")).isFalse();
    }

    @Test
    void leavesTheEffortToAModelThatIsToDecide() throws Exception {
        JsonNode request = write(thinking(new Thinking(Thinking.Effort.ADAPTIVE, -1, true)), Delivery.WHOLE, List.of());

        assertThat(request.path("reasoning")).isEqualTo(json("{'summary':'auto'}"));
    }

    @Test
    void losesWhatTheFormatHasNoWordFor() throws Exception {
        write(
                new ChatOptions(
                        List.of(),
                        Map.of(
                                Option.SEED, new Knob("7", "seed"),
                                Option.TOP_K, new Knob("40", "generationConfig.topK"),
                                Option.PRESENCE_PENALTY, new Knob("0.0", "presence_penalty")),
                        List.of("END"),
                        List.of(),
                        null,
                        null,
                        null),
                Delivery.WHOLE,
                List.of(new Turn(
                        Role.USER,
                        List.of(new Part.Media(
                                Part.Media.Kind.AUDIO, new Part.Where.Inline("audio/wav", "UklGRg=="), null, null)),
                        "messages.0")));

        assertThat(losses.fields())
                .containsExactlyInAnyOrder("seed", "generationConfig.topK", "stop", "messages.0.content.0.type");
    }

    @Test
    void writesAModelsTurnAsItems() throws Exception {
        Turn turn = new Turn(
                Role.ASSISTANT,
                List.of(
                        new Part.Thinking("hm", "sealed"),
                        new Part.Thinking("not signed", null),
                        new Part.HiddenThinking("secret"),
                        new Part.Text("I'll look."),
                        new Part.Refusal("But not there."),
                        new Part.ToolCall("c1", "f", "{\"n\":1e400}", null),
                        new Part.ToolCall("c2", "g", "", null)),
                "messages.1");

        assertThat(input(turn))
                .isEqualTo(json("[{'type':'reasoning','summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'sealed'},"
                        + "{'type':'reasoning','summary':[],'encrypted_content':'secret'},"
                        + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'I~ll look.'},"
                        + "{'type':'refusal','refusal':'But not there.'}]},"
                        + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{\\'n\\':1e400}'},"
                        + "{'type':'function_call','call_id':'c2','name':'g','arguments':'{}'}]"));
    }

    @Test
    void writesWhatToolsGave() throws Exception {
        Turn turn = new Turn(
                Role.TOOL,
                List.of(
                        new Part.ToolResult("c1", "", List.of(new Part.Text("4")), false),
                        new Part.ToolResult("c2", "", List.of(), true),
                        new Part.ToolResult(
                                "c3",
                                "",
                                List.of(
                                        new Part.Text("see"),
                                        new Part.Media(
                                                Part.Media.Kind.IMAGE,
                                                new Part.Where.Inline("image/png", "iVBO"),
                                                null,
                                                null)),
                                false)),
                "messages.2");

        assertThat(input(turn))
                .isEqualTo(json("[{'type':'function_call_output','call_id':'c1','output':'4'},"
                        + "{'type':'function_call_output','call_id':'c2','output':'Error'},"
                        + "{'type':'function_call_output','call_id':'c3','output':[{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','detail':'auto','image_url':'data:image/png;base64,iVBO'}]}]"));
    }

    @Test
    void givesCallsAnIdThatTheirOutputsFindAgain() throws Exception {
        JsonNode input = input(
                new Turn(
                        Role.ASSISTANT,
                        List.of(
                                new Part.ToolCall("", "f", "{}", null),
                                new Part.ToolCall("", "g", "{}", null),
                                new Part.ToolCall("", "f", "{}", null)),
                        "contents.0"),
                new Turn(
                        Role.TOOL,
                        List.of(
                                new Part.ToolResult("", "g", List.of(), false),
                                new Part.ToolResult("", "f", List.of(), false),
                                new Part.ToolResult("", "f", List.of(), false)),
                        "contents.1"));

        assertThat(input.findValuesAsText("call_id"))
                .containsExactly("call_1", "call_2", "call_3", "call_2", "call_1", "call_3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal"})
    void writesWhatTheReaderReads(String name) throws Exception {
        String request = Recorded.text("requests/responses/" + name + ".json");
        ResponsesRequestReader reader = new ResponsesRequestReader();
        Extras.Rules rules = new Extras.Rules(
                Map.of(), Set.of("store", "metadata", "user", "prompt_cache_key", "safety_identifier"));
        ChatOptions options = reader.options(Recorded.json(request), new Extras(rules, losses), losses);
        List<Turn> turns = new ArrayList<>();
        reader.turns(Recorded.json(request), turns::add, losses);

        String again = write(options, Delivery.WHOLE, turns).toString();

        assertThat(losses.fields()).isEmpty();
        assertThat(reader.options(Recorded.json(again), new Extras(rules, losses), losses))
                .isEqualTo(options);
        List<Turn> turnsAgain = new ArrayList<>();
        reader.turns(Recorded.json(again), turnsAgain::add, losses);
        assertThat(turnsAgain)
                .extracting(Turn::parts)
                .isEqualTo(turns.stream().map(Turn::parts).toList());
    }

    private static ChatOptions thinking(@Nullable Thinking thinking) {
        return new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, null, thinking);
    }

    private JsonNode input(Turn... turns) throws Exception {
        return write(NOTHING, Delivery.WHOLE, List.of(turns)).path("input");
    }

    private JsonNode write(ChatOptions options, Delivery delivery, List<Turn> turns) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Extras extras = new Extras(new Extras.Rules(Map.of(), Set.of()), losses);
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            new ResponsesRequestWriter().write(out, new Draft("gpt-5.1", delivery, options, extras, losses), to -> {
                for (Turn each : turns) {
                    to.turn(each);
                }
            });
        }
        return MAPPER.readTree(bytes.toByteArray());
    }

    private static JsonNode json(String text) throws Exception {
        return MAPPER.readTree(text.replace("\\'", "\\\"").replace('\'', '"').replace('~', '\''));
    }
}
