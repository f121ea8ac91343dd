package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEventParserTest {

    private static final String START = "{'type':'message_start','message':{'id':'i','model':'m'}}";

    private final Heard heard = new Heard();
    private final StreamParser parser = new Messages().streamParser(heard);

    private void feed(String... events) throws IOException {
        Golden.feed(parser, List.of(events).stream().map(Golden::json).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text", "tools", "parallel_tools", "images", "thinking", "json_schema", "refusal", "length"})
    void tellsAStreamLikeTheWholeAnswer(String name) throws IOException {
        Heard whole = new Heard();
        Golden.answer(Golden.file("answers/messages/" + name + ".json"), whole);

        Golden.feed(parser, Golden.data(Golden.file("streams/messages/" + name + ".sse")));
        parser.end();

        assertThat(spaceless(heard)).isEqualTo(spaceless(whole));
        assertThat(heard.usage().output()).isEqualTo(whole.usage().output());
        assertThat(heard.usage().input()).isEqualTo(whole.usage().input());
        assertThat(heard.usage().reasoning()).isEqualTo(whole.usage().reasoning());
    }

    /** Arguments come with the model's own white space. */
    private static List<String> spaceless(Heard heard) {
        return heard.words().stream()
                .map(each ->
                        each.startsWith("arguments") ? each.replace(": ", ":").replace(", \"", ",\"") : each)
                .toList();
    }

    @Test
    void doesNotEndWhatDoesNotSayWhyItStops() throws IOException {
        feed(START);

        assertThatThrownBy(() -> feed("{'type':'message_stop'}")).isInstanceOf(IOException.class);
        assertThat(heard.words()).containsExactly("started i m");
    }

    @Test
    void tellsEachEventAtOnce() throws IOException {
        feed(START, "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'A'}}");

        assertThat(heard.words()).containsExactly("started i m", "text A");

        feed("{'index':0,'delta':{'text':'B','type':'text_delta'},'type':'content_block_delta'}");

        assertThat(heard.words()).containsExactly("started i m", "text AB");
    }

    @Test
    void keepsThePlaceholderOfTheOutputToItself() throws IOException {
        feed("{'type':'message_start','message':{'usage':{'input_tokens':7,'output_tokens':1,"
                + "'cache_read_input_tokens':3}}}");

        assertThat(heard.words()).containsExactly("started  ");
        assertThat(heard.usage())
                .isEqualTo(
                        Usage.tokens(10, Usage.UNREPORTED).but().cachedInput(3).build());

        feed("{'type':'message_delta','delta':{},'usage':{'output_tokens':5}}");

        assertThat(heard.usage().input()).isEqualTo(10);
        assertThat(heard.usage().output()).isEqualTo(5);
    }

    @Test
    void takesArgumentsFromTheBeginningOfACallWhereNoPiecesCome() throws IOException {
        feed(
                START,
                "{'type':'content_block_start','content_block':{'type':'tool_use','id':'a',"
                        + "'name':'f','input':{'x':1}}}",
                "{'type':'content_block_stop'}",
                "{'type':'content_block_start','content_block':{'type':'tool_use','id':'b','name':'g'}}",
                "{'type':'content_block_stop'}",
                "{'type':'content_block_start','content_block':{'type':'tool_use','id':'c','name':'h','input':{}}}",
                "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "{'type':'content_block_stop'}");

        assertThat(heard.words())
                .containsExactly(
                        "started i m",
                        "call a f null",
                        "arguments {\"x\":1}",
                        "call b g null",
                        "arguments {}",
                        "call c h null",
                        "arguments {}");
    }

    @Test
    void passesOverWhatAnthropicRunsItself() throws IOException {
        feed(
                START,
                "{'type':'content_block_start','content_block':{'type':'server_tool_use','id':'s','input':{}}}",
                "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "{'type':'content_block_stop'}",
                "{'type':'content_block_delta','delta':{'type':'citations_delta','citation':{'text':'x'}}}",
                "{'type':'ping'}",
                "{'type':'something_new','delta':{'text':'x'}}");

        assertThat(heard.words()).containsExactly("started i m");
    }

    @Test
    void endsOnceAndOnlyWhatIsComplete() throws IOException {
        feed(START);
        parser.end();

        assertThat(heard.words()).containsExactly("started i m");

        feed("{'type':'message_delta','delta':{'stop_reason':'end_turn'}}");
        parser.end();
        feed("{'type':'message_stop'}");
        parser.end();

        assertThat(heard.words()).containsExactly("started i m", "finished STOP null", "ended ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "7", "{}", "{'type':'ping'", "{'type':'content_block_start'}", "{'type':'ping',}"})
    void refusesWhatIsNoEvent(String event) {
        assertThatThrownBy(() -> feed(event)).isInstanceOf(IOException.class);
    }

    @Test
    void survivesWhateverComes() {
        Random random = new Random(41);
        List<String> data = Golden.data(Golden.file("streams/messages/thinking.sse"));
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] event = data.get(random.nextInt(data.size())).getBytes(StandardCharsets.UTF_8);
            int from = random.nextInt(4) == 0 ? random.nextInt(event.length) : 0;
            event[random.nextInt(event.length)] = (byte) random.nextInt(256);
            try {
                parser.event(event, from, event.length - random.nextInt(2));
            } catch (IOException malformed) {
                refused++;
            }
        }

        assertThat(refused).isBetween(1000, 1999);
    }
}
