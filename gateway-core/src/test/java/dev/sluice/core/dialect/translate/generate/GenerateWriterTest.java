package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateWriterTest {

    private static final ChatOptions NOTHING =
            new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, null, null);
    private static final String OLD = "gemini-2.5-flash";
    private static final String NEW = "gemini-3-pro-preview";

    private final Reading strict = Reading.strict();

    private static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), "messages.3");
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    private static Part call(String id, String args, @Nullable String signature) {
        return new Part.ToolCall(id, "f", args, signature);
    }

    private String contents(String model, Turn... turns) throws IOException, UncarriedException {
        String written = strict.written(model, NOTHING, turns).replace('"', '\'');
        assertThat(written).startsWith("{'contents':[").endsWith("]}");
        return written.substring("{'contents':[".length(), written.length() - 2);
    }

    private String options(ChatOptions options) throws IOException, UncarriedException {
        String written = strict.written(OLD, options).replace('"', '\'');
        assertThat(written).startsWith("{'contents':[],").endsWith("}");
        return written.substring("{'contents':[],".length(), written.length() - 1);
    }

    @Test
    void joinsWhatOneRoleSays() throws IOException, UncarriedException {
        assertThat(contents(
                        OLD,
                        turn(Role.USER, text("a")),
                        turn(Role.USER, text("b"), text("")),
                        turn(Role.ASSISTANT, text("c"), new Part.Refusal("No.")),
                        turn(Role.ASSISTANT),
                        turn(Role.USER, text("d"))))
                .isEqualTo("{'role':'user','parts':[{'text':'a'},{'text':'b'}]},"
                        + "{'role':'model','parts':[{'text':'c'},{'text':'No.'}]},"
                        + "{'role':'user','parts':[{'text':'d'}]}");
    }

    @Test
    void putsAllSystemWordsInOnePlace() throws IOException, UncarriedException {
        ChatOptions system = new ChatOptions(List.of(text("one")), Map.of(), List.of(), List.of(), null, null, null);

        assertThat(strict.written(OLD, system, turn(Role.SYSTEM, text("two")), turn(Role.USER, text("a"))))
                .isEqualTo(Reading.json("{'contents':[{'role':'user','parts':[{'text':'a'}]}],"
                        + "'systemInstruction':{'parts':[{'text':'one'},{'text':'two'}]}}"));
    }

    @Test
    void repeatsTheNamesOfCallsWithTheirResults() throws IOException, UncarriedException {
        Part image = new Part.Media(Part.Media.Kind.IMAGE, new Part.Where.Inline("image/png", "AA=="), null, "low");
        assertThat(contents(
                        NEW,
                        turn(Role.ASSISTANT, call("1", "{\"a\":1e400}", null), call("2", "", "sig")),
                        turn(
                                Role.TOOL,
                                new Part.ToolResult("2", "", List.of(text("x"), text("y")), false),
                                new Part.ToolResult("1", "", List.of(text("no"), image), true)),
                        turn(Role.USER, text("Go on."))))
                .isEqualTo("{'role':'model','parts':[{'functionCall':{'id':'1','name':'f','args':{'a':1e400}},"
                        + "'thoughtSignature':'skip_thought_signature_validator'},"
                        + "{'functionCall':{'id':'2','name':'f','args':{}},'thoughtSignature':'sig'}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'id':'2','name':'f',"
                        + "'response':{'result':'x\\ny'}}},"
                        + "{'functionResponse':{'id':'1','name':'f','response':{'error':'no'},"
                        + "'parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}},{'text':'Go on.'}]}");
    }

    @Test
    void putsWhatToolsShowBehindTheirResponseWhereModelsKnowNoMediaInIt() throws IOException, UncarriedException {
        Part image = new Part.Media(Part.Media.Kind.IMAGE, new Part.Where.Inline("image/png", "AA=="), null, null);

        assertThat(contents(
                        OLD,
                        turn(Role.ASSISTANT, call("1", "", null)),
                        turn(Role.TOOL, new Part.ToolResult("1", "", List.of(image, text("x")), false))))
                .endsWith("{'role':'user','parts':[{'functionResponse':{'id':'1','name':'f',"
                        + "'response':{'result':'x'}}},{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}");
    }

    @Test
    void signsThePartBehindTheThoughts() throws IOException, UncarriedException {
        assertThat(contents(
                        OLD,
                        turn(
                                Role.ASSISTANT,
                                new Part.Thinking("nobody signed", null),
                                new Part.HiddenThinking("another's"),
                                new Part.Thinking("hm", "S1"),
                                call("1", "{}", null),
                                new Part.Thinking("", "S2"),
                                text("a"),
                                new Part.Thinking("end", "S3"))))
                .isEqualTo("{'role':'model','parts':[{'text':'hm','thought':true},"
                        + "{'functionCall':{'id':'1','name':'f','args':{}},'thoughtSignature':'S1'},"
                        + "{'text':'a','thoughtSignature':'S2'},{'text':'end','thought':true},"
                        + "{'text':'','thought':true,'thoughtSignature':'S3'}]}");
    }

    @Test
    void marksTheFirstCallThatNobodySigned() throws IOException, UncarriedException {
        Turn calls = turn(Role.ASSISTANT, call("1", "{}", null), call("2", "{}", null));

        assertThat(contents(NEW, calls))
                .containsOnlyOnce("thoughtSignature")
                .contains("'id':'1','name':'f','args':{}},'thoughtSignature':'skip_thought_signature_validator'}");
        assertThat(contents(OLD, calls)).doesNotContain("thoughtSignature");
        assertThat(contents(NEW, turn(Role.ASSISTANT, call("1", "{}", "own")))).contains("'thoughtSignature':'own'");
    }

    @Test
    void writesMedia() throws IOException, UncarriedException {
        assertThat(contents(
                        OLD,
                        turn(
                                Role.USER,
                                new Part.Media(
                                        Part.Media.Kind.IMAGE, new Part.Where.Url(null, "https://a/b"), null, null),
                                new Part.Media(
                                        Part.Media.Kind.FILE,
                                        new Part.Where.Inline("application/pdf", "AA=="),
                                        "a.pdf",
                                        null))))
                .isEqualTo("{'role':'user','parts':[{'fileData':{'fileUri':'https://a/b'}},"
                        + "{'inlineData':{'mimeType':'application/pdf','data':'AA=='}}]}");
        assertThatThrownBy(() -> contents(
                        OLD,
                        turn(
                                Role.USER,
                                text("a"),
                                new Part.Media(Part.Media.Kind.FILE, new Part.Where.Id("file-1"), null, null))))
                .hasMessageContaining("'messages.3.content.1'");
    }

    @Test
    void refusesCallsAndResultsThatCannotBeRead() {
        assertThatThrownBy(() -> contents(OLD, turn(Role.ASSISTANT, call("1", "{\"a\"", null))))
                .isInstanceOf(UncarriedException.class);
        assertThatThrownBy(() ->
                        contents(OLD, turn(Role.TOOL, new Part.ToolResult("1", "", List.of(text("a")), false))))
                .isInstanceOf(UncarriedException.class);
    }

    @Test
    void writesToolsAndTheirChoice() throws IOException, UncarriedException {
        List<Tool> tools =
                List.of(new Tool("one", "first", "{\"type\":\"object\"}", true), new Tool("two", null, "", null));

        assertThat(options(new ChatOptions(
                        List.of(), Map.of(), List.of(), tools, new ToolChoice.Named("two"), null, null)))
                .isEqualTo("'tools':[{'functionDeclarations':[{'name':'one','description':'first',"
                        + "'parametersJsonSchema':{'type':'object'}},{'name':'two'}]}],"
                        + "'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['two']}}");
        assertThat(options(new ChatOptions(List.of(), Map.of(), List.of(), tools, ToolChoice.Any.REQUIRED, null, null)))
                .endsWith("'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}");
        assertThat(options(new ChatOptions(List.of(), Map.of(), List.of(), tools, ToolChoice.Any.NONE, null, null)))
                .endsWith("'toolConfig':{'functionCallingConfig':{'mode':'NONE'}}");
    }

    @Test
    void writesNumbersStopsAndShapes() throws IOException, UncarriedException {
        assertThat(options(new ChatOptions(
                        List.of(),
                        Map.of(
                                Option.MAX_TOKENS, new Knob("7", "max_tokens"),
                                Option.TOP_P, new Knob("0.50", "top_p"),
                                Option.PARALLEL_TOOL_CALLS, new Knob("false", "parallel_tool_calls")),
                        List.of("END"),
                        List.of(),
                        null,
                        new AnswerShape.Schema("n", "d", "{\"type\":\"object\"}", true),
                        null)))
                .isEqualTo("'generationConfig':{'maxOutputTokens':7,'topP':0.50,'stopSequences':['END'],"
                        + "'responseMimeType':'application/json','responseJsonSchema':{'type':'object'}}");
    }

    @Test
    void tellsThatCallsCannotBeKeptApart() {
        ChatOptions options = new ChatOptions(
                List.of(),
                Map.of(Option.PARALLEL_TOOL_CALLS, new Knob("false", "parallel_tool_calls")),
                List.of(),
                List.of(new Tool("one", null, "", null)),
                null,
                null,
                null);

        assertThatThrownBy(() -> options(options)).hasMessageContaining("'parallel_tool_calls'");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "gemini-2.5-flash, LOW, -1, 'thinkingBudget':2048",
                "gemini-2.5-flash, NONE, -1, 'thinkingBudget':0",
                "gemini-2.5-flash, ADAPTIVE, -1, 'thinkingBudget':-1",
                "gemini-2.5-pro, XHIGH, -1, 'thinkingBudget':24576",
                "gemini-2.5-pro, BUDGET, 30000, 'thinkingBudget':30000",
                "gemini-3-flash-preview, NONE, -1, 'thinkingLevel':'minimal'",
                "gemini-3-pro-preview, MINIMAL, -1, 'thinkingLevel':'low'",
                "gemini-3-pro-preview, XHIGH, -1, 'thinkingLevel':'high'",
                "models/gemini-flash-latest, MEDIUM, -1, 'thinkingLevel':'medium'",
                "gemini-3-pro-preview, BUDGET, 3000, 'thinkingBudget':3000",
                "gemini-3-pro-preview, BUDGET, 0, 'thinkingLevel':'low'",
            })
    void asksEachGenerationForThinkingInItsWords(String model, Effort effort, int budget, String config)
            throws IOException, UncarriedException {
        assertThat(thinking(model, new Thinking(effort, budget, false)))
                .contains("'generationConfig':{'thinkingConfig':{" + config + "}}");
        assertThat(thinking(model, new Thinking(effort, budget, true)))
                .contains("{" + config + ",'includeThoughts':true}");
    }

    @Test
    void leavesItToNewModelsHowMuchToThink() throws IOException, UncarriedException {
        assertThat(thinking(NEW, new Thinking(Effort.ADAPTIVE, -1, false))).isEqualTo("{'contents':[]}");
        assertThat(thinking(NEW, new Thinking(Effort.ADAPTIVE, -1, true)))
                .contains("'thinkingConfig':{'includeThoughts':true}");
    }

    private String thinking(String model, Thinking thinking) throws IOException, UncarriedException {
        return strict.written(model, new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, null, thinking))
                .replace('"', '\'');
    }

    @Test
    void namesTheModelToCountFor() throws IOException, UncarriedException {
        RequestWriter counting = new GenerateContent().countingWriter();

        assertThat(strict.written(counting, OLD, NOTHING, turn(Role.USER, text("a"))))
                .isEqualTo(Reading.json("{'generateContentRequest':{'model':'models/gemini-2.5-flash',"
                        + "'contents':[{'role':'user','parts':[{'text':'a'}]}]}}"));
    }
}
