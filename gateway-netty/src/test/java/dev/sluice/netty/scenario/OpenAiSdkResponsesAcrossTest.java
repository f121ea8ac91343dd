package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's official SDK and its responses in front of providers that speak other dialects. */
final class OpenAiSdkResponsesAcrossTest {

    private static Across across;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        across = Across.start();
        client = OpenAiSdkAcrossTest.client(across, Across.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        across.close();
    }

    private static ResponseCreateParams.Builder asking(String model) {
        return ResponseCreateParams.builder().model(model).input("Where does it flow?");
    }

    private static Response stream(ResponseCreateParams params) {
        return stream(client, params);
    }

    private static Response stream(OpenAIClient by, ResponseCreateParams params) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = by.responses().createStreaming(params)) {
            stream.stream().map(event -> event.validate()).forEach(accumulator::accumulate);
        }
        return accumulator.response();
    }

    private static String text(Response response) {
        return response.output().stream()
                .filter(ResponseOutputItem::isMessage)
                .flatMap(item -> item.asMessage().content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini", "gpt"})
    void answersAndStreamsTheSame(String model) {
        Response whole = client.responses().create(asking(model).build());
        Response streamed = stream(asking(model).build());

        assertThat(text(whole)).isNotBlank().isEqualTo(text(streamed));
        assertThat(streamed.status()).contains(ResponseStatus.COMPLETED);
        assertThat(whole.usage().orElseThrow().outputTokens()).isEqualTo(16);
        assertThat(streamed.usage().orElseThrow().totalTokens())
                .isEqualTo(whole.usage().orElseThrow().totalTokens());
    }

    @ParameterizedTest
    @CsvSource({
        "claude,false",
        "claude,true",
        "gemini,false",
        "gemini,true",
        "gpt,false",
        "gpt,true",
        "claude-thinking,true",
        "gemini-thinking,true"
    })
    void callsAToolAndGoesOnWithItsResult(String model, boolean streams) {
        List<ResponseInputItem> said = new ArrayList<>();
        said.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("Please use-tool now.")
                .build()));
        Response called = ask(model, said, streams);
        for (ResponseOutputItem item : called.output()) {
            if (item.isReasoning()) {
                said.add(ResponseInputItem.ofReasoning(item.asReasoning()));
            }
            if (item.isFunctionCall()) {
                ResponseFunctionToolCall call = item.asFunctionCall();
                assertThat(call.name()).isEqualTo("weather");
                assertThat(call.arguments()).contains("Delft");
                said.add(ResponseInputItem.ofFunctionCall(call));
                said.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output("rain")
                        .build()));
            }
        }
        assertThat(said.size()).isGreaterThan(2);

        Response told = ask(model, said, streams);

        assertThat(across.asked()).contains("rain");
        assertThat(text(told)).isNotBlank();
    }

    private static Response ask(String model, List<ResponseInputItem> said, boolean streams) {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model(model)
                .inputOfResponse(said)
                .addTool(FunctionTool.builder()
                        .name("weather")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(OpenAiSdkAcrossTest.CITY))
                                .build())
                        .build())
                .build();
        return streams ? stream(params) : client.responses().create(params);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini"})
    void thinks(String model) {
        ResponseCreateParams params = asking(model + "-thinking")
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.HIGH)
                        .summary(Reasoning.Summary.AUTO)
                        .build())
                .build();

        Response whole = client.responses().create(params);
        Response streamed = stream(params);

        assertThat(across.asked()).containsIgnoringCase("thinking");
        assertThat(whole.output().get(0).asReasoning().summary()).isNotEmpty();
        assertThat(streamed.output().get(0).asReasoning().summary().get(0).text())
                .isEqualTo(whole.output().get(0).asReasoning().summary().get(0).text());
        assertThat(streamed.usage().orElseThrow().outputTokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini", "gpt"})
    void asksForJsonOfASchema(String model) {
        ResponseFormatTextJsonSchemaConfig format = ResponseFormatTextJsonSchemaConfig.builder()
                .name("trip")
                .schema(ResponseFormatTextJsonSchemaConfig.Schema.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(OpenAiSdkAcrossTest.CITY))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city", "day")))
                        .build())
                .strict(true)
                .build();

        Response answer = client.responses()
                .create(asking(model)
                        .text(ResponseTextConfig.builder().format(format).build())
                        .build());

        assertThat(across.asked()).contains("Delft");
        assertThat(text(answer)).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-refused, BadRequestException, 400",
        "gemini-refused, BadRequestException, 400",
        "claude-missing, NotFoundException, 404",
        "gemini-failing, InternalServerException, 500",
        "claude-overloaded, InternalServerException, 529",
        "gemini-denied, InternalServerException, 503",
        "unheard-of, NotFoundException, 404"
    })
    void understandsErrors(String model, String type, int status) {
        assertThatThrownBy(() -> client.responses().create(asking(model).build()))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        error -> assertThat(error.statusCode()).isEqualTo(status))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
        assertThatThrownBy(() -> stream(asking(model).build()))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-limited", "gemini-limited"})
    void learnsWhenToComeBack(String model) {
        assertThatThrownBy(() -> client.responses().create(asking(model).build()))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        error -> assertThat(error.headers().values("retry-after"))
                                .containsExactly("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude-breaking", "gemini-breaking", "claude-cut", "gemini-cut"})
    void hearsOfAnErrorInTheMiddleOfAStream(String model) {
        // The connection ends with such a stream, and must not be taken for another request.
        OpenAIClient fresh = OpenAiSdkAcrossTest.client(across, Across.KEY);
        assertThatThrownBy(() -> stream(fresh, asking(model).build()))
                .isInstanceOf(com.openai.errors.SseException.class);
        fresh.close();
    }
}
