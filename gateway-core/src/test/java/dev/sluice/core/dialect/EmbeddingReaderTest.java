package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingReaderTest {

    private static final String OPENAI = "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[0.5,-1,2e-1]}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":1}}";

    private static float[] read(String json) {
        return EmbeddingReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsTheVectorsOfAllDialects() {
        assertThat(read(OPENAI)).containsExactly(0.5f, -1f, 0.2f);
        assertThat(read("{\"embedding\":{\"values\":[0.5,-1]}}")).containsExactly(0.5f, -1f);
    }

    @Test
    void readsLongOnes() {
        String numbers = "0.25,".repeat(1535) + "0.5";

        assertThat(read("{\"embedding\":{\"values\":[" + numbers + "]}}"))
                .hasSize(1536)
                .endsWith(0.25f, 0.5f);
        assertThat(read("{\"embedding\":{\"values\":[" + "1,".repeat(EmbeddingReader.MOST_DIMENSIONS) + "1]}}"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "<html>",
                "{\"data\":[]}",
                "{\"data\":[{\"embedding\":[]}]}",
                "{\"data\":[{\"embedding\":[1,null]}]}",
                "{\"data\":[{\"embedding\":[1,\"2\"]}]}",
                "{\"data\":[{\"embedding\":[1,NaN]}]}",
                "{\"data\":[{\"embedding\":[1,1e99]}]}",
                "{\"data\":[{\"embedding\":[1,2",
                "{\"data\":[{\"embedding\":\"AACAPw==\"}]}",
            })
    void readsNothingWhereThereIsNoVector(String answer) {
        assertThat(read(answer)).isNull();
    }

    @Test
    void readsNothingOfAnAnswerThatIsCutAnywhereBeforeItsVectorEnds() {
        byte[] whole = OPENAI.getBytes(StandardCharsets.UTF_8);
        int end = OPENAI.indexOf(']');
        for (int length = 0; length <= end; length++) {
            assertThat(EmbeddingReader.read(Arrays.copyOf(whole, length)))
                    .as("%s bytes", length)
                    .isNull();
        }
        assertThat(EmbeddingReader.read(Arrays.copyOf(whole, end + 1))).hasSize(3);
    }
}
