package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Frames the pieces of one stream: as events without a name, or as the elements of one array. Single-threaded. */
final class Pieces {

    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BLANK = ascii("\n\n");
    private static final byte[] OPEN = ascii("[");
    private static final byte[] COMMA = ascii(",\n");
    private static final byte[] CLOSE = ascii("]\n");
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private final boolean isArray;
    private boolean begun;

    /** @param out never fails: memory */
    Pieces(Asked.Framing framing, OutputStream out) {
        this.out = out;
        this.isArray = framing == Asked.Framing.ARRAY;
    }

    /** Writes an object with such members. */
    void piece(Json.Content members) {
        try {
            out.write(isArray ? begun ? COMMA : OPEN : DATA);
            begun = true;
            try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.writeStartObject();
                members.writeTo(json);
                json.writeEndObject();
            }
            out.write(isArray ? NOTHING : BLANK);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    void end() {
        if (!isArray) {
            return;
        }
        try {
            out.write(begun ? NOTHING : OPEN);
            out.write(CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
