package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.request.Parts;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatStreamParserTest {

    private final Heard heard = new Heard();
    private final ChatStreamParser parser = new ChatStreamParser(heard);

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish
                + "}],\"usage\":null}";
    }

    private static String delta(String delta) {
        return chunk(delta, "null");
    }

    private static String call(String call) {
        return delta("{\"tool_calls\":[" + call + "]}");
    }

    private void feed(String... events) throws IOException {
        for (String event : events) {
            byte[] bytes = Parts.utf8("{}" + event + "{}");
            parser.event(bytes, 2, bytes.length - 2);
        }
    }

    private List<String> lines() {
        return heard.lines();
    }

    @Test
    void tellsAtOnceWhatEachEventSays() throws Exception {
        feed(delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"));
        assertThat(lines()).containsExactly("started c-1 m");
        feed(delta("{\"content\":\"Hé\"}"));
        assertThat(lines()).last().isEqualTo("text Hé");
        feed(chunk("{}", "\"stop\""));
        assertThat(lines()).last().isEqualTo("finished STOP");
        feed(
                "{\"id\":\"c-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":3}}}",
                "[DONE]");
        assertThat(lines()).containsExactly("started c-1 m", "text Hé", "finished STOP", "usage 9 2 3 -1", "ended");
    }

    @Test
    void readsThoughtsByEitherName() throws Exception {
        feed(
                delta("{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"\"}"),
                delta("{\"reasoning_content\":\"a\"}"),
                delta("{\"reasoning\":\"b\"}"),
                delta("{\"content\":\"\",\"reasoning\":\"c\",\"reasoning_content\":\"c\",\"reasoning_details\":[{}]}"),
                delta("{\"content\":\"d\",\"reasoning_content\":\"e\"}"),
                delta("{\"refusal\":\"f\"}"));
        assertThat(lines())
                .containsExactly(
                        "started c-1 m", "thinking a", "thinking b", "thinking c", "thinking e", "text d", "refusal f");
    }

    @Test
    void readsPartsAsMistralWritesThem() throws Exception {
        feed(
                delta("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}"),
                delta("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}"));
        assertThat(lines()).containsExactly("started c-1 m", "thinking hm", "text ab");
    }

    @Test
    void putsToolCallsTogetherByIndex() throws Exception {
        feed(
                call("{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}"),
                call("{\"index\":0,\"id\":null,\"function\":{\"name\":null,\"arguments\":\"1}\"}}"),
                call("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}"),
                call("{\"index\":0,\"function\":{\"arguments\":\"\"}}"),
                chunk("{}", "\"tool_calls\""),
                "[DONE]");
        assertThat(lines())
                .containsExactly(
                        "started c-1 m",
                        "call a f",
                        "arguments {\"x\":",
                        "arguments 1}",
                        "call b g",
                        "arguments {}",
                        "finished TOOL_CALLS",
                        "ended");
    }

    @Test
    void readsWholeCallsInOneDelta() throws Exception {
        feed(
                delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":{\"n\":1.0}}}]}"),
                chunk("{}", "\"stop\""));
        assertThat(lines())
                .containsExactly(
                        "started c-1 m",
                        "call a f",
                        "arguments {}",
                        "call b f",
                        "arguments {\"n\":1.0}",
                        "finished TOOL_CALLS");
    }

    @Test
    void tellsCallsApartByIdWhereAllHaveOneIndex() throws Exception {
        feed(
                call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "\"extra_content\":{\"google\":{\"thought_signature\":\"c2ln\"}}}"),
                call("{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                call("{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}"));
        assertThat(lines())
                .containsExactly(
                        "started c-1 m", "call a f c2ln", "arguments {}", "call b f", "arguments {", "arguments }");
    }

    @Test
    void tellsCallsApartByNameWhereTheyHaveNeitherIndexNorId() throws Exception {
        feed(
                call("{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
                call("{\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                call("{\"function\":{\"arguments\":\"}\"}}"));
        assertThat(lines())
                .containsExactly("started c-1 m", "call  f", "arguments {}", "call  f", "arguments {", "arguments }");
    }

    @Test
    void waitsForTheNameOfACall() throws Exception {
        feed(call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}"));
        assertThat(lines()).containsExactly("started c-1 m");
        feed(call("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"));
        assertThat(lines()).containsExactly("started c-1 m", "call a f", "arguments {}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"index\":0,\"function\":{\"arguments\":\"}\"}}",
                "{\"index\":2,\"function\":{\"arguments\":\"}\"}}",
                "{\"index\":4096,\"id\":\"c\",\"function\":{\"name\":\"f\"}}"
            })
    void refusesCallsThatCannotBeTold(String later) throws Exception {
        feed(
                call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}"),
                call("{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}"));
        assertThatThrownBy(() -> feed(call(later))).isInstanceOf(IOException.class);
    }

    @Test
    void passesOverWhatComesBehindTheFinishButUsage() throws Exception {
        feed(
                delta("{\"content\":\"a\"}"),
                chunk("{\"content\":\"b\"}", "\"length\"").replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":1}"),
                delta("{\"content\":\"c\"}"),
                chunk("{}", "\"stop\""),
                delta("{}").replace("\"usage\":null", "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}"),
                "[DONE]",
                delta("{\"content\":\"d\"}"),
                "[DONE]");
        parser.end();
        assertThat(lines())
                .containsExactly(
                        "started c-1 m",
                        "text a",
                        "text b",
                        "finished LENGTH",
                        "usage 1 -1 -1 -1",
                        "usage 1 2 -1 -1",
                        "ended");
    }

    @Test
    void readsChunksInAnyOrderAndWithLittleInThem() throws Exception {
        feed(
                "",
                " \r",
                "{\"choices\":[],\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}",
                "{\"usage\":null,\"choices\":[{\"finish_reason\":\"\",\"delta\":{\"content\":\"a\"}}],\"model\":\"m\"}",
                "{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"content\":\"b\"}},{\"delta\":"
                        + "{\"content\":\"x\"}}]}",
                "{\"choices\":[{\"delta\":null}]}",
                "{\"choices\":null,\"x_groq\":{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}}",
                " [DONE]\n");
        assertThat(lines())
                .containsExactly("started  m", "text a", "text b", "finished STOP", "usage 1 2 -1 -1", "ended");
    }

    @Test
    void findsUsageInAChoice() throws Exception {
        feed("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":4}}]}");
        assertThat(lines()).containsExactly("started  ", "finished STOP", "usage 4 -1 -1 -1");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, STOP",
        "eos, OTHER",
        "length, LENGTH",
        "content_filter, CONTENT_FILTER",
        "tool_calls, TOOL_CALLS",
        "function_call, TOOL_CALLS",
        "stop_sequence, STOP_SEQUENCE"
    })
    void tellsWhyItFinished(String reason, String why) throws Exception {
        feed(chunk("{}", "\"" + reason + "\""));
        assertThat(lines()).containsExactly("started c-1 m", "finished " + why);
    }

    @Test
    void endsWithoutDoneWhereTheFinishWasTold() throws Exception {
        feed(delta("{\"content\":\"a\"}"), chunk("{}", "\"stop\""));
        parser.end();
        parser.end();
        assertThat(lines()).containsExactly("started c-1 m", "text a", "finished STOP", "ended");
    }

    @Test
    void finishesAtDoneWhereNoFinishWasTold() throws Exception {
        feed(delta("{\"content\":\"a\"}"), "[DONE]");
        assertThat(lines()).containsExactly("started c-1 m", "text a", "finished STOP", "ended");
    }

    @Test
    void takesAStreamWithoutFinishForCut() throws Exception {
        feed(delta("{\"content\":\"a\"}"));
        assertThatThrownBy(parser::end).isInstanceOf(IOException.class);
        parser.end();
        assertThat(lines()).containsExactly("started c-1 m", "text a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "insufficient_system_resource"})
    void takesAnAnswerThatBrokeOffForCut(String reason) {
        assertThatThrownBy(() -> feed(chunk("{}", "\"" + reason + "\""))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[1]", "42", "{\"choices\":", "[DON"})
    void refusesWhatIsNoChunk(String event) {
        assertThatThrownBy(() -> feed(event)).isInstanceOf(IOException.class);
    }

    @Test
    void neverFailsButAsItSays() {
        Random random = new Random(20_260_314);
        String[] samples = {
            delta("{\"content\":\"a\",\"reasoning\":\"b\"}"),
            call("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"),
            chunk("{}", "\"stop\"")
        };
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Parts.utf8(samples[random.nextInt(samples.length)]);
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Heard told = new Heard();
            try {
                new ChatStreamParser(told).event(bytes, 0, random.nextInt(bytes.length + 1));
            } catch (IOException malformed) {
                continue;
            }
            assertThat(told.lines().isEmpty() || told.lines().get(0).startsWith("started"))
                    .isTrue();
        }
    }
}
