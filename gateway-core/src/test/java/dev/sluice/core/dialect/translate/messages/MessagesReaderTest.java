package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.failure.Failure.Code;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesReaderTest {

    private final Conversations read = new Conversations();

    private ChatOptions options(String members) throws IOException, UncarriedException {
        return read.options(Golden.json("{'model':'m','max_tokens':9,'messages':[{'role':'user'}]," + members + "}"));
    }

    private List<Turn> turns(String messages) throws IOException, UncarriedException {
        return read.turns(Golden.json("{'messages':[" + messages + "],'model':'m'}"));
    }

    @Test
    void readsWhatIsCommonToAllFormats() throws Exception {
        ChatOptions options = read.options(Golden.file("requests/messages/text.json"));

        assertThat(options.system())
                .containsExactly(new Part.Text("You are a terse assistant."), new Part.Text("Answer in English."));
        assertThat(options.knobs())
                .containsEntry(Option.MAX_TOKENS, new Knob("1024", "max_tokens"))
                .containsEntry(Option.TEMPERATURE, new Knob("0.7", "temperature"))
                .containsEntry(Option.TOP_P, new Knob("0.9", "top_p"))
                .hasSize(3);
        assertThat(options.stop()).containsExactly("\n\nHuman:", "END");
        assertThat(read.lost()).isEmpty();
    }

    @Test
    void readsNumbersAsTheyAreWritten() throws Exception {
        ChatOptions options = options("'temperature':0.10000000000000000001,'top_k':40");

        assertThat(options.knobs())
                .containsEntry(Option.TEMPERATURE, new Knob("0.10000000000000000001", "temperature"))
                .containsEntry(Option.TOP_K, new Knob("40", "top_k"));
    }

    @Test
    void readsTools() throws Exception {
        ChatOptions options = options("'tools':[{'type':'custom','name':'f','description':'d','strict':true,"
                + "'input_schema':{'type':'object','maximum':1e400},'cache_control':{'type':'ephemeral'},"
                + "'allowed_callers':['direct'],'defer_loading':false}],"
                + "'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true}");

        assertThat(options.tools())
                .containsExactly(new Tool("f", "d", Golden.json("{'type':'object','maximum':1e400}"), true));
        assertThat(options.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(options.knobs())
                .containsEntry(Option.PARALLEL_TOOL_CALLS, new Knob("false", "tool_choice.disable_parallel_tool_use"));
        assertThat(read.lost()).isEmpty();
    }

    @Test
    void losesToolsThatOnlyAnthropicRuns() throws Exception {
        ChatOptions options = options("'tools':[{'type':'web_search_20250305','name':'web_search','max_uses':5},"
                + "{'name':'f','input_schema':{},'defer_loading':true,'allowed_callers':['code_execution_20250825']}]");

        assertThat(options.tools()).extracting(Tool::name).containsExactly("f");
        assertThat(read.lost()).containsExactly("tools.0.type", "tools.1.defer_loading", "tools.1.allowed_callers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'thinking':{'type':'enabled','budget_tokens':4096} | BUDGET | 4096 | true",
                "'thinking':{'type':'enabled','budget_tokens':4096,'display':'omitted'} | BUDGET | 4096 | false",
                "'thinking':{'type':'adaptive'} | ADAPTIVE | -1 | true",
                "'output_config':{'effort':'max'},'thinking':{'type':'adaptive'} | XHIGH | -1 | true",
                "'output_config':{'effort':'low'} | LOW | -1 | true",
                "'thinking':{'type':'disabled'} | NONE | -1 | false",
            },
            quoteCharacter = '`')
    void readsHowMuchToThink(String members, Effort effort, int budget, boolean shown) throws Exception {
        assertThat(options(members).thinking()).isEqualTo(new Thinking(effort, budget, shown));
    }

    @Test
    void readsTheSchemaOfAnAnswer() throws Exception {
        String format = "{'type':'json_schema','schema':{'type':'object'}}";
        AnswerShape expected = new AnswerShape.Schema("", null, Golden.json("{'type':'object'}"), true);

        assertThat(options("'output_config':{'format':" + format + "}").shape()).isEqualTo(expected);
        assertThat(options("'output_format':" + format).shape()).isEqualTo(expected);
        assertThat(options("'output_config':null,'output_format':null").shape()).isNull();
    }

    @Test
    void losesWhatOnlyAnthropicKnows() throws Exception {
        options("'container':'c','mcp_servers':[{'type':'url'}],'context_management':{'edits':[1]},"
                + "'metadata':{'user_id':'u'},'service_tier':'auto','inference_geo':'us','top_k':null,"
                + "'output_config':{'task_budget':{'total':1}}");

        assertThat(read.lost())
                .containsExactly(
                        "container", "mcp_servers", "context_management", "inference_geo", "output_config.task_budget");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'messages':[]} | max_tokens",
                "{'max_tokens':0} | max_tokens",
                "{'max_tokens':'9'} | max_tokens",
                "{'max_tokens':1.5} | max_tokens",
                "{'max_tokens':9,'temperature':'hot'} | temperature",
                "{'max_tokens':9,'system':7} | system",
                "{'max_tokens':9,'system':[{'type':'thinking','thinking':''}]} | system",
                "{'max_tokens':9,'stop_sequences':'x'} | stop_sequences",
                "{'max_tokens':9,'stop_sequences':[1]} | stop_sequences",
                "{'max_tokens':9,'tools':{}} | tools",
                "{'max_tokens':9,'tools':[{'input_schema':{}}]} | tools.0.name",
                "{'max_tokens':9,'tool_choice':'auto'} | tool_choice.type",
                "{'max_tokens':9,'tool_choice':{'type':'tool'}} | tool_choice.name",
                "{'max_tokens':9,'thinking':{'type':'enabled'}} | thinking.budget_tokens",
                "{'max_tokens':9,'output_config':7} | output_config",
                "{'max_tokens':9,'output_config':{'effort':'some'}} | output_config.effort",
                "{'max_tokens':9,'output_format':{'type':'json_object'}} | output_format.type",
                "{'max_tokens':9,'output_format':{'type':'json_schema'}} | output_format.schema",
            })
    void refusesWhatIsNotAsAnthropicSays(String request, String field) {
        UncarriedException refused =
                catchThrowableOfType(UncarriedException.class, () -> read.options(Golden.json(request)));

        assertThat(refused.failure().code()).isEqualTo(Code.INVALID_REQUEST);
        assertThat(refused.failure().message()).startsWith("'" + field + "' must be ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | messages",
                "{'messages':{}} | messages",
                "{'messages':['x']} | messages.0",
                "{'messages':[{'role':'user'}]} | messages.0.content",
                "{'messages':[{'role':'user','content':7}]} | messages.0.content",
                "{'messages':[{'role':'tool','content':'x'}]} | messages.0.role",
                "{'messages':[{'role':'user','content':['x']}]} | messages.0.content.0.type",
                "{'messages':[{'role':'user','content':[{'type':'text'}]}]} | messages.0.content.0.text",
                "{'messages':[{'role':'user','content':[{'type':'image'}]}]} | messages.0.content.0.source",
                "{'messages':[{'role':'user','content':[{'type':'image','source':{}}]}]} "
                        + "| messages.0.content.0.source.type",
                "{'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url'}}]}]} "
                        + "| messages.0.content.0.source.url",
                "{'messages':[{'role':'user','content':[{'type':'tool_result'}]}]} "
                        + "| messages.0.content.0.tool_use_id",
                "{'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'i','name':'n','input':[]}]}]} "
                        + "| messages.0.content.0.input",
                "{'messages':[{'role':'user','content':[{'type':'tool_use','id':'i','name':'n'}]}]} "
                        + "| messages.0.content",
                "{'messages':[{'role':'assistant','content':[{'type':'tool_result','tool_use_id':'i'}]}]} "
                        + "| messages.0.content",
            })
    void refusesMessagesThatAreNone(String request, String field) {
        UncarriedException refused =
                catchThrowableOfType(UncarriedException.class, () -> read.turns(Golden.json(request)));

        assertThat(refused.failure().message()).startsWith("'" + field + "' must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{\"messages\":[{"})
    void readsNothingThatIsNoRequest(String request) {
        assertThatThrownBy(() -> read.turns(request)).isInstanceOf(IOException.class);
    }

    @Test
    void readsTurnsAndTellsWhatToolsGaveApart() throws Exception {
        List<Turn> turns = read.turns(Golden.file("requests/messages/parallel_tools.json"));

        assertThat(turns).extracting(Turn::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(turns).extracting(Turn::path).endsWith("messages.2", "messages.2");
        assertThat(turns.get(1).parts().get(0))
                .isEqualTo(new Part.ToolCall(
                        "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
                        "get_weather",
                        Golden.json("{'location':'Tokyo, Japan'}"),
                        null));
        assertThat(turns.get(2).parts())
                .containsExactly(
                        new Part.ToolResult(
                                "toolu_01T1x1fJ34qAmk2tNTrN7Up6",
                                "",
                                List.of(new Part.Text("{\"temperature\": 21.5, \"condition\": \"clear\"}")),
                                false),
                        new Part.ToolResult(
                                "toolu_01D7FLrfh4GYq7yT1ULFeyMV",
                                "",
                                List.of(new Part.Text("no such timezone")),
                                true));
    }

    @Test
    void readsBlocksWhateverTheOrderOfTheirMembers() throws Exception {
        List<Turn> turns = turns("{'content':[{'is_error':true,'content':[{'text':'no','type':'text'}],"
                + "'tool_use_id':'i','type':'tool_result'}],'role':'user'}");

        assertThat(turns)
                .containsExactly(new Turn(
                        Role.TOOL,
                        List.of(new Part.ToolResult("i", "", List.of(new Part.Text("no")), true)),
                        "messages.0"));
    }

    @Test
    void readsArgumentsAsTheyAreWritten() throws Exception {
        String input = Golden.json("{'n':123456789012345678901234567890,'x':1e400,'y':0.1000000000000000000001}");

        List<Turn> turns =
                turns("{'role':'assistant','content':[{'type':'tool_use','id':'i','name':'f','input':" + input + "}]}");

        assertThat(turns.get(0).parts()).containsExactly(Conversations.call("i", "f", input));
    }

    @Test
    void readsMediaWhereverTheyAre() throws Exception {
        List<Turn> turns = turns("{'role':'user','content':["
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'aGk='}},"
                + "{'type':'image','source':{'type':'url','url':'https://a/b.png'}},"
                + "{'type':'image','source':{'type':'file','file_id':'file_1'}},"
                + "{'type':'document','title':'t','source':{'type':'text','media_type':'text/plain','data':'hi'}},"
                + "{'type':'document','source':{'type':'url','url':'https://a/b.pdf'}}]}");

        assertThat(turns.get(0).parts())
                .containsExactly(
                        image(new Part.Where.Inline("image/png", "aGk="), "messages.0.content.0"),
                        image(new Part.Where.Url(null, "https://a/b.png"), "messages.0.content.1"),
                        image(new Part.Where.Id("file_1"), "messages.0.content.2"),
                        new Part.Media(
                                Part.Media.Kind.FILE,
                                new Part.Where.Inline("text/plain", "aGk="),
                                "t",
                                null,
                                "messages.0.content.3"),
                        new Part.Media(
                                Part.Media.Kind.FILE,
                                new Part.Where.Url("application/pdf", "https://a/b.pdf"),
                                null,
                                null,
                                "messages.0.content.4"));
    }

    private static Part image(Part.Where where, String path) {
        return new Part.Media(Part.Media.Kind.IMAGE, where, null, null, path);
    }

    @Test
    void readsThoughtsWithWhatSignsThem() throws Exception {
        List<Turn> turns = turns("{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'hm','signature':'s'},"
                + "{'type':'thinking','thinking':'ha','signature':''},"
                + "{'type':'redacted_thinking','data':'d'},{'type':'redacted_thinking','data':'tool_use:ofCall'},"
                + "{'type':'tool_use','id':'i','name':'f','input':{}},{'type':'tool_use','id':'j','name':'f'}]}");

        assertThat(turns.get(0).parts())
                .containsExactly(
                        new Part.Thinking("hm", "s"),
                        new Part.Thinking("ha", null),
                        new Part.HiddenThinking("d"),
                        new Part.ToolCall("i", "f", "{}", "ofCall"),
                        new Part.ToolCall("j", "f", "{}", null));
    }

    @Test
    void losesBlocksThatOnlyAnthropicKnowsAndKeepsTheOthers() throws Exception {
        List<Turn> turns = turns("{'role':'assistant','content':["
                + "{'type':'server_tool_use','id':'s','name':'web_search','input':{}},"
                + "{'type':'web_search_tool_result','tool_use_id':'s','content':[{'type':'web_search_result'}]},"
                + "{'type':'text','text':'found','citations':[{'type':'char_location'}]}]},"
                + "{'role':'user','content':[{'type':'container_upload','file_id':'f'},"
                + "{'type':'document','context':'c','source':{'type':'content','content':[]}},"
                + "{'type':'tool_result','tool_use_id':'i','content':[{'type':'search_result'}]}]},"
                + "{'role':'user','content':''},{'role':'system','content':'Be brief.'}");

        assertThat(turns)
                .containsExactly(
                        new Turn(Role.ASSISTANT, List.of(new Part.Text("found")), "messages.0"),
                        new Turn(Role.TOOL, List.of(new Part.ToolResult("i", "", List.of(), false)), "messages.1"),
                        new Turn(Role.USER, List.of(new Part.Text("")), "messages.2"),
                        new Turn(Role.SYSTEM, List.of(new Part.Text("Be brief.")), "messages.3"));
        assertThat(read.lost())
                .containsExactly(
                        "messages.0.content.0.type",
                        "messages.0.content.1.type",
                        "messages.1.content.0.type",
                        "messages.1.content.1.context",
                        "messages.1.content.1.source.type",
                        "messages.1.content.2.content.0.type");
    }

    @Test
    void isStrictOnlyWhereNothingMayBeAbsent() throws Exception {
        String request =
                "{'max_tokens':9,'messages':[],'tools':[{'name':'f','strict':true,'input_schema':{'properties':"
                        + "{'a':{}}}},{'name':'g','strict':true}],'output_config':{'format':{'type':'json_schema',"
                        + "'schema':{'properties':{'a':{}},'required':['a']}}}}";

        ChatOptions options = new Conversations().options(Golden.json(request));

        assertThat(options.tools()).extracting(Tool::strict).containsExactly(false, true);
        assertThat(options.shape())
                .isInstanceOfSatisfying(
                        AnswerShape.Schema.class,
                        schema -> assertThat(schema.strict()).isTrue());
    }
}
