package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Where;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the content of messages: as a string where it is one text, for not all providers know parts; else as an array.
 * Single-threaded.
 *
 * @param losses takes what messages cannot hold
 */
record ContentWriter(JsonGenerator out, Losses losses) {

    /** What only may be texts: all but the user's. */
    void texts(List<Part> parts, String path) throws IOException, UncarriedException {
        List<Part> texts = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part instanceof Part.Text) {
                texts.add(part);
            } else {
                losses.uncarried(part, path);
            }
        }
        parts(texts, path);
    }

    /** What the user says. */
    void parts(List<Part> parts, String path) throws IOException, UncarriedException {
        out.writeFieldName("content");
        if (parts.isEmpty()) {
            out.writeString("");
        } else if (parts.size() == 1 && parts.get(0) instanceof Part.Text only) {
            out.writeString(only.text());
        } else {
            out.writeStartArray();
            for (Part part : parts) {
                part(part, path);
            }
            out.writeEndArray();
        }
    }

    private void part(Part part, String path) throws IOException, UncarriedException {
        if (part instanceof Part.Text text) {
            text(text.text());
        } else if (part instanceof Part.Media media) {
            switch (media.kind()) {
                case IMAGE -> image(media, path);
                case AUDIO -> audio(media, path);
                case FILE -> file(media, path);
            }
        } else {
            losses.uncarried(part, path);
        }
    }

    private void text(String text) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "text");
        out.writeStringField("text", text);
        out.writeEndObject();
    }

    private void image(Part.Media media, String path) throws IOException, UncarriedException {
        String url = imageUrl(media.where());
        if (url == null) {
            losses.uncarried(media, path);
            return;
        }
        begin("image_url");
        out.writeStringField("url", url);
        if (media.detail() != null) {
            out.writeStringField("detail", media.detail());
        }
        end();
    }

    private static @Nullable String imageUrl(Where where) {
        if (where instanceof Where.Inline inline) {
            return DataUrl.of(inline);
        }
        return where instanceof Where.Url at && at.isPublic() ? at.url() : null;
    }

    private void audio(Part.Media media, String path) throws IOException, UncarriedException {
        Where.Inline inline = media.where() instanceof Where.Inline here ? here : null;
        String format = inline == null ? null : audioFormat(inline.mediaType());
        if (inline == null || format == null) {
            losses.uncarried(media, path);
            return;
        }
        begin("input_audio");
        out.writeStringField("data", inline.base64());
        out.writeStringField("format", format);
        end();
    }

    private static @Nullable String audioFormat(String mediaType) {
        return switch (mediaType) {
            case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave" -> "wav";
            case "audio/mp3", "audio/mpeg" -> "mp3";
            default -> null;
        };
    }

    private void file(Part.Media media, String path) throws IOException, UncarriedException {
        if (media.where() instanceof Where.Inline inline) {
            begin("file");
            out.writeStringField("filename", media.name() == null ? unnamed(inline) : media.name());
            out.writeStringField("file_data", DataUrl.of(inline));
            end();
        } else if (media.where() instanceof Where.Id id) {
            begin("file");
            out.writeStringField("file_id", id.id());
            end();
        } else {
            losses.uncarried(media, path);
        }
    }

    /** OpenAI wants a name, and its ending tells what it is. */
    private static String unnamed(Where.Inline inline) {
        String type = inline.mediaType();
        return "file." + (type.equals("text/plain") ? "txt" : type.substring(type.indexOf('/') + 1));
    }

    private void begin(String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
        out.writeObjectFieldStart(type);
    }

    private void end() throws IOException {
        out.writeEndObject();
        out.writeEndObject();
    }
}
