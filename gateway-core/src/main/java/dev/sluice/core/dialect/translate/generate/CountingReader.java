package dev.sluice.core.dialect.translate.generate;

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

/** Reads requests for a count, which hold a request for content, or its members. Stateless. */
final class CountingReader implements RequestReader {

    static final String REQUEST = "generateContentRequest";

    private final RequestReader reader = new GenerateReader();

    @Override
    public ChatOptions options(JsonSource request, Extras extras, Losses losses)
            throws IOException, UncarriedException {
        return reader.options(() -> inside(request), extras, losses);
    }

    @Override
    public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
        reader.turns(() -> inside(request), turns, losses);
    }

    @Override
    public String name(Common member) {
        return reader.name(member);
    }

    /** A parser before the request for content. */
    private static JsonParser inside(JsonSource request) throws IOException {
        JsonParser in = request.open();
        if (in.nextToken() == JsonToken.START_OBJECT) {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                if (Shapes.camel(in.currentName()).equals(REQUEST)) {
                    return in;
                }
                in.nextToken();
                in.skipChildren();
            }
        }
        in.close();
        return request.open();
    }
}
