package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Puts requests and answers through a translation, with apostrophes for quotation marks. */
final class Translating {

    private static final Asked ASKED =
            new Asked("0123456789abcdef0123456789abcdef", 7, "asked", false, Asked.Framing.EVENTS);

    private final Translation translation;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Translating(Translation translation) {
        this.translation = translation;
    }

    static JsonSource source(String text) {
        String json = text.replace('\'', '"');
        return () -> Json.FACTORY.createParser(json);
    }

    Rewritten rewritten(String request, Losses.Mode mode) {
        out.reset();
        return translation.request(source(request), new Order("theirs", Delivery.WHOLE, mode), out);
    }

    /** What is written for a request that loses nothing. */
    String request(String request) {
        Rewritten rewritten = rewritten(request, Losses.Mode.STRICT);
        if (rewritten.failure() != null) {
            throw new AssertionError(rewritten.failure().message());
        }
        return written();
    }

    String answer(String answer) throws IOException {
        out.reset();
        try (JsonParser in = source(answer).open()) {
            translation.answer(ASKED, in, out);
        }
        return written();
    }

    /** What was written last. */
    String written() {
        return out.toString(StandardCharsets.UTF_8).replace('"', '\'');
    }
}
