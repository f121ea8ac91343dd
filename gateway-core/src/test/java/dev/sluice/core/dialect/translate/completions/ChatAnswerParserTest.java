package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatAnswerParserTest {

    private static List<String> read(String json) throws IOException {
        Heard heard = new Heard();
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            new ChatAnswerParser().read(in, heard);
        }
        return heard.lines();
    }

    @Test
    void tellsAnAnswerFromStartToEnd() throws Exception {
        assertThat(read("""
                                {"choices":[{"finish_reason":"tool_calls","index":0,"logprobs":null,"message":{
                                  "content":"Wait.","reasoning_content":"hm","role":"assistant","refusal":null,
                                  "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},
                                  "extra_content":{"google":{"thought_signature":"sig"}}},
                                  {"function":{"name":"g","arguments":null}}],"annotations":[]}}],
                                 "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14,
                                  "completion_tokens_details":{"reasoning_tokens":2}},
                                 "model":"m-1","id":"c-1","object":"chat.completion","created":1}"""))
                .containsExactly(
                        "started c-1 m-1",
                        "thinking hm",
                        "text Wait.",
                        "call a f sig",
                        "arguments {}",
                        "call  g",
                        "usage 9 5 -1 2",
                        "finished TOOL_CALLS",
                        "ended");
    }

    @Test
    void tellsARefusal() throws Exception {
        assertThat(read("{\"id\":null,\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"No.\"},"
                        + "\"finish_reason\":\"stop\"}],\"usage\":null}"))
                .containsExactly("started  ", "refusal No.", "finished STOP", "ended");
    }

    @Test
    void takesStopForACallWhereOneHadToBeMade() throws Exception {
        assertThat(read("{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}"))
                .contains("finished TOOL_CALLS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":[{\"message\":{\"content\":\"x\"}",
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\"}]}}]}",
                "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"error\"}]}"
            })
    void refusesWhatIsNoAnswer(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }
}
