package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;

/** Reads requests for messages, or for a count of their tokens. Stateless, thread-safe. */
final class MessagesReader implements RequestReader {

    private final Purpose purpose;

    /** What is asked for. */
    enum Purpose {
        MESSAGE,
        /** Knows no bound of the answer. */
        COUNT
    }

    MessagesReader(Purpose purpose) {
        this.purpose = purpose;
    }

    @Override
    public ChatOptions options(JsonSource request, Extras extras, Losses losses)
            throws IOException, UncarriedException {
        OptionsReader options = new OptionsReader(extras, losses);
        try (JsonParser in = request.open()) {
            begin(in);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                options.member(name, in);
            }
        }
        return purpose == Purpose.COUNT ? options.optionsToCount() : options.options();
    }

    @Override
    public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
        boolean found = false;
        try (JsonParser in = request.open()) {
            begin(in);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean here = in.currentName().equals("messages");
                in.nextToken();
                if (here) {
                    found = true;
                    new TurnsReader(turns, losses).read(in);
                } else {
                    in.skipChildren();
                }
            }
        }
        if (!found) {
            throw Losses.malformed("messages", "an array");
        }
    }

    private static void begin(JsonParser in) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("a request is an object");
        }
    }

    @Override
    public String name(Common member) {
        return switch (member) {
            case STOP -> "stop_sequences";
            case SHAPE -> "output_config.format";
            case THINKING -> "thinking";
            default -> member.usual();
        };
    }
}
