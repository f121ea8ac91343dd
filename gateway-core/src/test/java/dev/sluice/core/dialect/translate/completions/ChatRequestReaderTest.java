package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media;
import dev.sluice.core.chat.Part.Where;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestReaderTest {

    private static final Extras.Rules RULES = new Extras.Rules(Map.of(), Set.of("user", "metadata"));

    private final Losses strict = new Losses(Losses.Mode.STRICT, "another format");
    private final Losses lenient = new Losses(Losses.Mode.LENIENT, "another format");

    private static ChatOptions options(String json, Losses losses) throws IOException, UncarriedException {
        return new ChatRequestReader()
                .options(() -> Json.FACTORY.createParser(json), new Extras(RULES, losses), losses);
    }

    private static List<Turn> turns(String messages, Losses losses) throws IOException, UncarriedException {
        List<Turn> turns = new ArrayList<>();
        String json = "{\"model\":\"m\",\"messages\":" + messages + ",\"temperature\":1}";
        new ChatRequestReader().turns(() -> Json.FACTORY.createParser(json), turns::add, losses);
        return turns;
    }

    private List<Part> parts(String message) throws IOException, UncarriedException {
        return turns("[" + message + "]", strict).get(0).parts();
    }

    private static String user(String part) {
        return "{\"role\":\"user\",\"content\":[" + part + "]}";
    }

    @Test
    void readsNumbersAsTheyAreWritten() throws Exception {
        ChatOptions options = options("""
                {"messages":[{"role":"user","content":{"max_tokens":9}}],"model":"m","stream":true,
                 "temperature":0.70,"top_p":1e-1,"top_k":40,"seed":12345678901234567890123,
                 "frequency_penalty":0.5,"presence_penalty":-2,"max_tokens":7,"parallel_tool_calls":false}""", strict);
        assertThat(options.knobs())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Option.TEMPERATURE, new Knob("0.70", "temperature"),
                        Option.TOP_P, new Knob("1e-1", "top_p"),
                        Option.TOP_K, new Knob("40", "top_k"),
                        Option.SEED, new Knob("12345678901234567890123", "seed"),
                        Option.FREQUENCY_PENALTY, new Knob("0.5", "frequency_penalty"),
                        Option.PRESENCE_PENALTY, new Knob("-2", "presence_penalty"),
                        Option.MAX_TOKENS, new Knob("7", "max_tokens"),
                        Option.PARALLEL_TOOL_CALLS, new Knob("false", "parallel_tool_calls")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_tokens\":1,\"max_completion_tokens\":2}",
                "{\"max_completion_tokens\":2,\"max_tokens\":1}"
            })
    void prefersTheNewerNameOfMaxTokens(String json) throws Exception {
        assertThat(options(json, strict).knobs().get(Option.MAX_TOKENS))
                .isEqualTo(new Knob("2", "max_completion_tokens"));
    }

    @Test
    void takesDefaultsForNothing() throws Exception {
        ChatOptions options = options("""
                {"n":1,"logprobs":false,"top_logprobs":0,"modalities":["text"],"audio":null,"stop":null,"tools":[],
                 "frequency_penalty":0,"presence_penalty":0.0,"parallel_tool_calls":true,"verbosity":"medium",
                 "response_format":{"type":"text"},"user":"u","metadata":{"a":"b"},"functions":[]}""", strict);
        assertThat(options).isEqualTo(options("{}", strict));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    n | 2
                    logprobs | true
                    top_logprobs | 3
                    logit_bias | {"50256":-100}
                    modalities | ["text","audio"]
                    audio | {"voice":"alloy","format":"wav"}
                    prediction | {"type":"content","content":"x"}
                    web_search_options | {"search_context_size":"low"}
                    functions | [{"name":"f"}]
                    service_tier | "flex"
                    verbosity | "low"
                    something_new | 1
                    """)
    void losesWhatOnlyOpenAiKnows(String field, String value) throws Exception {
        String json = "{\"" + field + "\":" + value + "}";
        assertThat(failure(() -> options(json, strict)).code()).isEqualTo(Failure.Code.UNSUPPORTED_FIELD);
        assertThat(failure(() -> options(json, strict)).param()).isEqualTo(field);
        options(json, lenient);
        assertThat(lenient.fields()).containsExactly(field);
    }

    @Test
    void readsStopAsStringOrArray() throws Exception {
        assertThat(options("{\"stop\":\"END\"}", strict).stop()).containsExactly("END");
        assertThat(options("{\"stop\":[\"a\",\"b\"]}", strict).stop()).containsExactly("a", "b");
    }

    @Test
    void readsTools() throws Exception {
        ChatOptions options = options("""
                {"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,
                 "parameters":{"type":"object","properties":{"n":{"maximum":1.00}}}}},
                 {"type":"function","function":{"name":"g","parameters":null}}],
                 "tool_choice":{"type":"function","function":{"name":"g"}}}""", strict);
        assertThat(options.tools())
                .containsExactly(
                        new Tool("f", "d", "{\"type\":\"object\",\"properties\":{\"n\":{\"maximum\":1.00}}}", true),
                        new Tool("g", null, "", null));
        assertThat(options.toolChoice()).isEqualTo(new ToolChoice.Named("g"));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "none, NONE", "required, REQUIRED"})
    void readsWhetherToolsMustBeCalled(String choice, ToolChoice.Any expected) throws Exception {
        assertThat(options("{\"tool_choice\":\"" + choice + "\"}", strict).toolChoice())
                .isEqualTo(expected);
    }

    @Test
    void losesCustomTools() throws Exception {
        String json = "{\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}],"
                + "\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}}";
        assertThat(options(json, lenient).tools()).isEmpty();
        assertThat(lenient.fields()).containsExactly("tools.0.type", "tool_choice.type");
    }

    @Test
    void readsTheFormOfTheAnswer() throws Exception {
        assertThat(options("{\"response_format\":{\"type\":\"json_object\"}}", strict)
                        .shape())
                .isEqualTo(new AnswerShape.Json());
        assertThat(options(
                                "{\"response_format\":{\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":"
                                        + "\"object\"},"
                                        + "\"strict\":false},\"type\":\"json_schema\"}}",
                                strict)
                        .shape())
                .isEqualTo(new AnswerShape.Schema("s", null, "{\"type\":\"object\"}", false));
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", "minimal, MINIMAL", "low, LOW", "medium, MEDIUM", "high, HIGH", "xhigh, XHIGH"})
    void readsTheEffort(String effort, Thinking.Effort expected) throws Exception {
        assertThat(options("{\"reasoning_effort\":\"" + effort + "\"}", strict).thinking())
                .isEqualTo(new Thinking(expected, Thinking.NO_BUDGET, expected != Thinking.Effort.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"temperature":"hot"} | temperature
                    {"max_tokens":1.5} | max_tokens
                    {"n":"1"} | n
                    {"parallel_tool_calls":"no"} | parallel_tool_calls
                    {"stop":[1]} | stop.0
                    {"stop":5} | stop
                    {"tools":{}} | tools
                    {"tools":[{"type":"function","function":{}}]} | tools.0.function.name
                    {"tools":[{"function":{"name":"f","parameters":"x"}}]} | tools.0.function.parameters
                    {"tool_choice":"maybe"} | tool_choice
                    {"tool_choice":1} | tool_choice
                    {"response_format":{"type":"yaml"}} | response_format.type
                    {"response_format":{"type":"json_schema"}} | response_format.json_schema.schema
                    {"reasoning_effort":"enormous"} | reasoning_effort
                    """)
    void refusesOptionsThatItsOwnFormatDoesNotKnow(String json, String field) {
        Failure failure = failure(() -> options(json, lenient));
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_REQUEST);
        assertThat(failure.param()).isEqualTo(field);
    }

    @Test
    void readsEachMessageAsATurn() throws Exception {
        List<Turn> turns = turns("""
                [{"role":"developer","content":"Be brief."},{"content":"Hi","role":"user"},
                 {"role":"assistant","content":"Hello","refusal":null,"annotations":[],"audio":null,
                  "reasoning_content":"hm","function_call":null,"tool_calls":null},
                 {"role":"system","content":[{"type":"text","text":"Now long."}]}]""", strict);
        assertThat(turns)
                .containsExactly(
                        new Turn(Role.SYSTEM, List.of(new Part.Text("Be brief.")), "messages.0"),
                        new Turn(Role.USER, List.of(new Part.Text("Hi")), "messages.1"),
                        new Turn(Role.ASSISTANT, List.of(new Part.Text("Hello")), "messages.2"),
                        new Turn(Role.SYSTEM, List.of(new Part.Text("Now long.")), "messages.3"));
    }

    @Test
    void readsCallsAndWhatTheyGave() throws Exception {
        List<Turn> turns = turns("""
                [{"role":"assistant","tool_calls":[
                   {"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"n\\": 1.00}"},
                    "extra_content":{"google":{"thought_signature":"c2ln"}}},
                   {"id":"c2","type":"function","function":{"name":"g","arguments":""}}],"content":"Wait."},
                 {"role":"tool","content":"","tool_call_id":"c1","name":"f"},
                 {"role":"tool","content":[{"type":"text","text":"2"}],"tool_call_id":"c2"}]""", strict);
        assertThat(turns.get(0).parts())
                .containsExactly(
                        new Part.Text("Wait."),
                        new Part.ToolCall("c1", "f", "{\"n\": 1.00}", "c2ln"),
                        new Part.ToolCall("c2", "g", "", null));
        assertThat(turns.get(1))
                .isEqualTo(
                        new Turn(Role.TOOL, List.of(new Part.ToolResult("c1", "f", List.of(), false)), "messages.1"));
        assertThat(turns.get(2).parts())
                .containsExactly(new Part.ToolResult("c2", "", List.of(new Part.Text("2")), false));
    }

    @Test
    void readsRefusals() throws Exception {
        assertThat(parts("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}"))
                .containsExactly(new Part.Refusal("No."));
        assertThat(parts("{\"role\":\"assistant\",\"content\":[{\"refusal\":\"No.\",\"type\":\"refusal\"}]}"))
                .containsExactly(new Part.Refusal("No."));
    }

    @Test
    void readsMedia() throws Exception {
        assertThat(parts(user("""
                        {"type":"image_url","image_url":{"url":"data:image/PNG;charset=x;base64,iVBO","detail":"auto"}},
                        {"image_url":{"detail":"low","url":"https://a.b/c.jpg"},"type":"image_url"},
                        {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}},
                        {"type":"input_audio","input_audio":{"data":"SUQz","format":"mp3"}},
                        {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}},
                        {"type":"file","file":{"file_id":"file-1"}},{"type":"text","text":""}""")))
                .containsExactly(
                        new Media(
                                Media.Kind.IMAGE,
                                new Where.Inline("image/png", "iVBO"),
                                null,
                                null,
                                "messages.0.content.0"),
                        new Media(
                                Media.Kind.IMAGE,
                                new Where.Url(null, "https://a.b/c.jpg"),
                                null,
                                "low",
                                "messages.0.content.1"),
                        new Media(
                                Media.Kind.AUDIO,
                                new Where.Inline("audio/wav", "UklG"),
                                null,
                                null,
                                "messages.0.content.2"),
                        new Media(
                                Media.Kind.AUDIO,
                                new Where.Inline("audio/mp3", "SUQz"),
                                null,
                                null,
                                "messages.0.content.3"),
                        new Media(
                                Media.Kind.FILE,
                                new Where.Inline("application/pdf", "JVBE"),
                                "a.pdf",
                                null,
                                "messages.0.content.4"),
                        new Media(Media.Kind.FILE, new Where.Id("file-1"), null, null, "messages.0.content.5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"role":"user","content":"x","name":"ann"} | messages.0.name
                    {"role":"user","content":[{"type":"video_url","video_url":{}}]} | messages.0.content.0.type
                    {"role":"assistant","audio":{"id":"a"}} | messages.0.audio
                    {"role":"assistant","tool_calls":[{"id":"c","type":"custom"}]} | messages.0.tool_calls.0.type
                    {"role":"user","content":"x","weight":1} | messages.0.weight
                    """)
    void losesOfMessagesWhatOnlyOpenAiKnows(String message, String field) throws Exception {
        assertThat(failure(() -> parts(message)).param()).isEqualTo(field);
        turns("[" + message + "]", lenient);
        assertThat(lenient.fields()).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "hi" | messages.0
                    {"content":"x"} | messages.0.role
                    {"role":"function","name":"f","content":"x"} | messages.0.role
                    {"role":"assistant","function_call":{"name":"f","arguments":"{}"}} | messages.0.function_call
                    {"role":"user"} | messages.0.content
                    {"role":"user","content":null} | messages.0.content
                    {"role":"user","content":5} | messages.0.content
                    {"role":"user","content":["x"]} | messages.0.content.0
                    {"role":"user","content":[{"text":"x"}]} | messages.0.content.0.type
                    {"role":"user","content":[{"type":"text"}]} | messages.0.content.0.text
                    {"role":"user","content":"","tool_calls":[{"id":"c","function":{"name":"f"}}]}|messages.0.tool_calls
                    {"role":"tool","content":"x"} | messages.0.tool_call_id
                    {"role":"assistant","tool_calls":[{"function":{"name":"f"}}]} | messages.0.tool_calls.0.id
                    {"role":"assistant","tool_calls":[{"id":"c"}]} | messages.0.tool_calls.0.function.name
                    """)
    void refusesMessagesThatItsOwnFormatDoesNotKnow(String message, String field) {
        Failure failure = failure(() -> turns("[" + message + "]", lenient));
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_REQUEST);
        assertThat(failure.param()).isEqualTo(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{", "{} x", "1", "nonsense", "{\\\"a\\\":01}"})
    void refusesArgumentsThatAreNoObject(String arguments) {
        Failure failure = failure(() -> turns(
                "[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\""
                        + arguments + "\"}}]}]",
                lenient));
        assertThat(failure.param()).isEqualTo("messages.0.tool_calls.0.function.arguments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png,abc", "data:;base64,abc", "data:image/png;base64"})
    void refusesImagesWhoseDataCannotBeRead(String url) {
        String part = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}";
        assertThat(failure(() -> parts(user(part))).param()).isEqualTo("messages.0.content.0.image_url.url");
    }

    @Test
    void refusesRequestsWithoutMessages() {
        assertThat(failure(() -> turns("[]", strict)).param()).isEqualTo("messages");
        assertThat(failure(() -> turns("{}", strict)).param()).isEqualTo("messages");
        assertThatThrownBy(() -> options("[]", strict)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> turns("[{\"role\":", strict)).isInstanceOf(IOException.class);
    }

    private static Failure failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        return catchThrowableOfType(UncarriedException.class, reading).failure();
    }
}
