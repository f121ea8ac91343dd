package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter.Draft;
import dev.sluice.core.chat.RequestWriter.TurnSource;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one request: the messages first, because they tell what else there must be, the system prompt among it, and
 * whether the model may think. Single-threaded.
 */
final class MessagesWriter {

    private final JsonGenerator out;
    private final Draft draft;

    MessagesWriter(JsonGenerator out, Draft draft) {
        this.out = out;
        this.draft = draft;
    }

    /** Whether its turns say anything. */
    boolean write(TurnSource turns) throws IOException, UncarriedException {
        out.writeStartObject();
        out.writeStringField("model", draft.model());
        List<String> system = new ArrayList<>();
        addTexts(draft.options().system(), "system", system, draft.losses());
        TurnsWriter messages = new TurnsWriter(out, draft.losses(), system);
        boolean saysSomething = messages.write(turns);
        writeSystem(system);
        new OptionsWriter(out, draft).write(messages.loop());
        draft.extras().writeTo(out);
        out.writeEndObject();
        return saysSomething;
    }

    /** A system prompt holds nothing but text. */
    static void addTexts(List<Part> parts, String path, List<String> to, Losses losses) throws UncarriedException {
        for (Part part : parts) {
            if (!(part instanceof Part.Text text)) {
                losses.uncarried(part, path);
            } else if (!text.text().isBlank()) {
                to.add(text.text());
            }
        }
    }

    private void writeSystem(List<String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        if (texts.size() == 1) {
            out.writeStringField("system", texts.get(0));
            return;
        }
        out.writeArrayFieldStart("system");
        for (String text : texts) {
            out.writeStartObject();
            out.writeStringField("type", "text");
            out.writeStringField("text", text);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
