package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.dialect.Anthropic;
import dev.sluice.core.dialect.Gemini;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslationsTest {

    private final Translation toChat = new Unused();
    private final Translation toResponses = new Unused();
    private final Translation toGemini = new Unused();
    private final Translations all = new Translations()
            .and(Endpoint.MESSAGES, Endpoint.CHAT_COMPLETIONS, toChat)
            .and(Endpoint.MESSAGES, Endpoint.RESPONSES, toResponses)
            .and(Endpoint.RESPONSES, Endpoint.CHAT_COMPLETIONS, toChat)
            .and(Endpoint.GENERATE_CONTENT, Endpoint.MESSAGES, toGemini);

    @Test
    void saysAsItCameWhatTheProviderServes() {
        assertThat(all.wording(Endpoint.MESSAGES, new Anthropic())).isEqualTo(Wording.AS_IT_CAME);
        assertThat(all.wording(Endpoint.EMBEDDINGS, new OpenAi())).isEqualTo(Wording.AS_IT_CAME);
        assertThat(all.wording(Endpoint.RESPONSES, new OpenAi())).isEqualTo(Wording.AS_IT_CAME);
    }

    @Test
    void translatesToTheEndpointThatTheProviderPrefers() {
        OpenAi responses = new OpenAi(null, List.of(Endpoint.RESPONSES, Endpoint.CHAT_COMPLETIONS));

        assertThat(all.wording(Endpoint.MESSAGES, new OpenAi())).isEqualTo(new Wording(toChat));
        assertThat(all.wording(Endpoint.MESSAGES, responses)).isEqualTo(new Wording(toResponses));
    }

    @Test
    void translatesBetweenTheTwoEndpointsOfOpenAiWhereAProviderHasOnlyOne() {
        OpenAi chats = new OpenAi(null, List.of(Endpoint.CHAT_COMPLETIONS));

        assertThat(all.wording(Endpoint.RESPONSES, chats)).isEqualTo(new Wording(toChat));
        assertThat(all.wording(Endpoint.CHAT_COMPLETIONS, chats)).isEqualTo(Wording.AS_IT_CAME);
        assertThat(all.wording(Endpoint.EMBEDDINGS, chats)).isEqualTo(Wording.AS_IT_CAME);
    }

    @Test
    void knowsStreamsOfGeminiByItsWholeAnswers() {
        assertThat(all.wording(Endpoint.STREAM_GENERATE_CONTENT, new Anthropic()))
                .isEqualTo(new Wording(toGemini));
        assertThat(all.wording(Endpoint.STREAM_GENERATE_CONTENT, new Gemini())).isEqualTo(Wording.AS_IT_CAME);
    }

    @Test
    void hasNoWordsForWhatNoTranslationIsThere() {
        assertThat(all.wording(Endpoint.EMBEDDINGS, new Anthropic())).isNull();
        assertThat(all.wording(Endpoint.COUNT_TOKENS, new OpenAi())).isNull();
        assertThat(all.wording(Endpoint.MODERATIONS, new Gemini())).isNull();
    }

    @Test
    void takesTextsAsLongAsABodyMayBe() {
        byte[] request = ("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + "x".repeat(21_000_000) + "\"}]}")
                .getBytes(StandardCharsets.US_ASCII);
        Translation.Order order = new Translation.Order("m", Delivery.WHOLE, Losses.Mode.STRICT);

        Translation.Rewritten written = CompletionsToMessages.translation()
                .request(() -> Json.FACTORY.createParser(request), order, OutputStream.nullOutputStream());

        assertThat(written.failure()).isNull();
    }

    private static final class Unused implements Translation {

        @Override
        public Endpoint served(Delivery delivery) {
            throw new AssertionError();
        }

        @Override
        public String target(String model, Delivery delivery) {
            throw new AssertionError();
        }

        @Override
        public Rewritten request(JsonSource request, Order order, OutputStream out) {
            throw new AssertionError();
        }

        @Override
        public boolean answer(Asked asked, JsonParser answer, OutputStream out) {
            throw new AssertionError();
        }

        @Override
        public TranslatedStream stream(Asked asked, OutputStream out) {
            throw new AssertionError();
        }
    }
}
