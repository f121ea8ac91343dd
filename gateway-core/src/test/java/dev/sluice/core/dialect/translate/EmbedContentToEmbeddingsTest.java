package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses.Mode;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedContentToEmbeddingsTest {

    private static final String ANSWER = "{'object':'list','data':["
            + "{'object':'embedding','index':0,'embedding':[0.10,-1e-7]},{'embedding':'AAAAPwAAgD8='}],"
            + "'model':'x','usage':{'prompt_tokens':5,'total_tokens':5}}";

    private final Translating one = new Translating(EmbedContentToEmbeddings.translation());
    private final Translating many = new Translating(EmbedContentToEmbeddings.ofBatches());

    @Test
    void asksForEmbeddings() {
        Translation translation = EmbedContentToEmbeddings.translation();

        assertThat(translation.served(Delivery.WHOLE)).isEqualTo(Endpoint.EMBEDDINGS);
        assertThat(translation.target("m", Delivery.WHOLE)).isEqualTo("/v1/embeddings");
    }

    @Test
    void writesTheTextsOfARequest() {
        assertThat(one.request("{'model':'models/m','content':{'parts':[{'text':'a'},{'text':'b'}]},"
                        + "'output_dimensionality':256,'taskType':'TASK_TYPE_UNSPECIFIED'}"))
                .isEqualTo("{'model':'theirs','input':['ab'],'dimensions':256,'encoding_format':'float'}");
        assertThat(many.request("{'requests':[{'model':'models/m','content':{'parts':{'text':'a'}},"
                        + "'outputDimensionality':2},{'content':{'parts':[{'text':'b'}]},'outputDimensionality':2}]}"))
                .isEqualTo("{'model':'theirs','input':['a','b'],'dimensions':2,'encoding_format':'float'}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'content':{'parts':[{'text':'a'}]};'taskType':'RETRIEVAL_QUERY'}, requests.0.taskType",
                "{'content':{'parts':[{'text':'a'}]};'title':'t'}, requests.0.title",
                "{'content':{'parts':[{'text':'a'};{'fileData':{'x':1}}]}}, requests.0.content.parts.1.fileData",
            })
    void tellsWhatEmbeddingsCannotSay(String request, String field) {
        Rewritten rewritten = many.rewritten("{'requests':[" + request.replace(';', ',') + "]}", Mode.LENIENT);

        assertThat(rewritten.failure()).isNull();
        assertThat(rewritten.lost()).containsExactly(field);
        assertThat(many.written()).isEqualTo("{'model':'theirs','input':['a'],'encoding_format':'float'}");
    }

    @Test
    void tellsThatAllVectorsHaveOneLength() {
        Rewritten rewritten = many.rewritten(
                "{'requests':[{'content':{'parts':[{'text':'a'}]},'outputDimensionality':1},"
                        + "{'content':{'parts':[{'text':'b'}]},'outputDimensionality':2}]}",
                Mode.LENIENT);

        assertThat(rewritten.lost()).containsExactly("requests.1.outputDimensionality");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'requests':[]}, requests",
                "{'requests':[{'content':{'parts':[]}}]}, requests.0.content",
                "{'requests':[{'outputDimensionality':'a'}]}, requests.0.outputDimensionality",
            })
    void refusesWhatIsMalformed(String request, String field) {
        Failure failure = many.rewritten(request, Mode.LENIENT).failure();

        assertThat(failure).isNotNull();
        assertThat(failure.param()).isEqualTo(field);
    }

    @Test
    void answersInGeminisWords() throws IOException {
        assertThat(one.answer(ANSWER))
                .isEqualTo("{'embedding':{'values':[0.10,-1e-7]},'usageMetadata':{'promptTokenCount':5}}");
        assertThat(many.answer(ANSWER))
                .isEqualTo("{'embeddings':[{'values':[0.10,-1e-7]},{'values':[0.5,1.0]}],"
                        + "'usageMetadata':{'promptTokenCount':5}}");
        assertThatThrownBy(() -> one.answer("[]")).isInstanceOf(IOException.class);
    }
}
