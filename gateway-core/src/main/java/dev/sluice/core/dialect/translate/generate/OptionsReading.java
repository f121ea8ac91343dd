package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes the members of one request, but for its contents. Single-threaded. */
final class OptionsReading {

    private final Extras extras;
    private final Losses losses;
    private final List<Part> system = new ArrayList<>();
    private final ConfigReading config;
    private final ToolsReading tools;

    OptionsReading(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
        this.config = new ConfigReading(extras, losses);
        this.tools = new ToolsReading(extras, losses);
    }

    void member(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "contents" -> in.skipChildren();
            case "systemInstruction" -> system(in);
            case "generationConfig" -> Shapes.object(in, name, config::member);
            case "tools" -> Shapes.array(in, tools::tool);
            case "toolConfig" -> Shapes.object(in, name, tools::config);
            default -> extras.take(name, in);
        }
    }

    ChatOptions options() {
        return new ChatOptions(
                system,
                config.knobs(),
                config.stop(),
                tools.tools(),
                tools.choice(),
                config.shape(),
                config.thinking());
    }

    /** A content, or, as SDKs take it, a text. */
    private void system(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            system.add(new Part.Text(in.getText()));
            return;
        }
        Shapes.object(in, "systemInstruction", (name, value) -> {
            if (name.equals("parts")) {
                Shapes.array(value, (index, part) -> part(WirePart.read(part, "systemInstruction.parts." + index)));
            } else {
                value.skipChildren();
            }
        });
    }

    private void part(WirePart part) throws UncarriedException {
        String text = part.text();
        if (text != null) {
            system.add(new Part.Text(text));
        } else {
            losses.uncarried(part.path());
        }
    }
}
