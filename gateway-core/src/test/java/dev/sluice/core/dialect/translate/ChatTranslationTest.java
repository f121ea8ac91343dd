package dev.sluice.core.dialect.translate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.dialect.translate.responses.Responses;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTranslationTest {

    private static final int BEYOND = (8 << 20) + 1;

    private final Asked asked =
            new Asked("0123456789abcdef0123456789abcdef", 1_764_104_400L, "fast", false, Asked.Framing.EVENTS);
    private final Translation translation =
            new ChatTranslation(new Responses(), new Responses(), new Extras.Rules(Map.of(), Set.of()));

    @Test
    void failsAStreamThatTheWriterCannotHold() throws IOException {
        StreamParser stream = translation.stream(asked, OutputStream.nullOutputStream());
        byte[] event = bytes("{\"type\":\"response.output_text.delta\",\"delta\":\"" + "x".repeat(1 << 20) + "\"}");
        for (int i = 0; i < 8; i++) {
            stream.event(event, 0, event.length);
        }

        assertThatThrownBy(() -> stream.event(event, 0, event.length)).isInstanceOf(IOException.class);
    }

    @Test
    void failsAnAnswerThatTheWriterCannotHold() throws IOException {
        String answer =
                "{\"object\":\"response\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
                        + "\"text\":\"" + "x".repeat(BEYOND) + "\"}]}]}";

        try (JsonParser in = Json.FACTORY.createParser(bytes(answer))) {
            assertThatThrownBy(() -> translation.answer(asked, in, OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void givesBackToAProviderWhatIsSignedByItself() throws IOException {
        Translating translating = new Translating(MessagesToResponses.translation());
        String answer = translating.answer("{'object':'response','status':'completed','output':[{'type':'reasoning',"
                + "'summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'OWN'}]}");
        assertThat(answer).contains("'signature':'responses:OWN'");

        String request = translating.request("{'max_tokens':9,'messages':[{'role':'assistant','content':[{'type':"
                + "'thinking','thinking':'hm','signature':'responses:OWN'}]}]}");
        assertThat(request).contains("'encrypted_content':'OWN'");
    }

    @Test
    void doesNotShowAProviderWhatIsSignedByAnother() {
        String turns = "'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':"
                + "'Eq=='},{'type':'redacted_thinking','data':'messages:Em=='},{'type':'text','text':'So.'}]}]";

        assertThat(new Translating(MessagesToResponses.translation()).request("{'max_tokens':9," + turns + "}"))
                .contains("So.")
                .doesNotContain("reasoning");
        assertThat(new Translating(MessagesToGenerateContent.translation()).request("{'max_tokens':9," + turns + "}"))
                .contains("So.")
                .doesNotContain("thought");
    }

    @Test
    void tellsWhatIsLostByTheNameThatTheClientKnows() {
        String gemini =
                "{'contents':[{'parts':[{'text':'a'}]}],'generationConfig':{'stopSequences':['a','b','c','d','e']}}";
        String anthropic = "{'max_tokens':9,'messages':[{'role':'user','content':'a'}],"
                + "'stop_sequences':['a','b','c','d','e','f']}";

        assertThat(lost(GenerateContentToCompletions.translation(), gemini))
                .containsExactly("generationConfig.stopSequences");
        assertThat(lost(GenerateContentToResponses.translation(), gemini))
                .containsExactly("generationConfig.stopSequences");
        assertThat(lost(MessagesToGenerateContent.translation(), anthropic)).containsExactly("stop_sequences");
        assertThat(lost(
                        ResponsesToMessages.translation(),
                        "{'input':'a','text':{'format':{'type':'json_object'}},'reasoning':{'effort':'high'},"
                                + "'tools':[{'type':'function','name':'f'}],'tool_choice':'required'}"))
                .containsExactly("tool_choice", "text.format");
    }

    @Test
    void namesThePieceThatIsLostAndSaysWhatItIs() {
        String audio = "{'messages':[{'role':'system','content':'a'},{'role':'user','content':[{'type':'text',"
                + "'text':'b'},{'type':'input_audio','input_audio':{'format':'wav','data':'AA=='}}]}]}";
        Failure failure = requireNonNull(
                new Translating(CompletionsToMessages.translation())
                        .rewritten(audio, Losses.Mode.STRICT)
                        .failure(),
                "it is not refused");

        assertThat(failure.param()).isEqualTo("messages.1.content.1");
        assertThat(failure.message()).startsWith("'messages.1.content.1' (audio) cannot be carried over to");
        assertThat(lost(CompletionsToResponses.translation(), audio)).containsExactly("messages.1.content.1");
        assertThat(lost(
                        MessagesToCompletions.translation(),
                        "{'max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':'a'},"
                                + "{'type':'image','source':{'type':'file','file_id':'f'}}]}]}"))
                .containsExactly("messages.0.content.1");
        assertThat(lost(
                        ResponsesToGenerateContent.translation(),
                        "{'input':[{'role':'user','content':[{'type':'input_text','text':'a'},"
                                + "{'type':'input_file','file_id':'f'}]}]}"))
                .containsExactly("input.0.content.1");
    }

    @Test
    void tellsThatThereIsNoRoomToThink() {
        assertThat(lost(
                        CompletionsToMessages.translation(),
                        "{'max_tokens':500,'reasoning_effort':'high','messages':[{'role':'user','content':'a'}]}"))
                .containsExactly("reasoning_effort");
        assertThat(lost(
                        ResponsesToMessages.translation(),
                        "{'max_output_tokens':500,'reasoning':{'effort':'low'},'input':'a'}"))
                .containsExactly("reasoning.effort");
        assertThat(lost(
                        GenerateContentToMessages.translation(),
                        "{'contents':[{'parts':[{'text':'a'}]}],'generationConfig':{'maxOutputTokens':500,"
                                + "'thinkingConfig':{'thinkingBudget':400}}}"))
                .containsExactly("generationConfig.thinkingConfig");
        assertThat(lost(
                        CompletionsToMessages.translation(),
                        "{'max_tokens':500,'reasoning_effort':'none','messages':[{'role':'user','content':'a'}]}"))
                .isEmpty();
    }

    @Test
    void refusesWhatSaysNothing() {
        String system = "{'messages':[{'role':'system','content':'Be brief.'}]}";
        String empty = "{'messages':[{'role':'user','content':' '}]}";
        String gemini = "{'systemInstruction':{'parts':[{'text':'Be brief.'}]},'contents':[]}";

        assertThat(refused(CompletionsToMessages.translation(), system)).isEqualTo("messages");
        assertThat(refused(CompletionsToMessages.translation(), empty)).isEqualTo("messages");
        assertThat(refused(CompletionsToGenerateContent.translation(), system)).isEqualTo("messages");
        assertThat(refused(CompletionsToGenerateContent.translation(), empty.replace(" ", "")))
                .isEqualTo("messages");
        assertThat(refused(ResponsesToMessages.translation(), "{'instructions':'Be brief.','input':''}"))
                .isEqualTo("input");
        assertThat(refused(ResponsesToGenerateContent.translation(), "{'input':''}"))
                .isEqualTo("input");
        assertThat(refused(GenerateContentToMessages.translation(), gemini)).isEqualTo("contents");
        assertThat(refused(GenerateContentToCompletions.translation(), gemini)).isEqualTo("contents");
        assertThat(refused(GenerateContentToResponses.translation(), gemini)).isEqualTo("contents");
        assertThat(refused(MessagesToResponses.translation(), "{'max_tokens':9,'system':'a','messages':[]}"))
                .isEqualTo("messages");
    }

    private static @Nullable String refused(Translation translation, String request) {
        Failure failure = requireNonNull(
                new Translating(translation)
                        .rewritten(request, Losses.Mode.LENIENT)
                        .failure(),
                "it is not refused");
        assertThat(failure.code()).isEqualTo(Failure.Code.INVALID_REQUEST);
        return failure.param();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://b/a.png", "https://generativelanguage.googleapis.com/v1beta/files/a"})
    void losesWhatOnlyItsOwnProviderCanFetch(String uri) {
        String request =
                "{'contents':[{'parts':[{'text':'?'},{'fileData':{'mimeType':'image/png','fileUri':'" + uri + "'}}]}]}";

        assertThat(lost(GenerateContentToCompletions.translation(), request)).hasSize(1);
        assertThat(lost(GenerateContentToResponses.translation(), request)).hasSize(1);
        assertThat(lost(GenerateContentToMessages.translation(), request)).hasSize(1);
        assertThat(lost(GenerateContentToMessages.translation(), request.replace(uri, "https://example.com/a.png")))
                .isEmpty();
    }

    private static List<String> lost(Translation translation, String request) {
        return new Translating(translation)
                .rewritten(request, Losses.Mode.LENIENT)
                .lost();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
