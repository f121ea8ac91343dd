package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReadingTest {

    private final Reading strict = Reading.strict();

    @Test
    void readsNumbersAsTheyAreWritten() throws IOException, UncarriedException {
        ChatOptions options = strict.configured("'temperature':0.70,'topP':1e-1,'topK':40.0,'seed':'123',"
                + "'presencePenalty':-1,'frequencyPenalty':0.5,'stopSequences':['a','b']");

        assertThat(options.knobs())
                .isEqualTo(Map.of(
                        Option.TEMPERATURE, new Knob("0.70", "generationConfig.temperature"),
                        Option.TOP_P, new Knob("1e-1", "generationConfig.topP"),
                        Option.TOP_K, new Knob("40", "generationConfig.topK"),
                        Option.SEED, new Knob("123", "generationConfig.seed"),
                        Option.PRESENCE_PENALTY, new Knob("-1", "generationConfig.presencePenalty"),
                        Option.FREQUENCY_PENALTY, new Knob("0.5", "generationConfig.frequencyPenalty")));
        assertThat(options.stop()).containsExactly("a", "b");
    }

    @Test
    void readsTheShapeOfTheAnswer() throws IOException, UncarriedException {
        assertThat(strict.configured("'responseMimeType':'text/plain'").shape()).isNull();
        assertThat(strict.configured("'responseMimeType':'application/json'").shape())
                .isEqualTo(new AnswerShape.Json());
        assertThat(strict.configured("'responseMimeType':'application/json','responseSchema':{'type':'STRING'}")
                        .shape())
                .isEqualTo(new AnswerShape.Schema("", null, "{\"type\":\"string\"}", null));
        assertThat(strict.configured("'responseJsonSchema':{'type':['STRING']}").shape())
                .isEqualTo(new AnswerShape.Schema("", null, "{\"type\":[\"STRING\"]}", null));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'thinkingBudget':4096;'includeThoughts':true, BUDGET, 4096, true",
                "'thinkingBudget':-1, ADAPTIVE, -1, false",
                "'thinkingBudget':0, NONE, -1, false",
                "'thinkingLevel':'HIGH', HIGH, -1, false",
                "'thinking_level':'low';'thinking_budget':5, LOW, -1, false",
                "'includeThoughts':true, ADAPTIVE, -1, true",
            })
    void readsHowMuchToThink(String config, Effort effort, int budget, boolean shown)
            throws IOException, UncarriedException {
        assertThat(strict.configured("'thinkingConfig':{" + config.replace(';', ',') + "}")
                        .thinking())
                .isEqualTo(new Thinking(effort, budget, shown));
    }

    @Test
    void readsNoThinkingWhereNothingIsAskedFor() throws IOException, UncarriedException {
        assertThat(strict.configured("'thinkingConfig':{'includeThoughts':false}")
                        .thinking())
                .isNull();
        assertThat(strict.configured("'thinkingConfig':{'thinkingLevel':'THINKING_LEVEL_UNSPECIFIED'}")
                        .thinking())
                .isNull();
    }
}
