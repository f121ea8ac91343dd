package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses.Mode;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingsToBatchEmbedContentsTest {

    private final Translation translation = EmbeddingsToBatchEmbedContents.translation();
    private final Translating translating = new Translating(translation);

    private static String one(String text, String more) {
        return "{'model':'models/theirs','content':{'parts':[{'text':'" + text + "'}]}" + more + "}";
    }

    @Test
    void asksForABatch() {
        assertThat(translation.served(Delivery.WHOLE)).isEqualTo(Endpoint.BATCH_EMBED_CONTENTS);
        assertThat(translation.target("a b", Delivery.WHOLE)).isEqualTo("/v1beta/models/a%20b:batchEmbedContents");
    }

    @Test
    void writesARequestForEachText() {
        assertThat(translating.request("{'model':'m','input':'one','user':'u','encoding_format':'base64'}"))
                .isEqualTo("{'requests':[" + one("one", "") + "]}");
        assertThat(translating.request("{'input':['one','two'],'dimensions':256,'encoding_format':null}"))
                .isEqualTo("{'requests':[" + one("one", ",'outputDimensionality':256") + ","
                        + one("two", ",'outputDimensionality':256") + "]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'input':[1,2]}", "{'input':[[1,2],[3]]}"})
    void takesNoTokens(String request) {
        Failure strict = translating.rewritten(request, Mode.STRICT).failure();
        assertThat(strict).isNotNull();
        assertThat(strict.code()).isEqualTo(Failure.Code.UNSUPPORTED_FIELD);
        assertThat(strict.param()).isEqualTo("input");
        assertThat(translating.rewritten(request, Mode.LENIENT).failure()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'model':'m'}, input",
                "{'input':[]}, input",
                "{'input':null}, input",
                "{'input':'a';'dimensions':'b'}, dimensions",
                "{'input':'a';'encoding_format':'int8'}, encoding_format",
            })
    void refusesWhatIsMalformed(String request, String field) {
        Failure failure =
                translating.rewritten(request.replace(';', ','), Mode.LENIENT).failure();

        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_REQUEST);
        assertThat(failure.param()).isEqualTo(field);
    }

    @Test
    void refusesWhatIsNoObject() {
        Failure failure = translating.rewritten("[]", Mode.STRICT).failure();

        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_JSON);
    }

    @Test
    void tellsWhatItLeavesOut() {
        Rewritten rewritten = translating.rewritten("{'input':'a','truncate':'END'}", Mode.LENIENT);

        assertThat(rewritten.failure()).isNull();
        assertThat(rewritten.lost()).containsExactly("truncate");
    }

    @Test
    void answersWithNumbersAsTheyAreWritten() throws IOException {
        assertThat(translating.answer("{'embeddings':[{'values':[0.10,-1e-7]},{'values':[2],'statistics':{}}]}"))
                .isEqualTo("{'object':'list','data':[{'object':'embedding','index':0,'embedding':[0.10,-1e-7]},"
                        + "{'object':'embedding','index':1,'embedding':[2]}],"
                        + "'usage':{'prompt_tokens':0,'total_tokens':0},'model':'asked'}");
        assertThat(translating.answer("{'embeddings':[],'usageMetadata':{'promptTokenCount':5}}"))
                .contains("'usage':{'prompt_tokens':5,'total_tokens':5}");
    }

    @Test
    void answersWithBase64WhereThatIsAskedFor() throws IOException {
        Translating asked =
                new Translating(translation.answering(Translating.source("{'encoding_format':'base64','input':'a'}")));
        StringBuilder values = new StringBuilder("0.5,-1e-7");
        ByteBuffer floats = ByteBuffer.allocate(4 * 3000)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.5f)
                .putFloat(-1e-7f);
        for (int i = 2; i < 3000; i++) {
            values.append(',').append(i);
            floats.putFloat(i);
        }

        assertThat(asked.answer("{'embeddings':[{'values':[" + values + "]}]}"))
                .contains("'embedding':'" + Base64.getEncoder().encodeToString(floats.array()) + "'");
        assertThat(new Translating(translation.answering(Translating.source("{'input':'a'}")))
                        .answer("{'embeddings':[{'values':[1]}]}"))
                .contains("'embedding':[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{'embeddings':[{'values':['a']}]}", "{'embeddings':[{'values':7}]}", "{'emb"})
    void doesNotAnswerWithWhatIsNone(String answer) {
        assertThatThrownBy(() -> translating.answer(answer)).isInstanceOf(IOException.class);
    }
}
