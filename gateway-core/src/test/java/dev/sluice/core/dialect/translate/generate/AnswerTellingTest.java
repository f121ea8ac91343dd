package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTellingTest {

    private final Told told = new Told();
    private final StreamParser stream = new GenerateContent().streamParser(told);

    private List<String> event(String json) throws IOException {
        byte[] bytes = ("xx" + Reading.json(json)).getBytes(StandardCharsets.UTF_8);
        int before = told.lines.size();
        stream.event(bytes, 2, bytes.length);
        return told.lines.subList(before, told.lines.size());
    }

    private static String parts(String parts) {
        return "{'candidates':[{'content':{'parts':[" + parts + "],'role':'model'},'index':0}],"
                + "'modelVersion':'gemini-x','responseId':'r1'}";
    }

    @Test
    void tellsEachEventAtOnceAndWhatIsBehindItFirst() throws IOException {
        assertThat(event(parts("{'text':'Hel'}"))).containsExactly("started r1 gemini-x", "text Hel");
        assertThat(event("{'candidates':[{'content':{'parts':[{'text':'lo'}]},'finishReason':'STOP'}],"
                        + "'usageMetadata':{'promptTokenCount':4,'candidatesTokenCount':5,'thoughtsTokenCount':2,"
                        + "'cachedContentTokenCount':1}}"))
                .containsExactly("text lo", "usage 4 7 1 2");
        assertThat(event("{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}],"
                        + "'usageMetadata':{'promptTokenCount':5}}"))
                .containsExactly("usage 5 -1 -1 -1");
        stream.end();
        stream.end();
        assertThat(told.lines)
                .endsWith("finished STOP", "ended")
                .containsOnlyOnce("finished STOP")
                .containsOnlyOnce("ended");
    }

    @Test
    void tellsThoughtsAndTheirSignatureWhereItStandsBehindThem() throws IOException {
        event(parts("{'text':'hm','thought':true}"));

        assertThat(event(parts("{'text':'So.','thoughtSignature':'S1'},{'text':'','thoughtSignature':'S2'}")))
                .containsExactly("signature S1", "text So.");
    }

    @Test
    void tellsCallsWhole() throws IOException {
        assertThat(event(parts("{'functionCall':{'name':'f','args':{'n':1e400}},'thoughtSignature':'S'},"
                        + "{'functionCall':{'id':'own','name':'g'}}")))
                .containsExactly(
                        "started r1 gemini-x",
                        "call  f S",
                        "arguments {\"n\":1e400}",
                        "call own g null",
                        "arguments {}");
        assertThat(event("{'candidates':[{'finishReason':'STOP'}]}")).isEmpty();
        stream.end();
        assertThat(told.lines).endsWith("finished TOOL_CALLS", "ended");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,STOP",
        "MAX_TOKENS,LENGTH",
        "SAFETY,CONTENT_FILTER",
        "PROHIBITED_CONTENT,CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL,CONTENT_FILTER"
    })
    void tellsWhyItEnds(String reason, String finish) throws IOException {
        event("{'candidates':[{'finishReason':'" + reason + "'}]}");
        stream.end();

        assertThat(told.lines).containsExactly("started  ", "finished " + finish, "ended");
    }

    @Test
    void tellsThatThePromptWasRefused() throws IOException {
        event("{'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':3}}");
        stream.end();

        assertThat(told.lines).containsExactly("started  ", "usage 3 -1 -1 -1", "finished CONTENT_FILTER", "ended");
    }

    @Test
    void passesOverOtherCandidatesAndWhatOthersHaveNoWordsFor() throws IOException {
        assertThat(event("{'candidates':[{'content':{'parts':[{'text':'no'}]},'finishReason':'STOP','index':1},"
                        + "{'index':0,'groundingMetadata':{},'finishReason':'FINISH_REASON_UNSPECIFIED','content':"
                        + "{'parts':[{'inlineData':{'mimeType':'image/png','data':'AA=='}},{'text':'yes'}]}}]}"))
                .containsExactly("started  ", "text yes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "7", "{'candidates':7}", "{'candidates':[{'content':{'parts':[{'text':1}]}}]}", "{'candi"})
    void doesNotTellWhatIsNoAnswer(String event) {
        assertThatThrownBy(() -> event(event)).isInstanceOf(IOException.class);
    }

    @Test
    void goesOnWhereEachPieceSaysThatItIsTheLast() throws IOException {
        event("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}");
        event("{'candidates':[{'content':{'parts':[{'text':'b'}]},'finishReason':'MAX_TOKENS'}]}");
        stream.end();

        assertThat(told.lines).containsExactly("started  ", "text a", "text b", "finished LENGTH", "ended");
    }

    @Test
    void doesNotFinishAStreamThatDoesNotSayThatItDoes() throws IOException {
        event(parts("{'text':'a'}"));
        stream.event(new byte[0], 0, 0);

        assertThatThrownBy(stream::end).isInstanceOf(IOException.class);
        assertThat(told.lines).containsExactly("started r1 gemini-x", "text a");
    }

    @Test
    void doesNotTakeForAnAnswerWhatHoldsNothing() throws IOException {
        try (JsonParser in = Json.FACTORY.createParser("{}")) {
            assertThatThrownBy(() -> new GenerateContent().answerParser().read(in, told))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsAWholeAnswer() throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(Reading.json(parts("{'text':'a'},{'text':'b'}")))) {
            new GenerateContent().answerParser().read(in, told);
        }

        assertThat(told.lines).containsExactly("started r1 gemini-x", "text a", "text b", "finished STOP", "ended");
    }
}
