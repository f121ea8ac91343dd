package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEventWriterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AnswerEvents writer = new Messages().streamWriter(MessageWriterTest.ASKED, bytes);

    /** What has been written since it was asked last. */
    private String written() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text;
    }

    private static String event(String data) {
        String json = Golden.json(data);
        return "event: " + Golden.tree(json).path("type").asText() + "\ndata: " + json + "\n\n";
    }

    private static String delta(int index, String delta) {
        return event("{'type':'content_block_delta','index':" + index + ",'delta':{" + delta + "}}");
    }

    private static String start(int index, String block) {
        return event("{'type':'content_block_start','index':" + index + ",'content_block':{" + block + "}}");
    }

    private static String stop(int index) {
        return event("{'type':'content_block_stop','index':" + index + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void writesWhatIsRead(String name) throws Exception {
        List<String> data = Golden.data(Golden.file("streams/messages/" + name + ".sse"));

        Golden.feed(new Messages().streamParser(writer), data);

        assertThat(comparable(Golden.data(written()))).isEqualTo(comparable(data));
    }

    /** Without pings, empty pieces, and what only Anthropic counts. */
    private static List<JsonNode> comparable(List<String> data) {
        List<JsonNode> events = new ArrayList<>();
        for (String each : data) {
            JsonNode event = Golden.tree(each);
            if (event.path("message").isObject()) {
                ((ObjectNode) event.path("message")).remove("usage");
            }
            if (event.path("delta").isObject()) {
                ((ObjectNode) event.path("delta")).remove("stop_details");
            }
            if (event.path("usage").isObject()) {
                ((ObjectNode) event.path("usage")).remove("cache_creation");
            }
            boolean empty = event.path("type").asText().equals("ping")
                    || event.at("/delta/partial_json").asText("x").isEmpty()
                    || event.at("/delta/partial_json").asText().equals("{}");
            if (!empty) {
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void tellsAtOnceWhatItHears() {
        writer.started("i", "m");

        assertThat(written())
                .isEqualTo(event("{'type':'message_start','message':{'id':'i','type':'message','role':'assistant',"
                        + "'model':'m','content':[],'stop_reason':null,'stop_sequence':null,"
                        + "'usage':{'input_tokens':0,'output_tokens':0}}}"));

        writer.text("A");

        assertThat(written())
                .isEqualTo(start(0, "'type':'text','text':''") + delta(0, "'type':'text_delta','text':'A'"));

        writer.text("");
        writer.text("ü");

        assertThat(written()).isEqualTo(delta(0, "'type':'text_delta','text':'ü'"));
    }

    @Test
    void closesABlockBeforeTheNextBegins() {
        writer.thinking("hm");
        writer.signature("s");
        writer.thinking("ha");
        writer.text("A");
        writer.hiddenThinking("d");
        writer.text("B");

        assertThat(written())
                .isEqualTo(start(0, "'type':'thinking','thinking':'','signature':''")
                        + delta(0, "'type':'thinking_delta','thinking':'hm'")
                        + delta(0, "'type':'signature_delta','signature':'s'")
                        + stop(0)
                        + start(1, "'type':'thinking','thinking':'','signature':''")
                        + delta(1, "'type':'thinking_delta','thinking':'ha'")
                        + stop(1)
                        + start(2, "'type':'text','text':''")
                        + delta(2, "'type':'text_delta','text':'A'")
                        + stop(2)
                        + start(3, "'type':'redacted_thinking','data':'d'")
                        + stop(3)
                        + start(4, "'type':'text','text':''")
                        + delta(4, "'type':'text_delta','text':'B'"));
    }

    @Test
    void tellsCallsInPieces() {
        writer.toolCall("", "f", "ofCall");
        writer.arguments("");
        writer.arguments("{\"x\":");
        writer.arguments("1}");
        writer.toolCall("b", "g", null);
        writer.finished(Finish.STOP, null);

        assertThat(written())
                .isEqualTo(start(0, "'type':'redacted_thinking','data':'tool_use:ofCall'")
                        + stop(0)
                        + start(
                                1,
                                "'type':'tool_use','id':'call_0123456789ab0','name':'f','input':{},"
                                        + "'caller':{'type':'direct'}")
                        + delta(1, "'type':'input_json_delta','partial_json':'{\\'x\\':'")
                        + delta(1, "'type':'input_json_delta','partial_json':'1}'")
                        + stop(1)
                        + start(2, "'type':'tool_use','id':'b','name':'g','input':{},'caller':{'type':'direct'}")
                        + stop(2));

        writer.ended();

        assertThat(written()).contains(Golden.json("'delta':{'stop_reason':'tool_use','stop_sequence':null}"));
    }

    @Test
    void writesTheUsageThatFollowsTheReason() {
        writer.text("A");
        writer.usage(Usage.tokens(1, 1)
                .but()
                .cachedInput(0)
                .cacheWrite(0)
                .reasoning(0)
                .cacheWriteHour(0)
                .build());
        written();

        writer.finished(Finish.STOP_SEQUENCE, "END");

        assertThat(written()).isEqualTo(stop(0));

        writer.usage(Usage.tokens(10, 5).but().cachedInput(4).build());
        writer.ended();

        assertThat(written())
                .isEqualTo(event("{'type':'message_delta','delta':{'stop_reason':'stop_sequence',"
                                + "'stop_sequence':'END'},'usage':{'input_tokens':6,'cache_read_input_tokens':4,"
                                + "'output_tokens':5}}")
                        + event("{'type':'message_stop'}"));
    }

    @Test
    void saysThatTheModelDeclines() {
        writer.refusal("No.");
        writer.finished(Finish.STOP, null);
        writer.ended();

        assertThat(written())
                .contains("\"text\":\"No.\"")
                .contains(Golden.json("'delta':{'stop_reason':'refusal','stop_sequence':null}"));
    }
}
