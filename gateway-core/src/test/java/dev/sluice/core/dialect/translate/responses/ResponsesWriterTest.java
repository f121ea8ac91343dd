package dev.sluice.core.dialect.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesWriterTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Usage USAGE =
            Usage.tokens(30, 20).but().cachedInput(10).reasoning(5).build();

    @Test
    void writesAWholeAnswerWithAllThatSdksWant() throws Exception {
        JsonNode answer = whole(to -> {
            to.started("msg_1", "claude");
            to.text("Hello");
            to.usage(USAGE);
            to.finished(Finish.STOP, null);
            to.ended();
        });

        assertThat(answer).isEqualTo(MAPPER.readTree("""
                        {"id":"msg_1","object":"response","created_at":1764104400,"status":"completed",
                        "background":false,"error":null,"incomplete_details":null,"instructions":null,
                        "max_output_tokens":null,"model":"claude","output":[{
                        "id":"msg_0123456789abcdef0123456789abcdef_0","type":"message","status":"completed",
                        "role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],
                        "text":"Hello"}]}],"parallel_tool_calls":true,"previous_response_id":null,
                        "reasoning":{"effort":null,"summary":null},"store":false,"temperature":null,
                        "text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_p":null,
                        "truncation":"disabled","usage":{"input_tokens":30,"input_tokens_details":
                        {"cached_tokens":10,"cache_write_tokens":0},"output_tokens":20,
                        "output_tokens_details":{"reasoning_tokens":5},"total_tokens":50},"user":null,
                        "metadata":{}}
                        """));
    }

    @Test
    void makesIdsOfTheExchangeWhereThereAreNone() throws Exception {
        JsonNode answer = whole(to -> {
            to.started("", "");
            to.toolCall("", "f", null);
            to.toolCall("", "g", null);
            to.finished(Finish.TOOL_CALLS, null);
            to.ended();
        });

        assertThat(answer.path("id").asText()).isEqualTo("resp_0123456789abcdef0123456789abcdef");
        assertThat(answer.path("model").asText()).isEqualTo("fast");
        assertThat(answer.path("usage").isNull()).isTrue();
        assertThat(answer.path("output").findValuesAsText("call_id"))
                .containsExactly("call_0123456789ab1", "call_0123456789ab2");
        assertThat(answer.path("output").findValuesAsText("arguments")).containsExactly("{}", "{}");
    }

    @Test
    void saysWhyAnAnswerIsIncomplete() throws Exception {
        JsonNode cut = whole(to -> {
            to.started("r", "m");
            to.text("one, two");
            to.finished(Finish.LENGTH, null);
            to.ended();
        });
        JsonNode filtered = whole(to -> {
            to.started("r", "m");
            to.finished(Finish.CONTENT_FILTER, null);
            to.ended();
        });

        assertThat(cut.path("status").asText()).isEqualTo("incomplete");
        assertThat(cut.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(cut.at("/output/0/status").asText()).isEqualTo("incomplete");
        assertThat(filtered.at("/incomplete_details/reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void takesARefusalForAnAnswer() throws Exception {
        JsonNode answer = whole(to -> {
            to.started("r", "m");
            to.refusal("No.");
            to.finished(Finish.CONTENT_FILTER, null);
            to.ended();
        });

        assertThat(answer.path("status").asText()).isEqualTo("completed");
        assertThat(answer.at("/output/0/content/0/refusal").asText()).isEqualTo("No.");
    }

    @Test
    void writesEveryStepOfAStreamAtOnce() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEvents writer = new Responses().streamWriter(Recorded.ASKED, out);

        writer.started("r", "m");
        assertThat(steps(out)).containsExactly("response.created", "response.in_progress");
        writer.thinking("hm");
        assertThat(steps(out))
                .containsExactly(
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta");
        writer.signature("sealed");
        assertThat(steps(out))
                .containsExactly(
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done");
        writer.text("Hel");
        writer.text("lo");
        assertThat(steps(out))
                .containsExactly(
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta");
        writer.toolCall("c", "f", null);
        assertThat(steps(out))
                .containsExactly(
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added");
        writer.arguments("{}");
        assertThat(steps(out)).containsExactly("response.function_call_arguments.delta");
        writer.finished(Finish.TOOL_CALLS, null);
        assertThat(steps(out)).containsExactly("response.function_call_arguments.done", "response.output_item.done");
        writer.usage(USAGE);
        assertThat(steps(out)).isEmpty();
        writer.ended();
        assertThat(steps(out)).containsExactly("response.completed");
    }

    @Test
    void numbersEventsAndNamesThemTwice() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEvents writer = new Responses().streamWriter(Recorded.ASKED, out);
        writer.started("r", "m");
        writer.refusal("No.");
        writer.finished(Finish.LENGTH, null);
        writer.ended();

        List<JsonNode> events = events(out);
        String text = out.toString(StandardCharsets.UTF_8);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
            assertThat(text).contains("event: " + events.get(i).path("type").asText() + "\ndata: ");
        }
        assertThat(events.get(events.size() - 1).path("type").asText()).isEqualTo("response.incomplete");
        assertThat(events).extracting(event -> event.path("type").asText()).contains("response.refusal.delta");
    }

    @Test
    void tellsWhereEachDeltaStands() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AnswerEvents writer = new Responses().streamWriter(Recorded.ASKED, out);
        writer.started("r", "m");
        writer.toolCall("c", "f", null);
        writer.text("one");
        writer.refusal("two");

        JsonNode last = events(out).get(events(out).size() - 1);
        assertThat(last).isEqualTo(MAPPER.readTree("""
                        {"type":"response.refusal.delta","sequence_number":12,
                        "item_id":"msg_0123456789abcdef0123456789abcdef_1","output_index":1,"content_index":1,
                        "delta":"two"}"""));
    }

    @Test
    void writesSealedThoughtsSoThatTheyComeBackAsTheyWere() throws Exception {
        JsonNode answer = whole(to -> {
            to.started("r", "m");
            to.hiddenThinking("redacted");
            to.signature("no words");
            to.thinking("words");
            to.signature("signed");
            to.toolCall("c", "f", "of the call");
            to.arguments("{}");
            to.finished(Finish.TOOL_CALLS, null);
            to.ended();
        });

        List<String> parts = new ArrayList<>();
        String request = "{\"input\":" + answer.path("output") + "}";
        new ResponsesRequestReader()
                .turns(
                        Recorded.json(request),
                        turn -> turn.parts().forEach(part -> parts.add(part.toString())),
                        new dev.sluice.core.chat.Losses(dev.sluice.core.chat.Losses.Mode.STRICT, "x"));
        assertThat(parts)
                .containsExactly(
                        "HiddenThinking[sealed=redacted]",
                        "Thinking[text=, signature=no words]",
                        "Thinking[text=words, signature=signed]",
                        "ToolCall[id=c, name=f, argumentsJson={}, signature=of the call]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void writesWhatTheParsersRead(String name) throws Exception {
        Heard heard = new Heard();
        Heard ofStream = new Heard();
        Heard ofWhole = new Heard();
        String stream = Recorded.text("streams/responses/" + name + ".sse");
        ByteArrayOutputStream streamed = new ByteArrayOutputStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();

        Recorded.feed(stream, heard);
        Recorded.feed(stream, new Responses().streamWriter(Recorded.ASKED, streamed));
        Recorded.feed(stream, new Responses().answerWriter(Recorded.ASKED, whole));

        Recorded.feed(streamed.toString(StandardCharsets.UTF_8), ofStream);
        try (JsonParser in =
                Recorded.json(whole.toString(StandardCharsets.UTF_8)).open()) {
            new ResponsesAnswerParser().read(in, ofWhole);
        }
        assertThat(ofStream.lines()).isEqualTo(heard.lines());
        assertThat(ofWhole.lines()).isEqualTo(heard.lines());
    }

    @Test
    void holdsSoMuchAndNoMore() {
        AnswerEvents writer = new Responses().streamWriter(Recorded.ASKED, java.io.OutputStream.nullOutputStream());
        String much = "x".repeat(ResponsesWriter.MOST_CHARS / 8);
        writer.started("r", "m");
        writer.thinking(much);
        writer.toolCall("c", "f", null);
        for (int i = 0; i < 3; i++) {
            writer.arguments(much);
        }
        for (int i = 0; i < 4; i++) {
            writer.text(much);
        }

        assertThatThrownBy(() -> writer.text("x")).isInstanceOf(UncheckedIOException.class);
    }

    private static JsonNode whole(Consumer<AnswerEvents> answer) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.accept(new Responses().answerWriter(Recorded.ASKED, out));
        return MAPPER.readTree(out.toByteArray());
    }

    private static List<JsonNode> events(ByteArrayOutputStream out) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(MAPPER.readTree(line.substring(6)));
            }
        }
        return events;
    }

    /** The types of the events that were written since the last time. */
    private static List<String> steps(ByteArrayOutputStream out) throws Exception {
        List<String> types = new ArrayList<>();
        for (JsonNode each : events(out)) {
            types.add(each.path("type").asText());
        }
        out.reset();
        return types;
    }
}
