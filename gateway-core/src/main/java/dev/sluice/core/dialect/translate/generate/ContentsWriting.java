package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the turns of one request as contents, of which no two follow each other in one role. Of what was written, it
 * remembers only the ids and names of calls, which results must repeat. Single-threaded.
 */
final class ContentsWriting {

    /** Google's own word for a call that another model made, or whose signature a client did not keep. */
    private static final String UNSIGNED = "skip_thought_signature_validator";

    private final JsonGenerator out;
    private final Losses losses;
    private final Generation generation;
    private final Map<String, String> namesById = new HashMap<>();
    private final List<Part> system = new ArrayList<>();
    private @Nullable String role;
    private boolean empty = true;

    /** Of the thoughts just told: they sign the part behind them. */
    private @Nullable String signature;

    private boolean called;

    ContentsWriting(JsonGenerator out, Losses losses, Generation generation) {
        this.out = out;
        this.losses = losses;
        this.generation = generation;
    }

    /** What the application said in between. */
    List<Part> system() {
        return system;
    }

    void turn(Turn turn) throws IOException, UncarriedException {
        if (turn.role() == Role.SYSTEM) {
            system.addAll(turn.parts());
            return;
        }
        String speaker = turn.role() == Role.ASSISTANT ? "model" : "user";
        for (int i = 0; i < turn.parts().size(); i++) {
            part(speaker, turn.parts().get(i), turn.path(), i);
        }
        signThoughts();
    }

    /** Whether no turn said anything. */
    boolean isEmpty() {
        return empty;
    }

    /** The last turn was told. */
    void end() throws IOException {
        if (role != null) {
            out.writeEndArray();
            out.writeEndObject();
            role = null;
        }
    }

    private void part(String speaker, Part part, String path, int index) throws IOException, UncarriedException {
        if (part instanceof Part.Text text) {
            text(speaker, text.text());
        } else if (part instanceof Part.Refusal refusal) {
            text(speaker, refusal.text());
        } else if (part instanceof Part.Media media) {
            if (media.where() instanceof Part.Where.Id) {
                losses.uncarried(media, path + ".content." + index);
            } else {
                begin(speaker);
                media(media.where());
                out.writeEndObject();
            }
        } else if (part instanceof Part.ToolCall call) {
            call(speaker, call, path);
        } else if (part instanceof Part.ToolResult result) {
            result(speaker, result, path);
        } else if (part instanceof Part.Thinking thinking) {
            thinking(speaker, thinking);
        }
        // Thoughts that are hidden are another provider's.
    }

    private void begin(String speaker) throws IOException {
        if (!speaker.equals(role)) {
            end();
            role = speaker;
            empty = false;
            called = false;
            out.writeStartObject();
            out.writeStringField("role", speaker);
            out.writeArrayFieldStart("parts");
        }
        out.writeStartObject();
    }

    private void text(String speaker, String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        begin(speaker);
        out.writeStringField("text", text);
        sign(null);
        out.writeEndObject();
    }

    /** Thoughts that nobody signed, or another provider, mean nothing to the model. */
    private void thinking(String speaker, Part.Thinking thinking) throws IOException {
        String own = thinking.signature();
        if (own == null) {
            return;
        }
        signThoughts();
        if (!thinking.text().isEmpty()) {
            begin(speaker);
            out.writeStringField("text", thinking.text());
            out.writeBooleanField("thought", true);
            out.writeEndObject();
        }
        signature = own;
    }

    private void sign(@Nullable String own) throws IOException {
        String signs = own != null ? own : signature;
        if (signs != null) {
            out.writeStringField("thoughtSignature", signs);
        }
        signature = null;
    }

    /** Nothing came behind the thoughts that their signature could stand at. */
    private void signThoughts() throws IOException {
        if (signature != null) {
            begin("model");
            out.writeStringField("text", "");
            out.writeBooleanField("thought", true);
            sign(null);
            out.writeEndObject();
        }
    }

    private void call(String speaker, Part.ToolCall call, String path) throws IOException, UncarriedException {
        String args = call.argumentsJson().isBlank() ? "{}" : call.argumentsJson();
        if (!Arguments.areObject(args)) {
            throw Losses.malformed(path, "a message in which the arguments of each tool call are a JSON object");
        }
        begin(speaker);
        out.writeObjectFieldStart("functionCall");
        if (!call.id().isEmpty()) {
            namesById.put(call.id(), call.name());
            out.writeStringField("id", call.id());
        }
        out.writeStringField("name", call.name());
        out.writeFieldName("args");
        out.writeRawValue(args);
        out.writeEndObject();
        boolean mustBeSigned = !called && generation != Generation.BUDGETS;
        called = true;
        sign(call.signature() == null && signature == null && mustBeSigned ? UNSIGNED : call.signature());
        out.writeEndObject();
    }

    private void result(String speaker, Part.ToolResult result, String path) throws IOException, UncarriedException {
        String name = result.name().isEmpty() ? namesById.get(result.callId()) : result.name();
        if (name == null) {
            throw Losses.malformed(path, "a message that answers a tool call which stands before it");
        }
        begin(speaker);
        out.writeObjectFieldStart("functionResponse");
        if (!result.callId().isEmpty()) {
            out.writeStringField("id", result.callId());
        }
        out.writeStringField("name", name);
        out.writeObjectFieldStart("response");
        out.writeStringField(result.failed() ? "error" : "result", text(result.content()));
        out.writeEndObject();
        List<Part.Media> media = media(result.content(), path);
        if (generation == Generation.BUDGETS) {
            end(media);
        } else {
            within(media);
        }
    }

    /** Closes a response; these models know no media in it, but behind it. */
    private void end(List<Part.Media> media) throws IOException {
        out.writeEndObject();
        out.writeEndObject();
        for (Part.Media each : media) {
            out.writeStartObject();
            media(each.where());
            out.writeEndObject();
        }
    }

    /** Closes a response with media in it. */
    private void within(List<Part.Media> media) throws IOException {
        if (!media.isEmpty()) {
            out.writeArrayFieldStart("parts");
            for (Part.Media each : media) {
                out.writeStartObject();
                media(each.where());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        end(List.of());
    }

    private static String text(List<Part> content) {
        StringBuilder text = new StringBuilder();
        for (Part part : content) {
            if (part instanceof Part.Text said) {
                text.append(text.isEmpty() ? "" : "\n").append(said.text());
            }
        }
        return text.toString();
    }

    private List<Part.Media> media(List<Part> content, String path) throws UncarriedException {
        List<Part.Media> media = new ArrayList<>();
        for (Part part : content) {
            if (part instanceof Part.Media each && !(each.where() instanceof Part.Where.Id)) {
                media.add(each);
            } else if (!(part instanceof Part.Text)) {
                losses.uncarried(part, path + ".content");
            }
        }
        return media;
    }

    /** How closely an image is to be looked at is a hint that Gemini has for all of a request only: it is left out. */
    private void media(Part.Where where) throws IOException {
        if (where instanceof Part.Where.Inline inline) {
            out.writeObjectFieldStart("inlineData");
            out.writeStringField("mimeType", inline.mediaType());
            out.writeStringField("data", inline.base64());
            out.writeEndObject();
        } else if (where instanceof Part.Where.Url url) {
            out.writeObjectFieldStart("fileData");
            if (url.mediaType() != null) {
                out.writeStringField("mimeType", url.mediaType());
            }
            out.writeStringField("fileUri", url.url());
            out.writeEndObject();
        }
    }
}
