package dev.sluice.core.dialect.translate.messages;

import static dev.sluice.core.dialect.translate.messages.Conversations.call;
import static dev.sluice.core.dialect.translate.messages.Conversations.options;
import static dev.sluice.core.dialect.translate.messages.Conversations.result;
import static dev.sluice.core.dialect.translate.messages.Conversations.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media.Kind;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesWriterTest {

    private static final Turn HELLO = turn(Role.USER, new Part.Text("Hello"));

    private final Conversations conversation = new Conversations();

    private JsonNode messages(Turn... turns) throws Exception {
        return conversation.written(Conversations.NOTHING, turns).path("messages");
    }

    private static JsonNode tree(String apostrophes) {
        return Golden.tree(Golden.json(apostrophes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void writesWhatItReads(String name) throws Exception {
        String request = Golden.file("requests/messages/" + name + ".json");
        ChatOptions options = conversation.options(request);
        Turn[] turns = conversation.turns(request).toArray(Turn[]::new);

        String written = conversation.text("m", options, turns);

        assertThat(conversation.options(written)).isEqualTo(expected(options, name));
        assertThat(content(conversation.turns(written))).isEqualTo(content(List.of(turns)));
        assertThat(conversation.lost()).isEmpty();
    }

    /** A temperature of 1 is what there is without one, too. */
    private static ChatOptions expected(ChatOptions options, String name) {
        if (!name.equals("length")) {
            return options;
        }
        var knobs = new java.util.EnumMap<>(options.knobs());
        knobs.remove(dev.sluice.core.chat.Option.TEMPERATURE);
        return new ChatOptions(List.of(), knobs, List.of(), List.of(), null, null, null);
    }

    private static List<List<Part>> content(List<Turn> turns) {
        return turns.stream().map(Turn::parts).toList();
    }

    @Test
    void writesTheModelAndWhetherAStreamIsAskedFor() throws Exception {
        ObjectNode expected = (ObjectNode) tree("{'model':'claude-sonnet-4-5','max_tokens':8192,'stream':true,"
                + "'messages':[{'role':'user','content':[{'type':'text','text':'Hello'}]}]}");

        assertThat(conversation.written(Conversations.NOTHING, HELLO)).isEqualTo(expected);
    }

    @Test
    void collectsSystemTurnsWhereverTheyStand() throws Exception {
        JsonNode request = conversation.written(
                new ChatOptions(List.of(new Part.Text("One.")), Map.of(), List.of(), List.of(), null, null, null),
                turn(Role.SYSTEM, new Part.Text("Two.")),
                HELLO,
                turn(Role.SYSTEM, new Part.Text(" "), new Part.Text("Three.")),
                turn(Role.USER, new Part.Text("again")));

        assertThat(request.path("system"))
                .isEqualTo(tree("[{'type':'text','text':'One.'},{'type':'text','text':'Two.'},"
                        + "{'type':'text','text':'Three.'}]"));
        assertThat(request.path("messages"))
                .isEqualTo(tree("[{'role':'user','content':[{'type':'text','text':'Hello'},"
                        + "{'type':'text','text':'again'}]}]"));
    }

    @Test
    void writesOneSystemTextAsText() throws Exception {
        JsonNode request =
                conversation.written(Conversations.NOTHING, turn(Role.SYSTEM, new Part.Text("Be brief.")), HELLO);

        assertThat(request.path("system").asText()).isEqualTo("Be brief.");
    }

    @Test
    void mergesWhatToolsGaveWithWhatTheUserSays() throws Exception {
        JsonNode messages = messages(
                HELLO,
                turn(Role.ASSISTANT, new Part.Text("Wait."), call("a", "f", "{\"x\":1e400}")),
                turn(Role.ASSISTANT, call("b.1:0", "g", "")),
                turn(Role.TOOL, result("a", "", "1")),
                turn(
                        Role.TOOL,
                        new Part.ToolResult("b.1:0", "g", List.of(new Part.Text(""), new Part.Text("2")), true),
                        new Part.ToolResult("c", "", List.of(), false)),
                turn(Role.USER, new Part.Text(""), new Part.Text("And?")));

        assertThat(messages)
                .isEqualTo(tree("[{'role':'user','content':[{'type':'text','text':'Hello'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'Wait.'},"
                        + "{'type':'tool_use','id':'a','name':'f','input':{'x':1e400}},"
                        + "{'type':'tool_use','id':'b_1_0','name':'g','input':{}}]},"
                        + "{'role':'user','content':["
                        + "{'type':'tool_result','tool_use_id':'a','content':[{'type':'text','text':'1'}]},"
                        + "{'type':'tool_result','tool_use_id':'b_1_0','content':[{'type':'text','text':'2'}],"
                        + "'is_error':true},{'type':'tool_result','tool_use_id':'c'},"
                        + "{'type':'text','text':'And?'}]}]"));
    }

    @Test
    void keepsArgumentsAsTheyAreWritten() throws Exception {
        String arguments = "{ \"n\": 123456789012345678901234567890.10, \"x\": 1e400 }";

        assertThat(conversation.text("m", Conversations.NOTHING, turn(Role.ASSISTANT, call("a", "f", arguments))))
                .contains("\"input\":" + arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "{\"a\":", "{}{}", "{} x", "\"{}\""})
    void refusesArgumentsThatAreNoObject(String arguments) {
        UncarriedException refused = catchThrowableOfType(
                UncarriedException.class, () -> messages(turn(Role.ASSISTANT, call("a", "f", arguments))));

        assertThat(refused.failure().message()).startsWith("'messages.7' must be ");
    }

    @Test
    void writesMedia() throws Exception {
        JsonNode messages = messages(turn(
                Role.USER,
                media(Kind.IMAGE, new Part.Where.Inline("image/png", "aGk="), "x.png"),
                media(Kind.IMAGE, new Part.Where.Url(null, "https://a/b.png"), null),
                media(Kind.FILE, new Part.Where.Inline("application/pdf", "aGk="), "x.pdf"),
                media(Kind.FILE, new Part.Where.Inline("text/csv", "YSzDvA=="), null),
                media(Kind.FILE, new Part.Where.Inline("image/gif", "aGk="), null),
                media(Kind.FILE, new Part.Where.Url("application/pdf", "http://a/b.pdf"), "")));

        assertThat(messages.path(0).path("content"))
                .isEqualTo(tree("[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'aGk='}},"
                        + "{'type':'image','source':{'type':'url','url':'https://a/b.png'}},"
                        + "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'aGk='},"
                        + "'title':'x.pdf'},"
                        + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'a,ü'}},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/gif','data':'aGk='}},"
                        + "{'type':'document','source':{'type':'url','url':'http://a/b.pdf'}}]"));
        assertThat(conversation.lost()).isEmpty();
    }

    private static Part media(Kind kind, Part.Where where, @org.jspecify.annotations.Nullable String name) {
        return new Part.Media(kind, where, name, "high");
    }

    @Test
    void losesMediaThatAnthropicDoesNotTake() throws Exception {
        Part sound = media(Kind.AUDIO, new Part.Where.Inline("audio/wav", "aGk="), null);
        Turn[] turns = {
            new Turn(Role.USER, List.of(new Part.Text("Hello"), sound), "m.0"),
            new Turn(Role.USER, List.of(media(Kind.FILE, new Part.Where.Id("file-1"), null)), "m.1"),
            new Turn(Role.USER, List.of(media(Kind.IMAGE, new Part.Where.Url(null, "gs://a/b"), null)), "m.2"),
            new Turn(Role.USER, List.of(media(Kind.FILE, new Part.Where.Inline("application/zip", ""), null)), "m.3"),
            new Turn(Role.ASSISTANT, List.of(media(Kind.IMAGE, new Part.Where.Inline("image/png", ""), null)), "m.4"),
            new Turn(Role.TOOL, List.of(new Part.ToolResult("a", "", List.of(sound), false)), "m.5"),
        };

        JsonNode messages = messages(turns);

        assertThat(messages)
                .isEqualTo(tree("[{'role':'user','content':[{'type':'text','text':'Hello'},"
                        + "{'type':'tool_result','tool_use_id':'a','content':[]}]}]"));
        assertThat(conversation.lost()).containsExactly("m.0", "m.1", "m.2", "m.3", "m.4", "m.5");
    }

    @Test
    void refusesTextFilesThatAreNoBase64() {
        Part file = media(Kind.FILE, new Part.Where.Inline("text/plain", "a"), null);

        assertThat(catchThrowableOfType(UncarriedException.class, () -> messages(turn(Role.USER, file))))
                .isNotNull();
    }

    @Test
    void writesThoughtsOnlyWhereTheyAreSigned() throws Exception {
        JsonNode messages = messages(
                HELLO,
                turn(
                        Role.ASSISTANT,
                        new Part.Thinking("unsigned", null),
                        new Part.Thinking("", "s"),
                        new Part.HiddenThinking("d"),
                        new Part.ToolCall("a", "f", "{}", "theirs"),
                        new Part.Refusal("No.")));

        assertThat(messages.path(1).path("content"))
                .isEqualTo(tree("[{'type':'thinking','thinking':'','signature':'s'},"
                        + "{'type':'redacted_thinking','data':'d'},"
                        + "{'type':'tool_use','id':'a','name':'f','input':{}},{'type':'text','text':'No.'}]"));
    }

    @Test
    void namesCallsWhereTheFormatHasNoIds() throws Exception {
        JsonNode messages = messages(
                turn(Role.ASSISTANT, call("", "f", "{}"), call("", "g", "{}"), call("", "f", "{}")),
                turn(Role.TOOL, result("", "g", "1"), result("", "f", "2"), result("", "f", "3")));

        assertThat(messages.path(0).path("content").findValuesAsText("id"))
                .containsExactly("call_0", "call_1", "call_2");
        assertThat(messages.path(1).path("content").findValuesAsText("tool_use_id"))
                .containsExactly("call_1", "call_0", "call_2");
    }

    @Test
    void refusesAResultOfNoCall() {
        UncarriedException refused =
                catchThrowableOfType(UncarriedException.class, () -> messages(turn(Role.TOOL, result("", "f", "1"))));

        assertThat(refused.failure().message()).startsWith("'messages.7' must be ");
    }

    @Test
    void hasRoomForTheThoughtsBesideTheAnswer() throws Exception {
        JsonNode request = conversation.written(
                options(
                        Map.of(),
                        new dev.sluice.core.chat.Thinking(dev.sluice.core.chat.Thinking.Effort.BUDGET, 4000, true)),
                HELLO);

        assertThat(request.path("thinking")).isEqualTo(tree("{'type':'enabled','budget_tokens':4000}"));
        assertThat(request.path("max_tokens").asInt()).isEqualTo(12_192);
    }
}
