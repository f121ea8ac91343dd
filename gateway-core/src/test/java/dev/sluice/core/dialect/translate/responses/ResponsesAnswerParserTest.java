package dev.sluice.core.dialect.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesAnswerParserTest {

    @Test
    void tellsTextAndUsage() throws IOException {
        assertThat(read(Recorded.text("answers/responses/text.json")))
                .containsExactly(
                        "started resp_0674657874" + "0".repeat(38) + " gpt-5.1-2025-11-13",
                        "text Air scatters blue light more than red – that's Rayleigh scattering. 🌤",
                        "usage 25 0 19 0",
                        "finished STOP",
                        "ended");
    }

    @Test
    void tellsTextAndThenCallsOneAfterTheOther() throws IOException {
        assertThat(read(Recorded.text("answers/responses/parallel_tools.json")))
                .contains(
                        "text I'll look both up.",
                        "call call_P1 get_weather",
                        "arguments {\"city\":\"Bern\",\"unit\":\"celsius\"}",
                        "call call_P2 get_time",
                        "arguments {\"zone\":\"Europe/Zurich\"}",
                        "finished TOOL_CALLS");
    }

    @Test
    void tellsThoughtsAsParagraphsAndWhatVouchesForThem() throws IOException {
        assertThat(read(Recorded.text("answers/responses/thinking.json")))
                .contains(
                        "thinking **Checking divisors**\n\n1011 has digits that add up to 3.\n\n**Concluding**\n\n"
                                + "So 3 divides it: 3 × 337.",
                        "signature gAAAAABpJYh3Yk1mWl9yZWFzb25pbmdfc2VhbGVkX2J5X3RoZV9wcm92aWRlcg==",
                        "usage 64 0 211 192");
    }

    @Test
    void tellsSealedThoughtsWithoutWordsAsHidden() throws IOException {
        assertThat(read("{'id':'r','model':'m','output':[{'encrypted_content':'x','summary':[],'type':'reasoning'}]}"))
                .contains("hidden x");
    }

    @Test
    void tellsRefusalAsSuch() throws IOException {
        assertThat(read(Recorded.text("answers/responses/refusal.json")))
                .contains("refusal I'm sorry, but I can't help with that.", "finished STOP");
    }

    @Test
    void tellsWhyAnAnswerIsIncomplete() throws IOException {
        assertThat(read(Recorded.text("answers/responses/length.json"))).contains("finished LENGTH");
        assertThat(read("{'status':'incomplete','incomplete_details':{'reason':'content_filter'},'output':[]}"))
                .contains("finished CONTENT_FILTER");
    }

    @Test
    void readsMembersInAnyOrder() throws IOException {
        assertThat(read("{'output':[{'content':[{'text':'hi','type':'output_text'}],'type':'message'}],"
                        + "'usage':null,'model':'m','id':'r'}"))
                .containsExactly("started r m", "text hi", "finished STOP", "ended");
    }

    @Test
    void passesOverWhatToolsOfTheProviderLeaveBehind() throws IOException {
        assertThat(read("{'id':'r','model':'m','output':[{'type':'web_search_call','id':'ws_1','action':{'type':"
                        + "'search','query':'x'}},{'type':'message','content':[{'type':'output_text','text':'hi'}]}]}"))
                .containsExactly("started r m", "text hi", "finished STOP", "ended");
    }

    @Test
    void refusesWhatIsNoAnswer() {
        assertThatThrownBy(() -> read("{'id':'r','object':'response','status':'failed','output':[]}"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{'id':'r','object':'response','status':'queued','output':[]}"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{'choices':[]}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{'output':[")).isInstanceOf(IOException.class);
    }

    private static List<String> read(String json) throws IOException {
        Heard heard = new Heard();
        String text = json.startsWith("{'") ? json.replace('\'', '"') : json;
        try (JsonParser in = Recorded.json(text).open()) {
            new ResponsesAnswerParser().read(in, heard);
        }
        return heard.lines();
    }
}
