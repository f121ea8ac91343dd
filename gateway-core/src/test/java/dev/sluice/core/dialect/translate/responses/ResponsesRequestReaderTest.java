package dev.sluice.core.dialect.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesRequestReaderTest {

    private static final Extras.Rules RULES = new Extras.Rules(
            Map.of(), Set.of("store", "metadata", "user", "prompt_cache_key", "safety_identifier", "stream_options"));

    private final Losses strict = new Losses(Losses.Mode.STRICT, "the other");
    private final Losses lenient = new Losses(Losses.Mode.LENIENT, "the other");
    private final ResponsesRequestReader reader = new ResponsesRequestReader();

    @Test
    void readsPlainOptions() throws Exception {
        ChatOptions options = options(Recorded.text("requests/responses/text.json"), strict);

        assertThat(options.system())
                .containsExactly(new Part.Text("You are a terse assistant. Answer in one sentence."));
        assertThat(options.knobs())
                .containsEntry(Option.MAX_TOKENS, new Knob("400", "max_output_tokens"))
                .containsEntry(Option.TEMPERATURE, new Knob("0.7", "temperature"))
                .containsEntry(Option.TOP_P, new Knob("0.9", "top_p"));
        assertThat(options.thinking()).isNull();
        assertThat(options.shape()).isNull();
    }

    @Test
    void readsToolsAndWhichOfThemMustBeCalled() throws Exception {
        ChatOptions options = options(Recorded.text("requests/responses/tools.json"), strict);

        assertThat(options.tools()).extracting(Tool::name).containsExactly("get_weather");
        assertThat(options.tools().get(0).schemaJson()).startsWith("{\"type\":\"object\",\"properties\":{\"city\":");
        assertThat(options.tools().get(0).strict()).isTrue();
        assertThat(options.toolChoice()).isEqualTo(new ToolChoice.Named("get_weather"));
        assertThat(options.knobs()).containsEntry(Option.PARALLEL_TOOL_CALLS, new Knob("false", "parallel_tool_calls"));
    }

    @Test
    void readsWhatFormTheAnswerMustHave() throws Exception {
        assertThat(options(Recorded.text("requests/responses/json_schema.json"), strict)
                        .shape())
                .isInstanceOfSatisfying(AnswerShape.Schema.class, schema -> {
                    assertThat(schema.name()).isEqualTo("person");
                    assertThat(schema.strict()).isTrue();
                    assertThat(schema.schemaJson()).contains("\"born\":{\"type\":\"integer\"}");
                });
        assertThat(options("{'text':{'format':{'type':'json_object'}}}", strict).shape())
                .isEqualTo(new AnswerShape.Json());
        assertThat(options("{'text':{'format':{'type':'text'}}}", strict).shape())
                .isNull();
    }

    @Test
    void readsHowMuchToThink() throws Exception {
        assertThat(options(Recorded.text("requests/responses/thinking.json"), strict)
                        .thinking())
                .isEqualTo(new Thinking(Thinking.Effort.HIGH, Thinking.NO_BUDGET, true));
        assertThat(options("{'reasoning':{'effort':null,'summary':'auto'}}", strict)
                        .thinking())
                .isEqualTo(new Thinking(Thinking.Effort.ADAPTIVE, Thinking.NO_BUDGET, true));
        assertThat(options("{'reasoning':{}}", strict).thinking()).isNull();
        assertThat(options("{'reasoning':null}", strict).thinking()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'previous_response_id':'resp_1'} | previous_response_id",
                "{'conversation':'conv_1'} | conversation",
                "{'background':true} | background",
                "{'prompt':{'id':'pmpt_1'}} | prompt",
                "{'truncation':'auto'} | truncation",
                "{'top_logprobs':3} | top_logprobs",
                "{'include':['reasoning.encrypted_content','message.output_text.logprobs']} | include.1",
                "{'text':{'verbosity':'low'}} | text.verbosity",
                "{'text':{'format':{'type':'grammar'}}} | text.format.type",
                "{'tools':[{'type':'function','name':'f'},{'type':'web_search'}]} | tools.1.type",
                "{'tools':[{'type':'mcp','server_label':'x'}]} | tools.0.type",
                "{'tools':[{'type':'function','name':'f','defer_loading':true}]} | tools.0.defer_loading",
                "{'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[]}} | tool_choice.type",
                "{'reasoning':{'effort':'heroic'}} | reasoning.effort",
                "{'never_heard_of':1} | never_heard_of"
            })
    void notesOptionsThatNoOtherFormatHas(String request, String field) throws Exception {
        options(request, lenient);

        assertThat(lenient.fields()).containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'truncation':'disabled','background':false,'top_logprobs':0,'previous_response_id':null}",
                "{'include':['reasoning.encrypted_content','file_search_call.results'],'include_x':[]}",
                "{'text':{'verbosity':'medium'},'tools':[],'tool_choice':null,'temperature':null}",
                "{'store':true,'metadata':{'a':'b'},'stream':true,'stream_options':{'include_obfuscation':true}}"
            })
    void losesNothingWhereOptionsSayWhatHoldsAnyway(String request) throws Exception {
        options(request, strict);

        assertThat(strict.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'temperature':'hot'} | temperature",
                "{'parallel_tool_calls':1} | parallel_tool_calls",
                "{'instructions':[]} | instructions",
                "{'tools':[{'type':'function'}]} | tools.0.name",
                "{'tool_choice':'perhaps'} | tool_choice",
                "{'text':{'format':{'type':'json_schema','name':'x'}}} | text.format.schema"
            })
    void refusesMalformedOptions(String request, String field) {
        assertThatThrownBy(() -> options(request, lenient))
                .isInstanceOfSatisfying(
                        UncarriedException.class,
                        refused -> assertThat(refused.failure().param()).isEqualTo(field));
    }

    @Test
    void takesATextForAUsersTurn() throws Exception {
        assertThat(turns("{'model':'x','input':'hi'}", strict))
                .containsExactly(new Turn(Role.USER, List.of(new Part.Text("hi")), "input"));
    }

    @Test
    void makesTurnsOfMessagesCallsAndOutputs() throws Exception {
        List<Turn> turns = turns(Recorded.text("requests/responses/tools.json"), strict);

        assertThat(turns)
                .extracting(Turn::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.USER);
        assertThat(turns)
                .extracting(Turn::path)
                .containsExactly("input.0", "input.1", "input.2", "input.3", "input.4", "input.5");
        assertThat(turns.get(2).parts())
                .containsExactly(new Part.ToolCall(
                        "call_Zr5Tq8Wn2Lk7Yp4X", "get_weather", "{\"city\":\"Zürich\",\"unit\":\"celsius\"}", null));
    }

    @Test
    void gathersWhatTheModelSaidAtOneTimeAndWhatItsToolsGave() throws Exception {
        List<Turn> turns = turns(Recorded.text("requests/responses/parallel_tools.json"), strict);

        assertThat(turns).extracting(Turn::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(turns.get(1).parts())
                .extracting(part -> ((Part.ToolCall) part).id())
                .containsExactly("call_Aa1", "call_Bb2");
        assertThat(turns.get(2).parts())
                .containsExactly(
                        new Part.ToolResult("call_Aa1", "", List.of(new Part.Text("9 °C, rain")), false),
                        new Part.ToolResult("call_Bb2", "", List.of(new Part.Text("14:05")), false));
    }

    @Test
    void readsImagesAndFiles() throws Exception {
        List<Part> parts = turns(Recorded.text("requests/responses/images.json"), strict)
                .get(0)
                .parts();

        assertThat(parts.get(1)).isInstanceOfSatisfying(Part.Media.class, image -> {
            assertThat(image.kind()).isEqualTo(Part.Media.Kind.IMAGE);
            assertThat(image.detail()).isNull();
            assertThat(image.where()).isInstanceOfSatisfying(Part.Where.Inline.class, inline -> {
                assertThat(inline.mediaType()).isEqualTo("image/png");
                assertThat(inline.base64()).startsWith("iVBORw0KGgo");
            });
        });
        assertThat(parts.get(2)).extracting("where").isEqualTo(new Part.Where.Url(null, "https://example.com/cat.jpg"));
        assertThat(parts.get(3)).isInstanceOfSatisfying(Part.Media.class, file -> {
            assertThat(file.kind()).isEqualTo(Part.Media.Kind.FILE);
            assertThat(file.name()).isEqualTo("plan.pdf");
        });
    }

    @Test
    void keepsThoughtsThatSomethingVouchesForAndNoOthers() throws Exception {
        assertThat(turns(Recorded.text("requests/responses/thinking.json"), strict)
                        .get(1)
                        .parts()
                        .get(0))
                .isInstanceOfSatisfying(Part.Thinking.class, thinking -> {
                    assertThat(thinking.text()).endsWith("Up to 31 none divides 1009.");
                    assertThat(thinking.signature()).startsWith("gAAAA");
                });
        assertThat(turns("{'input':[{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'x'}]}", strict)
                        .get(0)
                        .parts())
                .containsExactly(new Part.HiddenThinking("x"));
        assertThat(turns(
                        "{'input':[{'type':'reasoning','summary':[{'type':'summary_text','text':'hm'}],"
                                + "'encrypted_content':null}]}",
                        strict))
                .isEmpty();
    }

    @Test
    void givesACallWhatStandsBeforeItForWantOfAPlace() throws Exception {
        assertThat(turns(
                                "{'input':[{'type':'reasoning','id':'rs_call_1','summary':[],'encrypted_content':'s'},"
                                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}",
                                strict)
                        .get(0)
                        .parts())
                .containsExactly(new Part.ToolCall("c", "f", "{}", "s"));
    }

    @Test
    void readsMembersOfItemsInAnyOrder() throws Exception {
        assertThat(turns(
                        "{'input':[{'content':[{'text':'hi','type':'input_text'}],'role':'user'},"
                                + "{'output':'4','call_id':'c','type':'function_call_output'}]}",
                        strict))
                .containsExactly(
                        new Turn(Role.USER, List.of(new Part.Text("hi")), "input.0"),
                        new Turn(
                                Role.TOOL,
                                List.of(new Part.ToolResult("c", "", List.of(new Part.Text("4")), false)),
                                "input.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'item_reference','id':'msg_1'} | input.1.type",
                "{'id':'msg_1'} | input.1.type",
                "{'type':'web_search_call','id':'ws_1','status':'completed'} | input.1.type",
                "{'type':'shell_call_output','call_id':'c','output':[{'stdout':'x'}]} | input.1.type",
                "{'type':'custom_tool_call','call_id':'c','name':'n','input':'x'} | input.1.type",
                "{'role':'user','content':[{'type':'hologram'}]} | input.1.content.0.type",
                "{'type':'function_call_output','call_id':'c','output':[{'type':'hologram'}]} | input.1.output.0.type"
            })
    void notesItemsThatNoOtherFormatHas(String item, String field) throws Exception {
        turns("{'input':[{'role':'user','content':'hi'}," + item + "]}", lenient);

        assertThat(lenient.fields()).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | input",
                "{'input':17} | input",
                "{'input':['hi']} | input.0",
                "{'input':[{'role':'wizard','content':'x'}]} | input.0.role",
                "{'input':[{'role':'user','content':[{'type':'input_text'}]}]} | input.0.content.0.text",
                "{'input':[{'role':'user','content':[{'type':'input_image'}]}]} | input.0.content.0.image_url",
                "{'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png,x'}]}]}"
                        + " | input.0.content.0.image_url",
                "{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'[1]'}]} | input.0.arguments",
                "{'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'{}{}'}]} | input.0.arguments",
                "{'input':[{'type':'function_call','call_id':'c','arguments':'{}'}]} | input.0.name",
                "{'input':[{'type':'function_call_output','output':'x'}]} | input.0.call_id"
            })
    void refusesMalformedInput(String request, String field) {
        assertThatThrownBy(() -> turns(request, lenient))
                .isInstanceOfSatisfying(
                        UncarriedException.class,
                        refused -> assertThat(refused.failure().param()).isEqualTo(field));
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> options("[]", lenient)).isInstanceOf(IOException.class);
    }

    private ChatOptions options(String request, Losses losses) throws IOException, UncarriedException {
        return reader.options(Recorded.json(quoted(request)), new Extras(RULES, losses), losses);
    }

    private List<Turn> turns(String request, Losses losses) throws IOException, UncarriedException {
        List<Turn> turns = new ArrayList<>();
        reader.turns(Recorded.json(quoted(request)), turns::add, losses);
        return turns;
    }

    private static String quoted(String request) {
        return request.startsWith("{'") ? request.replace('\'', '"') : request;
    }
}
