package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentsReadingTest {

    private final Reading strict = Reading.strict();

    private static Turn turn(Role role, int index, Part... parts) {
        return new Turn(role, List.of(parts), "contents." + index);
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    private static Part call(String id, String name, String args) {
        return new Part.ToolCall(id, name, args, null);
    }

    private static Part result(String id, String name, String text) {
        return new Part.ToolResult(id, name, List.of(text(text)), false);
    }

    @Test
    void readsWhoSpeaks() throws IOException, UncarriedException {
        assertThat(strict.turns("[{'parts':[{'text':'a'},{'text':'b'}]},{'parts':[{'text':'c'}],'role':'model'},"
                        + "{'role':'user','parts':[{'text':'d'}]},{'role':'user','parts':{'text':'e'}}]"))
                .containsExactly(
                        turn(Role.USER, 0, text("a"), text("b")),
                        turn(Role.ASSISTANT, 1, text("c")),
                        turn(Role.USER, 2, text("d")),
                        turn(Role.USER, 3, text("e")));
    }

    @Test
    void joinsThePiecesOfWhatTheModelSaid() throws IOException, UncarriedException {
        String sealed = Seal.SIGNATURE.seal("sig");
        assertThat(strict.turns("[{'role':'model','parts':[{'text':'hm','thought':true}]},"
                        + "{'role':'model','parts':[{'text':', yes','thought':true}]},"
                        + "{'role':'model','parts':[{'text':'','thought':true,'thoughtSignature':'" + sealed + "'}]},"
                        + "{'role':'model','parts':[{'text':'It '}]},{'role':'model','parts':[{'text':'is.'}]},"
                        + "{'role':'model','parts':[{'text':''}]}]"))
                .containsExactly(turn(Role.ASSISTANT, 0, new Part.Thinking("hm, yes", "sig"), text("It is.")));
    }

    @Test
    void opensWhatOthersSealedAndLeavesOutWhatOnlyGeminiKnows() throws IOException, UncarriedException {
        String call = "{'functionCall':{'name':'f','args':{}},'thoughtSignature':'";
        assertThat(strict.turns("[{'role':'model','parts':[{'text':'','thought':true,'thoughtSignature':'"
                        + Seal.HIDDEN.seal("secret") + "'}," + call + Seal.SIGNATURE.seal("sig") + "'},"
                        + call + "R2VtaW5pJ3Mgb3du'}]}]"))
                .containsExactly(turn(
                        Role.ASSISTANT,
                        0,
                        new Part.HiddenThinking("secret"),
                        new Part.ToolCall("call_1", "f", "{}", "sig"),
                        new Part.ToolCall("call_2", "f", "{}", null)));
    }

    @Test
    void numbersCallsAndFindsTheirsForResultsByNameAndOrder() throws IOException, UncarriedException {
        assertThat(strict.turns("[{'role':'model','parts':[{'functionCall':{'name':'f','args':{'a':1e400}}},"
                        + "{'functionCall':{'name':'g'}},{'functionCall':{'name':'f','id':'own'}}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'name':'g','response':{'result':'G'}}},"
                        + "{'functionResponse':{'name':'f','response':{'output':{'x':1.0}}}}]},"
                        + "{'role':'function','parts':[{'function_response':{'name':'f','response':{'a':1}}},"
                        + "{'text':'Go on.'}]}]"))
                .containsExactly(
                        turn(
                                Role.ASSISTANT,
                                0,
                                call("call_1", "f", "{\"a\":1e400}"),
                                call("call_2", "g", ""),
                                call("own", "f", "")),
                        turn(
                                Role.TOOL,
                                1,
                                result("call_2", "g", "G"),
                                result("call_1", "f", "{\"x\":1.0}"),
                                result("own", "f", "{\"a\":1}")),
                        turn(Role.USER, 2, text("Go on.")));
    }

    @Test
    void readsWhatAToolGave() throws IOException, UncarriedException {
        assertThat(strict.turns("[{'parts':[{'functionResponse':{'id':'1','name':'f','response':{'error':'no'}}},"
                        + "{'functionResponse':{'id':'2','name':'f','response':{'error':'no','code':7}}},"
                        + "{'functionResponse':{'id':'3','name':'f','response':{},'parts':["
                        + "{'inlineData':{'mimeType':'image/png','data':'AA=='}}]}}]}]"))
                .containsExactly(turn(
                        Role.TOOL,
                        0,
                        new Part.ToolResult("1", "f", List.of(text("no")), true),
                        result("2", "f", "{\"error\":\"no\",\"code\":7}"),
                        new Part.ToolResult(
                                "3",
                                "f",
                                List.of(
                                        text("{}"),
                                        new Part.Media(
                                                Part.Media.Kind.IMAGE,
                                                new Part.Where.Inline("image/png", "AA=="),
                                                null,
                                                null,
                                                "contents.0.parts.2.functionResponse.parts.0.inlineData")),
                                false)));
    }

    @Test
    void readsMedia() throws IOException, UncarriedException {
        assertThat(strict.turns("[{'parts':[{'inline_data':{'mime_type':'image/png','data':'-_8='}},"
                        + "{'fileData':{'fileUri':'gs://b/a.pdf','mimeType':'application/pdf','displayName':'A'}},"
                        + "{'inlineData':{'mimeType':'audio/wav','data':'AA=='}}]}]"))
                .containsExactly(turn(
                        Role.USER,
                        0,
                        new Part.Media(
                                Part.Media.Kind.IMAGE,
                                new Part.Where.Inline("image/png", "+/8="),
                                null,
                                null,
                                "contents.0.parts.0.inlineData"),
                        new Part.Media(
                                Part.Media.Kind.FILE,
                                new Part.Where.Url("application/pdf", "gs://b/a.pdf"),
                                "A",
                                null,
                                "contents.0.parts.1.fileData"),
                        new Part.Media(
                                Part.Media.Kind.AUDIO,
                                new Part.Where.Inline("audio/wav", "AA=="),
                                null,
                                null,
                                "contents.0.parts.2.inlineData")));
    }

    @Test
    void tellsOfPartsThatOthersDoNotHave() throws IOException, UncarriedException {
        Reading lenient = Reading.lenient();

        lenient.turns("[{'role':'model','parts':[{'executableCode':{}},{'text':'a','videoMetadata':{'fps':1}}]}]");

        assertThat(lenient.losses.fields())
                .containsExactly("contents.0.parts.0.executableCode", "contents.0.parts.1.videoMetadata");
    }

    @ParameterizedTest
    @CsvSource({
        "{'role':'system'}, contents.0.role",
        "7, contents.0",
        "{'parts':[{'text':7}]}, contents.0.parts.0.text",
        "{'parts':[{'functionCall':{'args':{}}}]}, contents.0.parts.0.functionCall.name",
        "{'parts':[{'functionCall':{'name':'f';'args':'x'}}]}, contents.0.parts.0.functionCall.args",
        "{'parts':[{'functionResponse':{'name':'f';'response':'x'}}]}, contents.0.parts.0.functionResponse.response",
        "{'parts':[{'inlineData':{'data':'AA=='}}]}, contents.0.parts.0.inlineData",
    })
    void refusesWhatIsMalformed(String content, String field) {
        assertThatThrownBy(() -> Reading.lenient().turns("[" + content.replace(';', ',') + "]"))
                .isInstanceOf(UncarriedException.class)
                .hasMessageContaining("'" + field + "' must be");
    }
}
