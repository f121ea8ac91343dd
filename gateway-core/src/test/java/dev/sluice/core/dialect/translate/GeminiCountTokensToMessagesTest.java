package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiCountTokensToMessagesTest {

    private static final String BARE = "'contents':[{'parts':[{'text':'Weather?'}]}]";

    private final Translation translation = GeminiCountTokensToMessages.translation();
    private final Translating translating = new Translating(translation);

    @Test
    void asksForACount() {
        assertThat(translation.served(Delivery.WHOLE)).isEqualTo(Endpoint.COUNT_TOKENS);
        assertThat(translation.target("m", Delivery.WHOLE)).isEqualTo("/v1/messages/count_tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + BARE + "}",
                "{'generateContentRequest':{'model':'models/m'," + BARE
                        + ",'generationConfig':{'maxOutputTokens':5,'temperature':0.5,'seed':1,'stopSequences':['a']}}}"
            })
    void writesOnlyWhatIsCounted(String request) {
        assertThat(translating.request(request))
                .startsWith("{'model':'theirs','messages':[{'role':'user','content':")
                .contains("Weather?")
                .doesNotContain("max_tokens", "temperature", "stop", "stream");
    }

    @Test
    void countsToolsAndSystemToo() {
        assertThat(translating.request("{'systemInstruction':{'parts':[{'text':'Be terse.'}]}," + BARE
                        + ",'tools':[{'functionDeclarations':[{'name':'f','parameters':{'type':'OBJECT'}}]}]}"))
                .contains("'system':'Be terse.'")
                .contains("'tools':[{")
                .contains("'input_schema':{'type':'object'}");
    }

    @Test
    void answersInGeminisWords() throws IOException {
        assertThat(translating.answer("{'input_tokens':31}")).isEqualTo("{'totalTokens':31}");
        assertThatThrownBy(() -> translating.answer("{'error':{}}")).isInstanceOf(IOException.class);
    }
}
