package dev.sluice.core.dialect.translate.responses;

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

/** Reads requests for responses. Stateless, thread-safe. */
final class ResponsesRequestReader implements RequestReader {

    @Override
    public ChatOptions options(JsonSource request, Extras extras, Losses losses)
            throws IOException, UncarriedException {
        OptionsReader options = new OptionsReader(extras, losses);
        try (JsonParser in = open(request)) {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                options.member(name, in);
            }
        }
        return options.options();
    }

    @Override
    public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
        try (JsonParser in = open(request)) {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isInput = in.currentName().equals("input");
                in.nextToken();
                if (isInput) {
                    new InputReader(turns, losses).read(in);
                    return;
                }
                in.skipChildren();
            }
        }
        throw Losses.malformed("input", "a string or an array of items");
    }

    private static JsonParser open(JsonSource request) throws IOException {
        JsonParser in = request.open();
        if (in.nextToken() != JsonToken.START_OBJECT) {
            in.close();
            throw new IOException("a request must be an object");
        }
        return in;
    }

    @Override
    public String name(Common member) {
        return switch (member) {
            case SYSTEM -> "instructions";
            case SHAPE -> "text.format";
            case THINKING -> "reasoning.effort";
            case TURNS -> "input";
            default -> member.usual();
        };
    }
}
