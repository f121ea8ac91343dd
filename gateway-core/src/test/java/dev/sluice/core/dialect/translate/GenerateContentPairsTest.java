package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses.Mode;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerateContentPairsTest {

    private static final String[] CASES = {
        "text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"
    };

    private static Stream<Translation> pairs() {
        return Stream.of(
                GenerateContentToCompletions.translation(),
                GenerateContentToResponses.translation(),
                GenerateContentToMessages.translation());
    }

    private static Stream<Arguments> pairsAndCases() {
        return pairs().flatMap(pair -> Stream.of(CASES).map(each -> Arguments.of(pair, each)));
    }

    private static byte[] request(String name) throws IOException {
        try (InputStream in =
                GenerateContentPairsTest.class.getResourceAsStream("/translate/requests/generate/" + name + ".json")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("pairsAndCases")
    void writesARequestOfEachKindAsTheSameEachTime(Translation pair, String name) throws IOException {
        byte[] request = request(name);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();

        Rewritten rewritten = rewrite(pair, request, first);
        rewrite(pair, request, second);

        assertThat(rewritten.failure()).isNull();
        assertThat(Json.readsObject(first.toByteArray(), 0, first.size(), (member, in) -> in.skipChildren()))
                .isTrue();
        assertThat(first.toByteArray()).isEqualTo(second.toByteArray());
    }

    private static Rewritten rewrite(Translation pair, byte[] request, ByteArrayOutputStream out) {
        return pair.request(
                () -> Json.FACTORY.createParser(request), new Order("theirs", Delivery.STREAM, Mode.LENIENT), out);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void refusesWhatOnlyGeminiHas(Translation pair) {
        Failure failure = new Translating(pair)
                .rewritten("{'contents':[{'parts':[{'text':'a'}]}],'tools':[{'googleSearch':{}}]}", Mode.STRICT)
                .failure();

        assertThat(failure).isNotNull();
        assertThat(failure.param()).isEqualTo("tools.0.googleSearch");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void passesOverFiltersAndLabels(Translation pair) {
        new Translating(pair)
                .request("{'contents':[{'parts':[{'text':'a'}]}],'safetySettings':[{'threshold':'x'}],"
                        + "'labels':{'a':'b'},'model':'models/m'}");
    }

    @Test
    void streamsWhatAnotherSaysAsAnArray() throws IOException {
        Translation pair = GenerateContentToCompletions.translation();
        assertThat(pair.served(Delivery.STREAM)).isEqualTo(Endpoint.CHAT_COMPLETIONS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamParser stream =
                pair.stream(new Asked("0123456789abcdef0123456789abcdef", 7, "asked", false, Asked.Framing.ARRAY), out);

        for (String event : new String[] {
            "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'gpt','choices':[{'index':0,"
                    + "'delta':{'role':'assistant','content':'Hi'},'finish_reason':null}]}",
            "{'id':'c1','object':'chat.completion.chunk','created':1,'model':'gpt','choices':[{'index':0,"
                    + "'delta':{},'finish_reason':'stop'}]}",
            "[DONE]"
        }) {
            byte[] bytes = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            stream.event(bytes, 0, bytes.length);
        }
        stream.end();

        assertThat(out.toString(StandardCharsets.UTF_8).replace('"', '\''))
                .startsWith("[{'candidates':[{'content':{'parts':[{'text':'Hi'}],'role':'model'},'index':0}]")
                .contains("'finishReason':'STOP'")
                .endsWith("}]\n");
    }
}
