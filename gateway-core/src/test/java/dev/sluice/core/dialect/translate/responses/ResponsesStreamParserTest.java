package dev.sluice.core.dialect.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesStreamParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void tellsOfAStreamWhatItTellsOfTheWholeAnswer(String name) throws IOException {
        Heard whole = new Heard();
        try (JsonParser in = Recorded.json(Recorded.text("answers/responses/" + name + ".json"))
                .open()) {
            new ResponsesAnswerParser().read(in, whole);
        }

        assertThat(read(Recorded.text("streams/responses/" + name + ".sse"))).isEqualTo(whole.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void tellsTheSameWhereOnlyTheLastEventComes(String name) throws IOException {
        String stream = Recorded.text("streams/responses/" + name + ".sse");
        String last = stream.substring(stream.lastIndexOf("data: "));

        assertThat(read(last)).isEqualTo(read(stream));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void tellsTheSameWhereDeltasAreMissing(String name) throws IOException {
        String stream = Recorded.text("streams/responses/" + name + ".sse");
        StringBuilder without = new StringBuilder();
        for (String event : stream.split("\n\n", -1)) {
            without.append(event.contains(".delta\n") ? "" : event + "\n\n");
        }

        assertThat(read(without.toString())).isEqualTo(read(stream));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tools", "parallel_tools", "thinking", "refusal"})
    void tellsTheSameWhereNothingIsNumberedAndNoPartBegins(String name) throws IOException {
        String stream = Recorded.text("streams/responses/" + name + ".sse");
        String bare = stream.replaceAll("\"(sequence_number|output_index|content_index)\":\\d+,", "")
                .replaceAll("event: response\\.content_part[^\n]*\ndata: [^\n]*\n\n", "");

        assertThat(bare).doesNotContain("output_index");
        assertThat(read(bare)).isEqualTo(read(stream));
    }

    @Test
    void tellsEachDeltaAtOnce() throws IOException {
        Heard heard = new Heard();
        ResponsesStreamParser parser = new ResponsesStreamParser(heard);

        byte[] event = "{'type':'response.output_text.delta','delta':'hi'}"
                .replace('\'', '"')
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        parser.event(event, 0, event.length);

        assertThat(heard.lines()).contains("text hi");
    }

    @Test
    void tellsThoughtsThatAreShownAsTheyAre() throws IOException {
        assertThat(read("data: {\"type\":\"response.reasoning_text.delta\",\"delta\":\"hm\"}\n\n"))
                .contains("thinking hm");
    }

    @Test
    void doesNotTellACallTwiceThatIsDoneLate() throws IOException {
        String first = "{'type':'function_call','call_id':'a','name':'f','arguments':'{}'}";
        String second = "{'type':'function_call','call_id':'b','name':'g','arguments':'{}'}";

        assertThat(read(event("response.output_item.added", 0, first)
                        + event("response.output_item.added", 1, second)
                        + event("response.output_item.done", 0, first)
                        + event("response.output_item.done", 1, second)))
                .filteredOn(line -> line.startsWith("call"))
                .containsExactly("call a f", "call b g");
    }

    @Test
    void refusesArgumentsThatBelongToAnEarlierCall() {
        String call = "{'type':'function_call','call_id':'a','name':'f','arguments':''}";
        String late =
                "data: {\"type\":\"response.function_call_arguments.delta\",\"output_index\":0,\"delta\":\"{\"}\n\n";

        assertThatThrownBy(() -> read(event("response.output_item.added", 0, call)
                        + event("response.output_item.added", 1, call)
                        + late))
                .isInstanceOf(IOException.class);
    }

    @Test
    void endsWithDoneWhereNothingElseSaysSo() throws IOException {
        assertThat(read("data: {\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}\n\ndata: [DONE]\n\n"))
                .containsExactly("started  ", "text hi", "finished STOP", "ended");
    }

    @Test
    void leavesABrokenStreamUnfinished() throws IOException {
        assertThat(read("data: {\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}\n\n"))
                .doesNotContain("ended");
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThatThrownBy(() -> read("data: 17\n\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("data: {\"type\":\n\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("data: [1]\n\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("data: {\"type\":\"response.failed\"}\n\n"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("data: {\"type\":\"response.completed\"}\n\n"))
                .isInstanceOf(IOException.class);
    }

    private static String event(String type, int index, String item) {
        return "data: {'type':'TYPE','output_index':INDEX,'item':ITEM}\n\n"
                .replace("TYPE", type)
                .replace("INDEX", Integer.toString(index))
                .replace("ITEM", item)
                .replace('\'', '"');
    }

    private static List<String> read(String stream) throws IOException {
        Heard heard = new Heard();
        Recorded.feed(stream, heard);
        return heard.lines();
    }
}
