package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses.Mode;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountTokensToGeminiTest {

    private final Translation translation = CountTokensToGemini.translation();
    private final Translating translating = new Translating(translation);

    @Test
    void asksForACount() {
        assertThat(translation.served(Delivery.WHOLE)).isEqualTo(Endpoint.GEMINI_COUNT_TOKENS);
        assertThat(translation.target("m", Delivery.WHOLE)).isEqualTo("/v1beta/models/m:countTokens");
    }

    @Test
    void writesTheRequestWholeWithItsModel() {
        assertThat(translating.request("{'model':'claude','system':'Be terse.','messages':["
                        + "{'role':'user','content':'Weather?'}],"
                        + "'tools':[{'name':'f','input_schema':{'type':'object'}}]}"))
                .isEqualTo("{'generateContentRequest':{'model':'models/theirs',"
                        + "'contents':[{'role':'user','parts':[{'text':'Weather?'}]}],"
                        + "'systemInstruction':{'parts':[{'text':'Be terse.'}]},"
                        + "'tools':[{'functionDeclarations':[{'name':'f',"
                        + "'parametersJsonSchema':{'type':'object'}}]}]}}");
    }

    @Test
    void tellsWhatGeminiCannotCount() {
        assertThat(translating
                        .rewritten(
                                "{'messages':[{'role':'user','content':'a'}],'mcp_servers':[{'name':'x'}]}",
                                Mode.LENIENT)
                        .lost())
                .containsExactly("mcp_servers");
    }

    @Test
    void answersInAnthropicsWords() throws IOException {
        assertThat(translating.answer("{'totalTokens':31,'promptTokensDetails':[{'modality':'TEXT','tokenCount':31}]}"))
                .isEqualTo("{'input_tokens':31}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'totalTokens':'x'}", "{'totalTokens':"})
    void doesNotAnswerWithoutACount(String answer) {
        assertThatThrownBy(() -> translating.answer(answer)).isInstanceOf(IOException.class);
    }
}
