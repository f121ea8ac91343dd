package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;

/** Reads requests for chat completions. Each message is a turn. Stateless, thread-safe. */
final class ChatRequestReader implements RequestReader {

    private static final String MESSAGES = "messages";

    @Override
    public ChatOptions options(JsonSource request, Extras extras, Losses losses)
            throws IOException, UncarriedException {
        try (JsonParser in = request.open()) {
            begin(in);
            OptionsReader options = new OptionsReader(extras, losses);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                options.member(name, in);
            }
            return options.read();
        }
    }

    @Override
    public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
        int count = 0;
        try (JsonParser in = request.open()) {
            begin(in);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isMessages = in.currentName().equals(MESSAGES);
                in.nextToken();
                if (isMessages) {
                    count += messages(in, turns, losses);
                } else {
                    in.skipChildren();
                }
            }
        }
        if (count == 0) {
            throw Losses.malformed(MESSAGES, "an array of at least one message");
        }
    }

    private static int messages(JsonParser in, Turns turns, Losses losses) throws IOException, UncarriedException {
        Values.array(in, MESSAGES);
        int at = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            turns.turn(MessageReader.read(in, MESSAGES + "." + at, losses));
            at++;
        }
        return at;
    }

    private static void begin(JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no JSON object");
        }
    }
}
