package dev.sluice.core.dialect.translate.messages;

import static dev.sluice.core.dialect.translate.messages.Conversations.call;
import static dev.sluice.core.dialect.translate.messages.Conversations.options;
import static dev.sluice.core.dialect.translate.messages.Conversations.result;
import static dev.sluice.core.dialect.translate.messages.Conversations.turn;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.Turn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsWriterTest {

    private static final Thinking SOME = new Thinking(Effort.LOW, Thinking.NO_BUDGET, true);
    private static final Turn HELLO = turn(Role.USER, new Part.Text("Hello"));

    private final Conversations conversation = new Conversations();

    private static JsonNode tree(String apostrophes) {
        return Golden.tree(Golden.json(apostrophes));
    }

    private static ChatOptions withTools(
            Map<Option, String> knobs, @Nullable ToolChoice choice, @Nullable Thinking thinking) {
        ChatOptions options = options(knobs, thinking);
        Tool tool = new Tool("f", null, "", null);
        return new ChatOptions(List.of(), options.knobs(), List.of(), List.of(tool), choice, null, thinking);
    }

    @Test
    void carriesNumbersAsTheyAreWritten() throws Exception {
        String request = conversation.text(
                "m",
                options(
                        Map.of(
                                Option.MAX_TOKENS, "100",
                                Option.TEMPERATURE, "0.70000000000000000001",
                                Option.TOP_P, "9e-1",
                                Option.TOP_K, "40"),
                        null),
                HELLO);

        assertThat(request)
                .contains("\"max_tokens\":100,", "\"temperature\":0.70000000000000000001,", "\"top_p\":9e-1")
                .contains("\"top_k\":40");
        assertThat(conversation.lost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-20250514, 0.5, 0.9, true, true",
        "another-model, 0.5, 0.9, true, true",
        "claude-opus-4-1-20250805, 0.5, 0.9, true, false",
        "claude-sonnet-4-5, 0.5, 1, true, false",
        "claude-sonnet-4-5, 1.0, 0.9, false, true",
        "claude-sonnet-4-5, 1.5, 0.9, false, true",
        "claude-opus-4-7, 0.5, 0.9, false, false",
        "claude-sonnet-5-5, 1, 1, false, false"
    })
    void samplesAsTheModelLets(String model, String temperature, String topP, boolean writesOne, boolean writesOther)
            throws Exception {
        JsonNode request = Golden.tree(conversation.text(
                model, options(Map.of(Option.TEMPERATURE, temperature, Option.TOP_P, topP), null), HELLO));

        assertThat(request.has("temperature")).isEqualTo(writesOne);
        assertThat(request.has("top_p")).isEqualTo(writesOther);
        assertThat(conversation.lost().contains("their_TOP_P")).isEqualTo(!writesOther && !topP.equals("1"));
    }

    @Test
    void losesWhatAnthropicDoesNotKnow() throws Exception {
        JsonNode request = conversation.written(
                options(
                        Map.of(
                                Option.TEMPERATURE, "1.5",
                                Option.SEED, "7",
                                Option.FREQUENCY_PENALTY, "0.5",
                                Option.PRESENCE_PENALTY, "-2"),
                        null),
                HELLO);

        assertThat(request.fieldNames()).toIterable().containsExactly("model", "messages", "max_tokens", "stream");
        assertThat(conversation.lost())
                .containsExactly(
                        "their_TEMPERATURE", "their_SEED", "their_FREQUENCY_PENALTY", "their_PRESENCE_PENALTY");
    }

    @Test
    void losesNothingOfWhatIsSoAnyway() throws Exception {
        JsonNode request = conversation.written(
                options(
                        Map.of(
                                Option.TEMPERATURE, "1.0",
                                Option.TOP_P, "1",
                                Option.FREQUENCY_PENALTY, "0.0",
                                Option.PRESENCE_PENALTY, "0",
                                Option.PARALLEL_TOOL_CALLS, "false"),
                        SOME),
                HELLO);

        assertThat(request.has("temperature") || request.has("top_p") || request.has("tool_choice"))
                .isFalse();
        assertThat(conversation.lost()).isEmpty();
    }

    @Test
    void losesWhatAThinkingModelDoesNotTake() throws Exception {
        JsonNode request = conversation.written(
                withTools(
                        Map.of(Option.TEMPERATURE, "0.5", Option.TOP_P, "0.9", Option.TOP_K, "40"),
                        ToolChoice.Any.REQUIRED,
                        SOME),
                HELLO);

        assertThat(request.path("thinking")).isEqualTo(tree("{'type':'enabled','budget_tokens':2048}"));
        assertThat(request.path("tool_choice")).isEqualTo(tree("{'type':'auto'}"));
        assertThat(conversation.lost())
                .containsExactly("their_TEMPERATURE", "their_TOP_P", "their_TOP_K", "tool_choice");
    }

    @Test
    void keepsATopPThatAThinkingModelTakes() throws Exception {
        JsonNode request = conversation.written(options(Map.of(Option.TOP_P, "0.96"), SOME), HELLO);

        assertThat(request.path("top_p").asDouble()).isEqualTo(0.96);
    }

    @Test
    void doesNotThinkAmidstCallsThatBeganWithoutThoughts() throws Exception {
        JsonNode request = conversation.written(
                options(Map.of(Option.TEMPERATURE, "0.5"), SOME),
                HELLO,
                turn(Role.ASSISTANT, call("a", "f", "{}")),
                turn(Role.TOOL, result("a", "f", "1")));

        assertThat(request.has("thinking")).isFalse();
        assertThat(request.path("max_tokens").asInt()).isEqualTo(8192);
        assertThat(request.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(conversation.lost()).isEmpty();
    }

    @Test
    void thinksAfterCallsThatBeganWithSignedThoughtsAndAfterThoseOfBefore() throws Exception {
        Turn calls = turn(Role.ASSISTANT, call("a", "f", "{}"));
        Turn results = turn(Role.TOOL, result("a", "f", "1"));
        Turn thought = turn(Role.ASSISTANT, new Part.Thinking("hm", "s"));

        assertThat(conversation
                        .written(options(Map.of(), SOME), HELLO, thought, calls, results)
                        .has("thinking"))
                .isTrue();
        assertThat(conversation
                        .written(
                                options(Map.of(), SOME),
                                HELLO,
                                calls,
                                results,
                                turn(Role.ASSISTANT, new Part.Text("It is 1.")),
                                HELLO)
                        .has("thinking"))
                .isTrue();
        assertThat(conversation
                        .written(options(Map.of(), SOME), calls, results, HELLO)
                        .has("thinking"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "AUTO | true | {'type':'auto'}",
                "NONE | false | {'type':'none'}",
                "REQUIRED | true | {'type':'any'}",
                "REQUIRED | false | {'type':'any','disable_parallel_tool_use':true}",
            })
    void writesWhichToolsMayBeCalled(ToolChoice.Any choice, String parallel, String expected) throws Exception {
        JsonNode request =
                conversation.written(withTools(Map.of(Option.PARALLEL_TOOL_CALLS, parallel), choice, null), HELLO);

        assertThat(request.path("tool_choice")).isEqualTo(tree(expected));
    }

    @Test
    void writesTheToolThatMustBeCalled() throws Exception {
        assertThat(conversation
                        .written(withTools(Map.of(), new ToolChoice.Named("f"), null), HELLO)
                        .path("tool_choice"))
                .isEqualTo(tree("{'type':'tool','name':'f'}"));
        assertThat(conversation
                        .written(withTools(Map.of(Option.PARALLEL_TOOL_CALLS, "false"), null, null), HELLO)
                        .path("tool_choice"))
                .isEqualTo(tree("{'type':'auto','disable_parallel_tool_use':true}"));
    }

    @Test
    void writesToolsWithASchemaInAnyCase() throws Exception {
        ChatOptions options = new ChatOptions(
                List.of(),
                Map.of(),
                List.of("END", "\n\n"),
                List.of(new Tool("f", "d", "{\"type\":\"object\",\"x\":1e400}", true), new Tool("g", "", "", false)),
                null,
                null,
                null);

        String request = conversation.text("m", options, HELLO);

        assertThat(request)
                .contains(Golden.json("'tools':[{'name':'f','description':'d',"
                        + "'input_schema':{'type':'object','x':1e400,'additionalProperties':false},'strict':true},"
                        + "{'name':'g','input_schema':{'type':'object','properties':{}}}]"))
                .contains(Golden.json("'stop_sequences':['END']"));
        assertThat(conversation.lost()).containsExactly("stop");
    }

    @Test
    void writesTheSchemaOfAnAnswerBesideTheEffort() throws Exception {
        AnswerShape shape = new AnswerShape.Schema("person", "Who.", "{\"type\":\"object\"}", false);

        String request = conversation.text(
                "claude-opus-4-7",
                new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, shape, SOME),
                HELLO);

        assertThat(Golden.tree(request).path("output_config"))
                .isEqualTo(tree("{'effort':'low','format':{'type':'json_schema','schema':{'type':'object',"
                        + "'additionalProperties':false}}}"));
        assertThat(conversation.lost()).isEmpty();
    }

    @Test
    void losesThatAnAnswerIsToBeAnyJson() throws Exception {
        JsonNode request = conversation.written(
                new ChatOptions(List.of(), Map.of(), List.of(), List.of(), null, new AnswerShape.Json(), null), HELLO);

        assertThat(request.has("output_config")).isFalse();
        assertThat(conversation.lost()).containsExactly("response_format");
    }

    @Test
    void isNotHeldUpByHugeNumbers() throws Exception {
        String request = conversation.text("m", options(Map.of(Option.MAX_TOKENS, "1e999999999"), SOME), HELLO);

        assertThat(request).contains("\"max_tokens\":1e999999999", "\"budget_tokens\":2048");
    }
}
