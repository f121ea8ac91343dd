package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageParserTest {

    private final Heard heard = new Heard();

    @Test
    void tellsTextAndUsageAndWhereItStopped() throws IOException {
        Golden.answer(Golden.file("answers/messages/text.json"), heard);

        assertThat(heard.words())
                .containsExactly(
                        "started msg_01XFDUDYJgAACzvnptvVoYEL claude-sonnet-4-5-20250929",
                        "text Red,\n\"blue\" – and grün. 👋",
                        "finished STOP_SEQUENCE END",
                        "ended ");
        assertThat(heard.usage())
                .isEqualTo(Usage.tokens(4143, 12)
                        .but()
                        .cachedInput(1800)
                        .cacheWrite(248)
                        .cacheWriteHour(100)
                        .build());
    }

    @Test
    void tellsThoughtsWithWhatSignsThem() throws IOException {
        Golden.answer(Golden.file("answers/messages/thinking.json"), heard);

        assertThat(heard.words()).hasSize(7);
        assertThat(heard.words().get(1)).isEqualTo("thinking 15 °C against 13 °C.\nBogotá it is.");
        assertThat(heard.words().get(2)).startsWith("signature EqQB");
        assertThat(heard.words().get(3)).startsWith("hidden EmwK");
        assertThat(heard.usage().reasoning()).isEqualTo(71);
    }

    @Test
    void tellsCallsWithTheirArguments() throws IOException {
        Golden.answer(Golden.file("answers/messages/parallel_tools.json"), heard);

        assertThat(heard.words())
                .contains(
                        "call toolu_01T1x1fJ34qAmk2tNTrN7Up6 get_weather null",
                        "arguments {\"location\":\"Tokyo, Japan\"}",
                        "call toolu_01HqPBiqqH5AL6xP7mY9Jk2w list_alarms null",
                        "arguments {}",
                        "finished TOOL_CALLS null");
    }

    @Test
    void startsFirstEvenWhereTheContentStandsBefore() throws IOException {
        Golden.answer(
                Golden.json("{'content':[{'text':'Hi','type':'text'},{'type':'server_tool_use','id':'s'}],'usage':null,"
                        + "'stop_reason':'end_turn','model':'m','id':'i'}"),
                heard);

        assertThat(heard.words()).containsExactly("started i m", "text Hi", "finished STOP null", "ended ");
        assertThat(heard.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "stop_sequence, STOP_SEQUENCE",
        "tool_use, TOOL_CALLS",
        "pause_turn, PAUSED",
        "refusal, CONTENT_FILTER",
        "something_new, OTHER",
    })
    void tellsWhyItStopped(String reason, String finish) throws IOException {
        Golden.answer(Golden.json("{'id':'i','model':'m','content':[],'stop_reason':'" + reason + "'}"), heard);

        assertThat(heard.words()).contains("finished " + finish + " null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'id':'i','model':'m'}",
                "{'id':'i','model':'m','content':'x'}",
                "{'id':'i','model':'m','content':[",
                "{'id':'i','model':'m','content':[]",
                "{'content':[],'content':[],'id':1",
                "{'type':'error','error':{'type':'overloaded_error'}}",
            })
    void refusesWhatIsNoAnswer(String answer) {
        assertThatThrownBy(() -> Golden.answer(Golden.json(answer), heard)).isInstanceOf(IOException.class);
    }
}
