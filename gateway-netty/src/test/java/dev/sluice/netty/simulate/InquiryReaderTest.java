package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InquiryReaderTest {

    private static Inquiry read(String json) throws IOException {
        return InquiryReader.read(json.getBytes(StandardCharsets.UTF_8), null, Tokenizer.PIECES.counting());
    }

    @Test
    void readsTheModelTheScriptAndTheWishes() throws Exception {
        Inquiry inquiry = read("{\"tools\":[{\"model\":\"no\",\"stream\":false}],\"stream\":true,\"max_tokens\":9,"
                + "\"max_completion_tokens\":7,\"n\":2,\"dimensions\":3,\"encoding_format\":\"base64\","
                + "\"stream_options\":{\"x\":{},\"include_usage\":true},\"model\":\"gpt-4o+tokens=5+usage=off\"}");

        assertThat(inquiry.model()).isEqualTo("gpt-4o");
        assertThat(inquiry.script()).isEqualTo("tokens=5+usage=off");
        assertThat(inquiry.wishes()).isEqualTo(new Inquiry.Wishes(true, true, 7, 2, 3, true));
        assertThat(inquiry.hasInput()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"messages\":[{\"role\":\"user\",\"content\":\"12345\"}]' | 2",
                "'\"messages\":[{\"role\":\"a\",\"content\":\"12\"},{\"role\":\"b\",\"content\":\"34\"}]' | 1",
                "'\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"123\"},{\"text\":\"水\"}]}]' | 2",
                "'\"messages\":[{\"content\":\"🌊🌊\"}]' | 2",
                "'\"messages\":[{\"content\":\"\"}]' | 0",
                "'\"input\":\"123456789\"' | 3",
                "'\"input\":[\"12\",\"34\",\"5\"]' | 2",
                "'\"input\":[1,2,3]' | 3",
                "'\"input\":[[1,2],[3]]' | 3",
                "'\"prompt\":\"1234\",\"instructions\":\"5\"' | 2"
            })
    void countsPromptTokensByTheBytesOfTheContent(String members, long tokens) throws Exception {
        assertThat(read("{\"model\":\"m\"," + members + "}").promptTokens()).isEqualTo(tokens);
    }

    @Test
    void tellsContentApartButNotItsLayout() throws Exception {
        long content =
                read("{\"model\":\"m\",\"input\":\"a\",\"instructions\":\"b\"}").content();

        assertThat(read("{\"instructions\":\"b\" , \"user\":\"u\", \"input\":\"\\u0061\",\"model\":\"m+tokens=1\"}")
                        .content())
                .isEqualTo(content);
        assertThat(read("{\"model\":\"m\",\"input\":\"b\",\"instructions\":\"a\"}")
                        .content())
                .isNotEqualTo(content);
        assertThat(read("{\"model\":\"n\",\"input\":\"a\",\"instructions\":\"b\"}")
                        .content())
                .isNotEqualTo(content);
        assertThat(read("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").content())
                .isNotEqualTo(read("{\"model\":\"m\",\"input\":[\"b\",\"a\"]}").content());
    }

    @Test
    void takesAnInputOfNumbersForOneItem() throws Exception {
        assertThat(read("{\"model\":\"m\",\"input\":[1,2,3]}").items()).hasSize(1);
        assertThat(read("{\"model\":\"m\",\"input\":[[1,2],[3]]}").items()).hasSize(2);
    }

    @Test
    void refusesEveryBeginningOfABody() throws Exception {
        String whole =
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\\n\"}],\"n\":1}";
        assertThat(read(whole).model()).isEqualTo("m");
        for (int end = 0; end < whole.length(); end++) {
            String cut = whole.substring(0, end);
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(IOException.class);
        }
    }
}
