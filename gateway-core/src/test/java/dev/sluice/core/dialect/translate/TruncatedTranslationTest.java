package dev.sluice.core.dialect.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Translated streams that are ended before their provider ends them. */
class TruncatedTranslationTest {

    private static final Asked ASKED =
            new Asked("0123456789abcdef0123456789abcdef", 7, "asked", true, Asked.Framing.EVENTS);
    private static final Usage USED = Usage.tokens(7, 40);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHAT_COMPLETIONS | "finish_reason":"length"
            RESPONSES        | "reason":"max_output_tokens"
            MESSAGES         | "stop_reason":"max_tokens"
            GENERATE_CONTENT | "finishReason":"MAX_TOKENS"
            """)
    void endsWithTheReasonOnce(Endpoint client, String reason) throws IOException {
        Endpoint provider = client == Endpoint.MESSAGES ? Endpoint.CHAT_COMPLETIONS : Endpoint.MESSAGES;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TranslatedStream stream = Objects.requireNonNull(new Translations().find(client, provider)).stream(ASKED, out);
        assertThat(stream.truncate(USED)).isFalse();
        say(stream, provider);
        assertThat(out.toString(UTF_8)).doesNotContain(reason);

        assertThat(stream.truncate(USED)).isTrue();

        assertThat(out.toString(UTF_8)).containsOnlyOnce(reason).contains("40");
        int size = out.size();
        assertThat(stream.truncate(USED)).isFalse();
        assertThat(out.size()).isEqualTo(size);
    }

    private static void say(TranslatedStream stream, Endpoint provider) throws IOException {
        if (provider == Endpoint.MESSAGES) {
            event(
                    stream,
                    "{\"type\":\"message_start\",\"message\":{\"id\":\"m\"," + "\"usage\":{\"input_tokens\":7}}}");
            event(
                    stream,
                    "{\"type\":\"content_block_start\","
                            + "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
            event(
                    stream,
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
                            + "\"text\":\"Hi\"}}");
        } else {
            event(stream, "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}");
        }
    }

    private static void event(TranslatedStream stream, String data) throws IOException {
        byte[] bytes = data.getBytes(UTF_8);
        stream.event(bytes, 0, bytes.length);
    }
}
