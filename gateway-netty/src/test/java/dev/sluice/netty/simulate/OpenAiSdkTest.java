package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the official SDK understands is what a provider sends. */
class OpenAiSdkTest {

    private static SimulatedProvider provider;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-test")));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(provider.url() + "/v1")
                .apiKey("sk-test")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        provider.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Where does it flow?");
    }

    @Test
    void chats() {
        ChatCompletion answer =
                client.chat().completions().create(chat("gpt-4o").build());

        assertThat(answer.choices().get(0).message().content().orElseThrow()).isNotBlank();
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(16);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(5);
    }

    @Test
    void streamsAChat() {
        ChatCompletion unary = client.chat().completions().create(chat("gpt-4o").build());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams params = chat("gpt-4o")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }

        ChatCompletion streamed = accumulator.chatCompletion();
        assertThat(streamed.choices().get(0).message().content())
                .isEqualTo(unary.choices().get(0).message().content());
        assertThat(streamed.usage().orElseThrow().totalTokens()).isEqualTo(21);
    }

    @Test
    void completes() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model("gpt-3.5-turbo-instruct")
                                .prompt("Say this")
                                .build())
                        .choices())
                .hasSize(1);
    }

    @Test
    void responds() {
        ResponseCreateParams params =
                ResponseCreateParams.builder().model("gpt-4o").input("Say this").build();
        Response unary = client.responses().create(params);
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(event -> event.outputTextDelta().ifPresent(delta -> text.append(delta.delta())));
        }

        assertThat(unary.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isNotBlank()
                .isEqualTo(text.toString());
        assertThat(unary.usage().orElseThrow().outputTokens()).isEqualTo(16);
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());

        assertThat(answer.data()).hasSize(2);
        assertThat(answer.data().get(0).embedding()).hasSize(1536);
        assertThat(provider.last().orElseThrow().body()).asString().contains("base64");
    }

    @Test
    void moderates() {
        assertThat(client.moderations()
                        .create(ModerationCreateParams.builder()
                                .input("Say this")
                                .build())
                        .results()
                        .get(0)
                        .flagged())
                .isFalse();
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().data()).hasSize(5);
        assertThat(client.models().retrieve("gpt-4o").id()).isEqualTo("gpt-4o");
    }

    @Test
    void understandsAnError() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("gpt-4o+status=429+retry-after=1").build()))
                .isInstanceOf(RateLimitException.class)
                .hasMessageContaining("Rate limit reached");
    }
}
