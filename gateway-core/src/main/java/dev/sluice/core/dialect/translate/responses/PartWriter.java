package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media.Kind;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;

/** Writes the pieces of messages and of what tools gave. Single-threaded. */
final class PartWriter {

    private final JsonGenerator out;
    private final Losses losses;

    PartWriter(JsonGenerator out, Losses losses) {
        this.out = out;
        this.losses = losses;
    }

    /** Sounds have no place here, nor has what OpenAI cannot fetch. */
    static boolean knows(Part.Media media) {
        boolean canBeHad = !(media.where() instanceof Part.Where.Url url) || url.isPublic();
        return media.kind() != Kind.AUDIO && canBeHad;
    }

    void text(String text, Role role) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", role == Role.ASSISTANT ? "output_text" : "input_text");
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    void refusal(String text, Role role) throws IOException {
        if (role != Role.ASSISTANT) {
            text(text, role);
            return;
        }
        out.writeStartObject();
        out.writeStringField("type", "refusal");
        out.writeStringField("refusal", text);
        out.writeEndObject();
    }

    void media(Part.Media media) throws IOException {
        out.writeStartObject();
        if (media.kind() == Kind.IMAGE) {
            image(media);
        } else {
            file(media);
        }
        out.writeEndObject();
    }

    /** What a tool gave: a text where it is one, and pieces otherwise. */
    void output(List<Part> content, String path) throws IOException, UncarriedException {
        if (content.isEmpty()) {
            out.writeString("");
        } else if (content.size() == 1 && content.get(0) instanceof Part.Text text) {
            out.writeString(text.text());
        } else {
            out.writeStartArray();
            for (int i = 0; i < content.size(); i++) {
                outputPart(content.get(i), path + ".content." + i);
            }
            out.writeEndArray();
        }
    }

    private void outputPart(Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.Text text) {
            text(text.text(), Role.TOOL);
        } else if (part instanceof Part.Media media && knows(media)) {
            media(media);
        } else {
            losses.uncarried(part, path + ".type");
        }
    }

    private void image(Part.Media media) throws IOException {
        out.writeStringField("type", "input_image");
        out.writeStringField("detail", media.detail() == null ? "auto" : media.detail());
        if (media.where() instanceof Part.Where.Inline inline) {
            out.writeStringField("image_url", DataUrl.of(inline));
        } else if (media.where() instanceof Part.Where.Url url) {
            out.writeStringField("image_url", url.url());
        } else if (media.where() instanceof Part.Where.Id id) {
            out.writeStringField("file_id", id.id());
        }
    }

    private void file(Part.Media media) throws IOException {
        out.writeStringField("type", "input_file");
        if (media.where() instanceof Part.Where.Inline inline) {
            out.writeStringField("filename", media.name() == null ? nameOf(inline.mediaType()) : media.name());
            out.writeStringField("file_data", DataUrl.of(inline));
        } else if (media.where() instanceof Part.Where.Url url) {
            out.writeStringField("file_url", url.url());
        } else if (media.where() instanceof Part.Where.Id id) {
            out.writeStringField("file_id", id.id());
        }
    }

    /** A file that is sent must have a name. */
    private static String nameOf(String mediaType) {
        return switch (mediaType) {
            case "application/pdf" -> "document.pdf";
            case "text/plain" -> "document.txt";
            default -> "document";
        };
    }
}
