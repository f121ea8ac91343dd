package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateReaderTest {

    private final Reading strict = Reading.strict();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'contents':[],'systemInstruction':{'parts':[{'text':'Be terse.'}]},"
                        + "'generationConfig':{'maxOutputTokens':7}}",
                "{'system_instruction':{'role':'system','parts':{'text':'Be terse.'}},"
                        + "'generation_config':{'max_output_tokens':7},'contents':[]}",
                "{'systemInstruction':'Be terse.','generationConfig':{'maxOutputTokens':7.0},'tools':null}",
            })
    void readsEachSpellingOfTheSame(String request) throws IOException, UncarriedException {
        ChatOptions options = strict.options(request);

        assertThat(options.system()).containsExactly(new Part.Text("Be terse."));
        assertThat(options.knobs().get(Option.MAX_TOKENS).json()).isEqualTo("7");
        assertThat(options.knobs().get(Option.MAX_TOKENS).field()).isEqualTo("generationConfig.maxOutputTokens");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'cachedContent':'cachedContents/x', cachedContent",
                "'tools':[{'googleSearch':{}}], tools.0.googleSearch",
                "'tools':[{'functionDeclarations':[]};{'code_execution':{}}], tools.1.codeExecution",
                "'generationConfig':{'candidateCount':2}, generationConfig.candidateCount",
                "'generationConfig':{'responseLogprobs':true}, generationConfig.responseLogprobs",
                "'generationConfig':{'responseModalities':['TEXT';'IMAGE']}, generationConfig.responseModalities",
                "'generationConfig':{'responseMimeType':'text/x.enum'}, generationConfig.responseMimeType",
                "'toolConfig':{'retrievalConfig':{'languageCode':'en'}}, toolConfig.retrievalConfig",
                "'systemInstruction':{'parts':[{'inlineData':{'mimeType':'a';'data':''}}]}, systemInstruction.parts.0",
            })
    void tellsWhatOthersCannotSay(String member, String field) throws IOException, UncarriedException {
        Reading lenient = Reading.lenient();
        String request = "{" + member.replace(';', ',') + "}";

        lenient.options(request);

        assertThat(lenient.losses.fields()).containsExactly(field);
        assertThatThrownBy(() -> strict.options(request)).hasMessageContaining("'" + field + "'");
    }

    @Test
    void passesOverWhatChangesNoAnswer() throws IOException, UncarriedException {
        Reading lenient = Reading.lenient();

        lenient.options("{'safetySettings':[{'category':'c'}],'labels':{'a':'b'},'cachedContent':'',"
                + "'generationConfig':{'candidateCount':1,'responseLogprobs':false,'logprobs':null,"
                + "'responseModalities':['text']}}");

        assertThat(lenient.losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'generationConfig':7, generationConfig",
                "'generationConfig':{'topK':1.5}, generationConfig.topK",
                "'generationConfig':{'temperature':'hot'}, generationConfig.temperature",
                "'generationConfig':{'stopSequences':[1]}, generationConfig.stopSequences.0",
                "'generationConfig':{'thinkingConfig':{'thinkingBudget':'a'}},"
                        + "generationConfig.thinkingConfig.thinkingBudget",
                "'toolConfig':{'functionCallingConfig':{'mode':'SOME'}}, toolConfig.functionCallingConfig.mode",
                "'tools':[{'functionDeclarations':[{'description':'d'}]}], tools.0.functionDeclarations.0.name",
            })
    void refusesWhatIsMalformedWhateverTheMode(String member, String field) {
        assertThatThrownBy(() -> Reading.lenient().options("{" + member + "}"))
                .isInstanceOf(UncarriedException.class)
                .hasMessageContaining("'" + field + "' must be");
    }

    @Test
    void readsWhatIsNoObjectAsNoRequest() {
        assertThatThrownBy(() -> strict.options("[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> strict.options("{'contents':")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new GenerateReader().turns(Reading.source("{}"), turn -> {}, strict.losses))
                .isInstanceOf(UncarriedException.class)
                .hasMessageContaining("contents");
    }

    @Test
    void readsForACountWhatStandsInsideOrIsSpreadOut() throws IOException, UncarriedException {
        String bare = "{'contents':[{'parts':[{'text':'Hi'}]}],'generationConfig':{'topK':3}}";
        for (String request : List.of(bare, "{'model':'x','generate_content_request':" + bare + "}")) {
            List<Turn> turns = new ArrayList<>();
            CountingReader reader = new CountingReader();
            ChatOptions options =
                    reader.options(Reading.source(request), new Extras(Reading.RULES, strict.losses), strict.losses);
            reader.turns(Reading.source(request), turns::add, strict.losses);

            assertThat(options.knobs()).containsKey(Option.TOP_K);
            assertThat(turns).containsExactly(new Turn(Role.USER, List.of(new Part.Text("Hi")), "contents.0"));
        }
    }
}
