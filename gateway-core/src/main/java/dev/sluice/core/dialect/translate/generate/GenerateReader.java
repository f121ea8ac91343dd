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

/** Reads requests for content. Stateless, thread-safe. */
final class GenerateReader implements RequestReader {

    @Override
    public ChatOptions options(JsonSource request, Extras extras, Losses losses)
            throws IOException, UncarriedException {
        try (JsonParser in = begun(request)) {
            OptionsReading reading = new OptionsReading(extras, losses);
            Shapes.object(in, "the body", reading::member);
            return reading.options();
        }
    }

    @Override
    public void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException {
        boolean[] any = {false};
        try (JsonParser in = begun(request)) {
            Shapes.object(in, "the body", (name, value) -> {
                if (name.equals("contents") && value.currentToken() != JsonToken.VALUE_NULL) {
                    any[0] = true;
                    new ContentsReading(turns, losses).read(value);
                } else {
                    value.skipChildren();
                }
            });
        }
        if (!any[0]) {
            throw Losses.malformed("contents", "an array of contents");
        }
    }

    private static JsonParser begun(JsonSource request) throws IOException {
        JsonParser in = request.open();
        if (in.nextToken() != JsonToken.START_OBJECT) {
            in.close();
            throw new IOException("no object");
        }
        return in;
    }

    @Override
    public String name(Common member) {
        return switch (member) {
            case SYSTEM -> "systemInstruction";
            case STOP -> "generationConfig.stopSequences";
            case TOOL_CHOICE -> "toolConfig.functionCallingConfig";
            case SHAPE -> "generationConfig.responseMimeType";
            case THINKING -> "generationConfig.thinkingConfig";
            case TURNS -> "contents";
        };
    }
}
