package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media;
import dev.sluice.core.chat.Part.Where;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes the content blocks of requests. Single-threaded. */
final class PartWriter {

    private static final String PDF = "application/pdf";

    private final JsonGenerator out;
    private final Losses losses;

    PartWriter(JsonGenerator out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    void text(String text) throws IOException {
        begin("text");
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    void thinking(String text, String signature) throws IOException {
        begin("thinking");
        out.writeStringField("thinking", text);
        out.writeStringField("signature", signature);
        out.writeEndObject();
    }

    void hidden(String sealed) throws IOException {
        begin("redacted_thinking");
        out.writeStringField("data", sealed);
        out.writeEndObject();
    }

    /** What signs a call is another provider's, and means nothing here. */
    void call(Part.ToolCall call, String id, String path) throws IOException, UncarriedException {
        String arguments = call.argumentsJson().isBlank() ? "{}" : call.argumentsJson();
        if (!JsonText.isObject(arguments)) {
            throw Losses.malformed(path, "a message whose tool calls have JSON objects as arguments");
        }
        begin("tool_use");
        out.writeStringField("id", id);
        out.writeStringField("name", call.name());
        out.writeFieldName("input");
        out.writeRawValue(arguments);
        out.writeEndObject();
    }

    void result(Part.ToolResult result, String id, String path) throws IOException, UncarriedException {
        begin("tool_result");
        out.writeStringField("tool_use_id", id);
        if (!result.content().isEmpty()) {
            out.writeArrayFieldStart("content");
            for (Part part : result.content()) {
                resultPart(part, path);
            }
            out.writeEndArray();
        }
        if (result.failed()) {
            out.writeBooleanField("is_error", true);
        }
        out.writeEndObject();
    }

    private void resultPart(Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.Text text) {
            if (!text.text().isBlank()) {
                text(text.text());
            }
        } else if (part instanceof Media media && canSay(media)) {
            media(media, path);
        } else {
            losses.uncarried(part, path);
        }
    }

    /** Whether there is a block for it: images, PDFs and plain text, given here or by a public address. */
    static boolean canSay(Media media) {
        if (media.kind() == Media.Kind.AUDIO) {
            return false;
        }
        if (media.where() instanceof Where.Inline inline) {
            return media.kind() == Media.Kind.IMAGE
                    || isType(inline, PDF)
                    || isType(inline, "text/")
                    || isType(inline, "image/");
        }
        return media.where() instanceof Where.Url url && url.isPublic();
    }

    private static boolean isType(Where.Inline inline, String type) {
        return inline.mediaType().startsWith(type);
    }

    /** Writes what {@link #canSay}. */
    void media(Media media, String path) throws IOException, UncarriedException {
        boolean image = media.kind() == Media.Kind.IMAGE
                || media.where() instanceof Where.Inline inline && isType(inline, "image/");
        begin(image ? "image" : "document");
        out.writeObjectFieldStart("source");
        if (media.where() instanceof Where.Inline inline) {
            inline(inline, path);
        } else if (media.where() instanceof Where.Url url) {
            out.writeStringField("type", "url");
            out.writeStringField("url", url.url());
        }
        out.writeEndObject();
        title(image ? null : media.name());
        out.writeEndObject();
    }

    private void title(@Nullable String name) throws IOException {
        if (name != null && !name.isEmpty()) {
            out.writeStringField("title", name);
        }
    }

    private void inline(Where.Inline inline, String path) throws IOException, UncarriedException {
        if (isType(inline, "text/")) {
            out.writeStringField("type", "text");
            out.writeStringField("media_type", "text/plain");
            out.writeStringField("data", decoded(inline.base64(), path));
        } else {
            out.writeStringField("type", "base64");
            out.writeStringField("media_type", inline.mediaType());
            out.writeStringField("data", inline.base64());
        }
    }

    private static String decoded(String base64, String path) throws UncarriedException {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Losses.malformed(path, "a message whose files are in base64");
        }
    }

    private void begin(String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
    }
}
