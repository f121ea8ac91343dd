package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;

/** Answers that are one number of tokens. Stateless. */
final class TokenCounts {

    private TokenCounts() {}

    /** Writes the count that one API calls {@code from} as the answer of another, which calls it {@code to}. */
    static void carry(JsonParser answer, String from, String to, OutputStream out) throws IOException {
        long[] count = {Usage.UNREPORTED};
        if (answer.nextToken() == JsonToken.START_OBJECT) {
            Json.object(answer, (name, in) -> {
                long said = Json.count(in);
                count[0] = name.equals(from) ? said : count[0];
            });
        }
        if (count[0] == Usage.UNREPORTED) {
            throw new IOException("no count");
        }
        out.write(Json.write(json -> json.writeNumberField(to, count[0])));
    }
}
