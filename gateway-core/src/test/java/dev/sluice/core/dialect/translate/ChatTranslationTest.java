package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.dialect.translate.responses.Responses;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
