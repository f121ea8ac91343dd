package dev.sluice.core.dialect.translate.completions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the format writes it reads again: everything in real requests, answers and streams is kept. */
class ChatCompletionsTest {

    private static final Pattern TWO_LINES = Pattern.compile("\n\n");
    private static final Asked ASKED =
            new Asked("0123456789abcdef0123456789abcdef", 7, "model", true, Asked.Framing.EVENTS);
    private static final Extras.Rules RULES =
            new Extras.Rules(Map.of(), Set.of("user", "metadata", "stream_options", "store"));

    private final ChatCompletions format = new ChatCompletions();

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = ChatCompletionsTest.class.getResourceAsStream("/translate/" + path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }

    private record Request(ChatOptions options, List<Turn> turns) {}

    private Request read(byte[] json) throws Exception {
        Losses losses = new Losses(Losses.Mode.STRICT, format.title());
        List<Turn> turns = new ArrayList<>();
        ChatOptions options = format.requestReader()
                .options(() -> Json.FACTORY.createParser(json), new Extras(RULES, losses), losses);
        format.requestReader().turns(() -> Json.FACTORY.createParser(json), turns::add, losses);
        return new Request(options, turns);
    }

    private byte[] write(Request request) throws Exception {
        Losses losses = new Losses(Losses.Mode.STRICT, format.title());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            format.requestWriter()
                    .write(
                            json,
                            new RequestWriter.Draft(
                                    "m", Delivery.WHOLE, request.options(), new Extras(RULES, losses), losses),
                            to -> {
                                for (Turn turn : request.turns()) {
                                    to.turn(turn);
                                }
                            });
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void readsTheRequestsThatItWrites(String name) throws Exception {
        Request request = read(resource("requests/completions/" + name + ".json"));
        byte[] written = write(request);
        Request again = read(written);
        assertThat(again.turns()).isEqualTo(request.turns());
        assertThat(again.options().tools()).isEqualTo(request.options().tools());
        assertThat(again.options().shape()).isEqualTo(request.options().shape());
        assertThat(write(again)).asString(UTF_8).isEqualTo(new String(written, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void readsTheAnswersThatItWrites(String name) throws Exception {
        byte[] answer = resource("answers/completions/" + name + ".json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonParser in = Json.FACTORY.createParser(answer)) {
            format.answerParser().read(in, format.answerWriter(ASKED, out));
        }
        assertThat(answer(out.toByteArray())).isEqualTo(answer(answer)).hasSizeGreaterThan(3);
    }

    private List<String> answer(byte[] json) throws IOException {
        Heard heard = new Heard();
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            format.answerParser().read(in, heard);
        }
        return heard.lines();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void readsTheStreamsThatItWrites(String name) throws Exception {
        String stream = new String(resource("streams/completions/" + name + ".sse"), UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        feed(format.streamParser(format.streamWriter(ASKED, out)), stream);
        Heard again = new Heard();
        feed(format.streamParser(again), out.toString(UTF_8));
        Heard first = new Heard();
        feed(format.streamParser(first), stream);
        assertThat(again.lines())
                .isEqualTo(first.lines())
                .hasSizeGreaterThan(5)
                .last()
                .isEqualTo("ended");
    }

    private static void feed(StreamParser parser, String stream) throws IOException {
        for (String event : TWO_LINES.split(stream)) {
            byte[] bytes = event.getBytes(UTF_8);
            parser.event(bytes, "data: ".length(), bytes.length);
        }
        parser.end();
    }

    @Test
    void isServedAtOneEndpoint() {
        for (Delivery delivery : Delivery.values()) {
            assertThat(format.endpoint(delivery)).isEqualTo(Endpoint.CHAT_COMPLETIONS);
            assertThat(format.target("any", delivery)).isEqualTo("/v1/chat/completions");
        }
        assertThat(format.title()).isEqualTo("OpenAI chat completions");
    }
}
