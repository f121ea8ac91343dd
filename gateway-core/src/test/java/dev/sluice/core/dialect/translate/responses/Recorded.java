package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the provider writes, as it lies in the tests' resources; and what tests do with it. */
final class Recorded {

    /** A request as tests ask it. */
    static final Asked ASKED =
            new Asked("0123456789abcdef0123456789abcdef", 1_764_104_400L, "fast", false, Asked.Framing.EVENTS);

    private Recorded() {}

    /** @param path below {@code translate}, such as {@code answers/responses/text.json} */
    static String text(String path) {
        try (InputStream in = Recorded.class.getResourceAsStream("/translate/" + path)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonSource json(String text) {
        return () -> Json.FACTORY.createParser(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Feeds a parser all data of a stream. */
    static void feed(String stream, StreamParser to) throws IOException {
        for (String line : stream.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                byte[] data = line.getBytes(StandardCharsets.UTF_8);
                to.event(data, 6, data.length);
            }
        }
        to.end();
    }

    static void feed(String stream, AnswerEvents to) throws IOException {
        feed(stream, new ResponsesStreamParser(to));
    }
}
