package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes requests for content. Stateless, thread-safe. */
final class GenerateWriter implements RequestWriter {

    @Override
    public boolean write(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException {
        out.writeStartObject();
        boolean saysSomething = members(out, draft, turns);
        out.writeEndObject();
        return saysSomething;
    }

    /** What is said to the model in between comes together with the system's words, which have one place. */
    static boolean members(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException {
        ContentsWriting contents = new ContentsWriting(out, draft.losses(), Generation.of(draft.model()));
        out.writeArrayFieldStart("contents");
        turns.tell(contents::turn);
        contents.end();
        out.writeEndArray();
        system(out, draft.options().system(), contents.system(), draft.losses());
        tools(out, draft.options());
        new ConfigWriting(out, draft).write();
        draft.extras().writeTo(out);
        return !contents.isEmpty();
    }

    private static void system(JsonGenerator out, List<Part> outside, List<Part> inside, Losses losses)
            throws IOException, UncarriedException {
        if (outside.isEmpty() && inside.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("systemInstruction");
        out.writeArrayFieldStart("parts");
        system(out, outside, losses);
        system(out, inside, losses);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void system(JsonGenerator out, List<Part> parts, Losses losses)
            throws IOException, UncarriedException {
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                out.writeStartObject();
                out.writeStringField("text", text.text());
                out.writeEndObject();
            } else {
                losses.uncarried(Common.SYSTEM);
            }
        }
    }

    /** Arguments always follow their schema, as far as they can: whether they must is not said. */
    private static void tools(JsonGenerator out, ChatOptions options) throws IOException {
        if (options.tools().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("tools");
        out.writeStartObject();
        out.writeArrayFieldStart("functionDeclarations");
        for (Tool tool : options.tools()) {
            out.writeStartObject();
            out.writeStringField("name", tool.name());
            if (tool.description() != null) {
                out.writeStringField("description", tool.description());
            }
            if (!tool.schemaJson().isEmpty()) {
                out.writeFieldName("parametersJsonSchema");
                out.writeRawValue(tool.schemaJson());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
        choice(out, options.toolChoice());
    }

    private static void choice(JsonGenerator out, @Nullable ToolChoice choice) throws IOException {
        if (choice == null) {
            return;
        }
        out.writeObjectFieldStart("toolConfig");
        out.writeObjectFieldStart("functionCallingConfig");
        if (choice instanceof ToolChoice.Named named) {
            out.writeStringField("mode", "ANY");
            out.writeArrayFieldStart("allowedFunctionNames");
            out.writeString(named.name());
            out.writeEndArray();
        } else {
            out.writeStringField("mode", choice == ToolChoice.Any.REQUIRED ? "ANY" : choice.toString());
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
