package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenizerTest {

    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @Test
    void reportsWhatTheTextReallyHas() throws Exception {
        try (SimulatedProvider provider = SimulatedProvider.start(
                Options.loopback().withAccounting(new Options.Accounting(Tokenizer.O200K, 10)))) {
            JsonNode answer =
                    new Client(provider).json("/v1/chat/completions", Client.chat("m+tokens=40+thinking=20", ""));

            String text = answer.at("/choices/0/message/content").asText();
            String thoughts = answer.at("/choices/0/message/reasoning_content").asText();
            int reasoning = encoding.countTokensOrdinary(thoughts);
            assertThat(answer.at("/usage/prompt_tokens").asInt())
                    .isEqualTo(encoding.countTokensOrdinary("Where does it flow?\n") + 3 + 3);
            assertThat(answer.at("/usage/completion_tokens").asInt())
                    .isEqualTo(encoding.countTokensOrdinary(text) + reasoning);
            assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                            .asInt())
                    .isEqualTo(reasoning);
        }
    }

    @Test
    void countsWhatToolsAreCalledAndHowTheyAreDescribed() throws Exception {
        String tools = "\"tools\":[{\"name\":\"weather\",\"strict\":true}]";
        byte[] body = ("{\"model\":\"m\",\"input\":\"a\"," + tools + "}").getBytes(StandardCharsets.UTF_8);

        assertThat(InquiryReader.read(body, null, Tokenizer.O200K.counting()).promptTokens())
                .isEqualTo(encoding.countTokensOrdinary("a\nname\nweather\nstrict\n"));
        assertThat(InquiryReader.read(body, null, Tokenizer.PIECES.counting()).promptTokens())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[{'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{\\'a\\':[1,null]}'}}]}]}",
                "{'input':[{'type':'function_call','name':'f','arguments':'{\\'a\\':[1,null]}'}]}",
                "{'messages':[{'content':[{'type':'tool_use','name':'f','input':{'a' : [1, null]}}]}]}",
                "{'contents':[{'parts':[{'functionCall':{'name':'f','args':{'a':[1,null]}}}]}]}",
                "{'generateContentRequest':{'contents':[{'parts':[{'functionCall':{'name':'f',"
                        + "'args':{'a':[1,null]}}}]}]}}"
            })
    void countsTheCallsOfToolsAlikeInAllDialects(String body) throws Exception {
        byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(InquiryReader.read(json, "m", Tokenizer.O200K.counting()).promptTokens())
                .isEqualTo(encoding.countTokensOrdinary("f\n{\"a\":[1,null]}\n"));
    }

    @Test
    void countsNothingInTheResultOfAToolTwice() throws Exception {
        String body = "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':{'text':'t','role':'r'}}}]}]}";
        byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        assertThat(InquiryReader.read(json, "m", Tokenizer.O200K.counting()).promptTokens())
                .isEqualTo(encoding.countTokensOrdinary("f\n{\"text\":\"t\",\"role\":\"r\"}\n"));
    }

    @Test
    void countsTheBeginningOfAText() {
        Tokenizer.Counting counting = Tokenizer.O200K.counting();
        Words words = Words.natural(7, 50);

        assertThat(counting.written(words, 0)).isZero();
        assertThat(counting.written(words, 20)).isEqualTo(encoding.countTokensOrdinary(words.plain(20)));
        assertThat(words.plain(50)).startsWith(words.plain(20));
    }

    @Test
    void cutsAGivenTextBetweenCharacters() {
        String text = "🌊🌊🌊a🌊🌊🌊🌊\"\\\n";
        Words words = Words.of(text);

        assertThat(words.plain(words.tokens())).isEqualTo(text);
        for (int i = 0; i <= words.tokens(); i++) {
            assertThat(words.plain(i).isEmpty()
                            || !Character.isHighSurrogate(
                                    words.plain(i).charAt(words.plain(i).length() - 1)))
                    .isTrue();
        }
        assertThat(new String(words.escaped(), StandardCharsets.UTF_8))
                .isEqualTo(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
    }

    @Test
    void writesPatternsAsTheyAreCounted() {
        Words words = new Words(3, new Payload(10, 5, 0, true));

        assertThat(words.plain(10)).hasSize(50).isEqualTo(new String(words.escaped(), StandardCharsets.US_ASCII));
    }
}
