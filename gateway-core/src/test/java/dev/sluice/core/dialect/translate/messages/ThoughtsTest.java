package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThoughtsTest {

    private static final String OLD = "claude-opus-4-5-20251101";
    private static final String NEW = "claude-opus-4-7";

    private static String written(Thoughts thoughts) {
        return new String(Json.write(thoughts::write), StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static Thinking effort(Effort effort) {
        return new Thinking(effort, Thinking.NO_BUDGET, true);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "MINIMAL, 1024",
                "LOW, 2048",
                "MEDIUM, 8192",
                "ADAPTIVE, 8192",
                "HIGH, 24576",
                "XHIGH, 32768",
            })
    void countsTokensForModelsThatDo(Effort effort, int tokens) {
        Thoughts thoughts = Thoughts.of(effort(effort), OLD, 0);

        assertThat(written(thoughts)).isEqualTo("{'thinking':{'type':'enabled','budget_tokens':" + tokens + "}}");
        assertThat(thoughts.tokens()).isEqualTo(tokens);
        assertThat(thoughts.effort()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"MINIMAL, low", "LOW, low", "MEDIUM, medium", "HIGH, high", "XHIGH, max", "ADAPTIVE,"})
    void namesEffortsForModelsThatDecideThemselves(Effort effort, String word) {
        Thoughts thoughts = Thoughts.of(effort(effort), NEW, 100);

        assertThat(written(thoughts)).isEqualTo("{'thinking':{'type':'adaptive','display':'summarized'}}");
        assertThat(thoughts.effort()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-opus-4-6",
                "claude-sonnet-4-6-20260217",
                "anthropic.claude-opus-4-7-v1:0",
                "anthropic/claude-sonnet-4.6",
                "claude-haiku-5",
                "claude-opus-5-20270101",
            })
    void knowsModelsThatDecideThemselves(String model) {
        assertThat(Thoughts.of(effort(Effort.LOW), model, 0).mode()).isEqualTo(Thoughts.Mode.ADAPTIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-3-7-sonnet-20250219",
                "claude-sonnet-4-20250514",
                "claude-opus-4-1",
                "claude-haiku-4-5",
                "claude-sonnet-4",
                "glm-4.7",
                "m",
            })
    void countsForAllOthers(String model) {
        assertThat(Thoughts.of(effort(Effort.LOW), model, 0).mode()).isEqualTo(Thoughts.Mode.BUDGET);
    }

    @Test
    void staysBelowWhatTheWholeAnswerMayHave() {
        assertThat(Thoughts.of(effort(Effort.HIGH), OLD, 24_576).tokens()).isEqualTo(18_432);
        assertThat(Thoughts.of(effort(Effort.HIGH), OLD, 24_577).tokens()).isEqualTo(24_576);
        assertThat(Thoughts.of(effort(Effort.HIGH), OLD, 1000)).isEqualTo(Thoughts.nothing());
        assertThat(Thoughts.of(effort(Effort.HIGH), OLD, 1)).isEqualTo(Thoughts.nothing());
    }

    @Test
    void asksForNoLessThanAnthropicTakes() {
        assertThat(Thoughts.of(new Thinking(Effort.BUDGET, 128, true), OLD, 0).tokens())
                .isEqualTo(1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, NEW})
    void saysThatThereAreToBeNoThoughts(String model) {
        assertThat(written(Thoughts.of(effort(Effort.NONE), model, 0))).isEqualTo("{'thinking':{'type':'disabled'}}");
        assertThat(Thoughts.of(new Thinking(Effort.BUDGET, 0, true), model, 0).isThinking())
                .isFalse();
    }

    @Test
    void saysNothingWhereNothingIsSaid() {
        assertThat(written(Thoughts.of(null, NEW, 0))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, NEW})
    void asksForNoThoughtsToBeShownThatNoOneWants(String model) {
        assertThat(written(Thoughts.of(new Thinking(Effort.LOW, Thinking.NO_BUDGET, false), model, 0)))
                .contains("'display':'omitted'");
    }
}
