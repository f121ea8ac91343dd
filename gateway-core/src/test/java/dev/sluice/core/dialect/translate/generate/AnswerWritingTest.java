package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerWritingTest {

    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String TAIL = ",'modelVersion':'m','responseId':'r'}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private AnswerEvents stream(Asked.Framing framing) {
        return new GenerateContent().streamWriter(new Asked(ID, 7, "asked", false, framing), out);
    }

    private AnswerEvents whole() {
        return new GenerateContent().answerWriter(new Asked(ID, 7, "asked", false, Asked.Framing.EVENTS), out);
    }

    private static Usage usage(long input, long output, long cached, long reasoning) {
        return Usage.tokens(input, output)
                .but()
                .cachedInput(cached)
                .reasoning(reasoning)
                .build();
    }

    /** What was written since this was asked last, with apostrophes. */
    private String written() {
        String text = out.toString(StandardCharsets.UTF_8).replace('"', '\'');
        out.reset();
        return text;
    }

    private static String piece(String candidate) {
        return "data: {'candidates':[{" + candidate + "'index':0}]" + TAIL + "\n\n";
    }

    private static String part(String part) {
        return "'content':{'parts':[" + part + "],'role':'model'},";
    }

    @Test
    void writesEachThingAtOnce() {
        AnswerEvents to = stream(Asked.Framing.EVENTS);

        to.started("r", "m");
        assertThat(written()).isEmpty();
        to.thinking("hm");
        assertThat(written()).isEqualTo(piece(part("{'text':'hm','thought':true}")));
        to.signature("sig");
        assertThat(written())
                .isEqualTo(piece(
                        part("{'text':'','thought':true,'thoughtSignature':'" + Seal.SIGNATURE.seal("sig") + "'}")));
        to.text("ü");
        assertThat(written()).isEqualTo(piece(part("{'text':'ü'}")));
        to.refusal("No.");
        assertThat(written()).isEqualTo(piece(part("{'text':'No.'}")));
        to.text("");
        to.finished(Finish.LENGTH, null);
        assertThat(written()).isEmpty();
        to.ended();
        assertThat(written()).isEqualTo(piece(part("{'text':''}") + "'finishReason':'MAX_TOKENS',"));
    }

    @ParameterizedTest
    @CsvSource({"STOP,SAFETY", "CONTENT_FILTER,SAFETY", "LENGTH,MAX_TOKENS"})
    void tellsThatTheModelDeclined(Finish finish, String reason) {
        AnswerEvents to = whole();
        to.started("r", "m");
        to.refusal("No.");
        to.finished(finish, null);
        to.ended();

        assertThat(written())
                .isEqualTo("{'candidates':[{" + part("{'text':'No.'}") + "'finishReason':'" + reason + "','index':0}]"
                        + TAIL);
    }

    @Test
    void writesTheReasonAndTheLastUsageInOnePiece() {
        AnswerEvents to = stream(Asked.Framing.EVENTS);
        to.started("r", "m");
        to.text("a");
        to.usage(usage(3, 1, -1, -1));
        written();

        to.finished(Finish.STOP, null);
        to.usage(usage(10, 9, 4, 5));
        assertThat(written()).isEmpty();

        to.ended();
        assertThat(written())
                .containsOnlyOnce("data: ")
                .contains("'finishReason':'STOP'")
                .contains("'usageMetadata':{'promptTokenCount':10,'candidatesTokenCount':4,'totalTokenCount':19,"
                        + "'cachedContentTokenCount':4,'thoughtsTokenCount':5}");
    }

    @Test
    void writesACallWhenItIsWhole() {
        AnswerEvents to = stream(Asked.Framing.EVENTS);
        to.started("r", "m");

        to.toolCall("", "f", "sig");
        to.arguments("{\"a\":");
        to.arguments("1e400}");
        assertThat(written()).isEmpty();
        to.toolCall("own", "g", null);
        assertThat(written())
                .isEqualTo(piece(part("{'functionCall':{'id':'call_0123456789ab1','name':'f','args':{'a':1e400}},"
                        + "'thoughtSignature':'" + Seal.SIGNATURE.seal("sig") + "'}")));
        to.finished(Finish.TOOL_CALLS, null);
        to.ended();
        assertThat(written())
                .isEqualTo(piece(part("{'functionCall':{'id':'own','name':'g','args':{}}}"))
                        + piece(part("{'text':''}") + "'finishReason':'STOP',"));
    }

    @ParameterizedTest
    @CsvSource({"TOOL_CALLS,MALFORMED_FUNCTION_CALL", "LENGTH,MAX_TOKENS"})
    void leavesOutACallThatBrokeOff(Finish finish, String reason) {
        AnswerEvents to = stream(Asked.Framing.EVENTS);
        to.started("r", "m");
        to.toolCall("1", "f", null);
        to.arguments("{\"a\":");

        to.finished(finish, null);
        to.ended();

        assertThat(written()).isEqualTo(piece("'finishReason':'" + reason + "',"));
    }

    @Test
    void holdsNoMoreOfACallThanItsBound() {
        AnswerEvents to = stream(Asked.Framing.EVENTS);
        to.started("r", "m");
        to.toolCall("1", "f", null);
        String most = "x".repeat(OpenCall.MOST_ARGUMENTS);

        to.arguments(most);

        assertThatThrownBy(() -> to.arguments("y")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void writesAnArrayThatGrows() {
        AnswerEvents to = stream(Asked.Framing.ARRAY);
        to.started("r", "m");

        to.text("a");
        assertThat(written()).isEqualTo("[{'candidates':[{" + part("{'text':'a'}") + "'index':0}]" + TAIL);
        to.finished(Finish.CONTENT_FILTER, null);
        to.ended();
        assertThat(written())
                .isEqualTo(",\n{'candidates':[{" + part("{'text':''}") + "'finishReason':'SAFETY','index':0}]" + TAIL
                        + "]\n");
    }

    @Test
    void writesAnEmptyArrayWhereNothingCame() {
        stream(Asked.Framing.ARRAY).ended();

        assertThat(written()).isEqualTo("[]\n");
    }

    @Test
    void writesAWholeAnswer() {
        AnswerEvents to = whole();
        to.started("", "");
        to.thinking("h");
        to.thinking("m");
        to.signature("sig");
        to.text("a");
        to.text("b");
        to.hiddenThinking("secret");
        to.toolCall("1", "f", null);
        to.arguments("{}");
        to.usage(usage(3, 2, -1, -1));
        to.finished(Finish.TOOL_CALLS, null);
        to.usage(usage(3, 4, -1, 1));
        to.ended();

        assertThat(written())
                .isEqualTo("{'candidates':[{'content':{'parts':[{'text':'hm','thought':true,'thoughtSignature':'"
                        + Seal.SIGNATURE.seal("sig") + "'},{'text':'ab'},"
                        + "{'text':'','thought':true,'thoughtSignature':'" + Seal.HIDDEN.seal("secret") + "'},"
                        + "{'functionCall':{'id':'1','name':'f','args':{}}}],'role':'model'},"
                        + "'finishReason':'STOP','index':0}],'usageMetadata':{'promptTokenCount':3,"
                        + "'candidatesTokenCount':3,'totalTokenCount':7,'thoughtsTokenCount':1},"
                        + "'modelVersion':'asked','responseId':'" + ID + "'}");
    }

    @Test
    void writesNoContentWhereThereIsNone() {
        AnswerEvents to = whole();
        to.started("r", "m");
        to.finished(Finish.CONTENT_FILTER, null);
        to.ended();

        assertThat(written()).isEqualTo("{'candidates':[{'finishReason':'SAFETY','index':0}]" + TAIL);
    }
}
