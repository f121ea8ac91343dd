package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {

    static final Asked ASKED =
            new Asked("0123456789abcdef0123456789abcdef", 1_764_000_000, "mine", false, Asked.Framing.EVENTS);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AnswerEvents writer = new Messages().answerWriter(ASKED, bytes);

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private JsonNode ended() {
        writer.ended();
        return Golden.tree(text());
    }

    private static JsonNode tree(String apostrophes) {
        return Golden.tree(Golden.json(apostrophes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void writesWhatIsRead(String name) throws Exception {
        String answer = Golden.file("answers/messages/" + name + ".json");
        try (JsonParser in = Json.FACTORY.createParser(answer)) {
            new Messages().answerParser().read(in, writer);
        }
        ObjectNode expected = (ObjectNode) Golden.tree(answer);
        expected.remove("stop_details");
        ((ObjectNode) expected.path("usage")).remove(List.of("service_tier", "inference_geo"));

        assertThat(Golden.tree(text())).isEqualTo(expected);
    }

    @Test
    void namesWhatHasNoNames() {
        writer.started("", "");
        writer.toolCall("", "f", null);
        writer.toolCall("", "g", null);
        writer.finished(Finish.STOP, null);

        assertThat(ended())
                .isEqualTo(tree("{'id':'msg_0123456789abcdef0123456789abcdef','type':'message','role':'assistant',"
                        + "'model':'mine','content':["
                        + "{'type':'tool_use','id':'call_0123456789ab0','name':'f','input':{},"
                        + "'caller':{'type':'direct'}},"
                        + "{'type':'tool_use','id':'call_0123456789ab1','name':'g','input':{},"
                        + "'caller':{'type':'direct'}}],"
                        + "'stop_reason':'tool_use','stop_sequence':null,"
                        + "'usage':{'input_tokens':0,'output_tokens':0}}"));
    }

    @Test
    void putsPiecesTogether() {
        writer.started("i", "m");
        writer.thinking("h");
        writer.thinking("m");
        writer.signature("s");
        writer.thinking("ha");
        writer.text("");
        writer.text("A");
        writer.text("B");
        writer.toolCall("c", "f", null);
        writer.arguments("{\"x\":");
        writer.arguments("1e400}");
        writer.finished(Finish.LENGTH, null);
        writer.ended();

        assertThat(text())
                .contains(Golden.json("'content':[{'type':'thinking','thinking':'hm','signature':'s'},"
                        + "{'type':'thinking','thinking':'ha','signature':''},{'type':'text','text':'AB'},"
                        + "{'type':'tool_use','id':'c','name':'f','input':{'x':1e400},'caller':{'type':'direct'}}]"))
                .contains(Golden.json("'stop_reason':'max_tokens'"));
    }

    @Test
    void keepsWhatOtherProvidersWantBack() throws Exception {
        writer.started("i", "m");
        writer.signature("ofNothing");
        writer.hiddenThinking("sealed");
        writer.toolCall("c", "f", "ofCall");
        writer.finished(Finish.TOOL_CALLS, null);

        JsonNode content = ended().path("content");

        assertThat(content)
                .isEqualTo(tree("[{'type':'thinking','thinking':'','signature':'ofNothing'},"
                        + "{'type':'redacted_thinking','data':'sealed'},"
                        + "{'type':'redacted_thinking','data':'tool_use:ofCall'},"
                        + "{'type':'tool_use','id':'c','name':'f','input':{},'caller':{'type':'direct'}}]"));
        assertThat(new Conversations()
                        .turns("{\"messages\":[{\"role\":\"assistant\",\"content\":" + content + "}]}")
                        .get(0)
                        .parts())
                .contains(new dev.sluice.core.chat.Part.ToolCall("c", "f", "{}", "ofCall"));
    }

    @Test
    void saysThatTheModelDeclines() {
        writer.started("i", "m");
        writer.refusal("I can't ");
        writer.refusal("do that.");
        writer.finished(Finish.STOP, null);

        JsonNode answer = ended();

        assertThat(answer.path("content")).isEqualTo(tree("[{'type':'text','text':'I can\\u0027t do that.'}]"));
        assertThat(answer.path("stop_reason").asText()).isEqualTo("refusal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\":\"cut", "[1]", "nothing"})
    void showsArgumentsThatAreNoObject(String arguments) {
        writer.started("i", "m");
        writer.toolCall("c", "f", null);
        writer.arguments(arguments);

        assertThat(ended().path("content")
                        .path(0)
                        .path("input")
                        .path("malformed_arguments")
                        .asText())
                .isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, refusal",
        "PAUSED, pause_turn",
    })
    void saysWhyItStops(Finish why, String word) {
        writer.started("i", "m");
        writer.finished(why, null);

        assertThat(ended().path("stop_reason").asText()).isEqualTo(word);
    }

    @Test
    void claimsNoEndThatNoOneTold() {
        writer.started("i", "m");
        writer.text("cut");

        assertThat(ended().path("stop_reason").isNull()).isTrue();
    }

    @Test
    void tellsTheUsageInAnthropicsWay() {
        writer.started("i", "m");
        writer.usage(Usage.tokens(7, 7)
                .but()
                .cachedInput(7)
                .cacheWrite(7)
                .reasoning(7)
                .cacheWriteHour(7)
                .build());
        writer.usage(Usage.tokens(100, 20)
                .but()
                .cachedInput(60)
                .cacheWrite(30)
                .reasoning(8)
                .cacheWriteHour(10)
                .build());

        assertThat(ended().path("usage"))
                .isEqualTo(tree("{'input_tokens':10,'cache_creation_input_tokens':30,'cache_read_input_tokens':60,"
                        + "'cache_creation':{'ephemeral_5m_input_tokens':20,'ephemeral_1h_input_tokens':10},"
                        + "'output_tokens':20,'output_tokens_details':{'thinking_tokens':8}}"));
    }
}
