package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Endpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseIdsTest {

    private final List<String> found = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"resp_1\",\"output\":[{\"id\":\"msg_1\"}],"
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}",
                "{ \"output\" : [{\"id\":\"msg_1\"}] , \"usage\":{\"input_tokens\":3,\"output_tokens\":4}, \"id\" : "
                        + "\"re\\u0073p_1\" }",
            })
    void readsTheIdOfAWholeAnswerHoweverItComes(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            found.clear();
            AnswerReader reader = ResponseIds.told(new OpenAi().answerReader(Endpoint.RESPONSES), found::add);
            reader.read(ByteBuffer.wrap(bytes, 0, cut));
            reader.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));

            assertThat(found).containsExactly("resp_1");
            assertThat(reader.usage().input()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":7}",
                "{\"id\":null}",
                "{\"id\":{\"id\":\"x\"}}",
                "[]",
                "id",
                "{\"a\":{\"id\":\"x\"}}"
            })
    void findsNoneWhereThereIsNone(String json) {
        AnswerReader reader = ResponseIds.told(AnswerReader.NOTHING, found::add);
        reader.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"response.created", "response.queued", "response.in_progress"})
    void readsTheIdOfAStreamOffItsFirstEvent(String type) {
        StreamReader reader = ResponseIds.told(new OpenAi().streamReader(Endpoint.RESPONSES), found::add);

        event(reader, "{\"type\":\"" + type + "\",\"response\":{\"object\":\"response\",\"id\":\"resp_1\"}}");
        event(reader, "{\"type\":\"response.in_progress\",\"response\":{\"id\":\"resp_1\"}}");

        assertThat(found).containsExactly("resp_1");
    }

    @Test
    void looksAtNothingBehindTheFirstOutput() {
        StreamReader reader = ResponseIds.told(new OpenAi().streamReader(Endpoint.RESPONSES), found::add);

        event(reader, "{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}");
        event(reader, "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\"}}");

        assertThat(found).isEmpty();
    }

    private static void event(StreamReader reader, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        reader.event(bytes, 0, bytes.length);
    }
}
