package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media.Kind;
import dev.sluice.core.chat.Part.Where;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content of one message: a text, or an array of parts. Single-threaded. */
final class ContentReader {

    static final String MUST_BE = "a string or an array of parts";

    private final String path;
    private @Nullable String type;
    private @Nullable String text;
    private @Nullable String refusal;

    private @Nullable String url;
    private @Nullable String detail;
    private @Nullable String data;
    private @Nullable String format;
    private @Nullable String fileData;
    private @Nullable String fileId;
    private @Nullable String fileName;

    private ContentReader(String path) {
        this.path = path;
    }

    /** An empty text, like null, is no part: most formats refuse such. */
    static List<Part> read(JsonParser in, String path, Losses losses) throws IOException, UncarriedException {
        return switch (in.currentToken()) {
            case VALUE_NULL -> List.of();
            case VALUE_STRING -> in.getTextLength() == 0 ? List.of() : List.of(new Part.Text(in.getText()));
            case START_ARRAY -> parts(in, path, losses);
            default -> throw Losses.malformed(path, MUST_BE);
        };
    }

    private static List<Part> parts(JsonParser in, String path, Losses losses) throws IOException, UncarriedException {
        List<Part> parts = new ArrayList<>();
        for (int at = 0; in.nextToken() != JsonToken.END_ARRAY; at++) {
            ContentReader reader = new ContentReader(path + "." + at);
            reader.members(in);
            Part part = reader.part(losses);
            if (part != null) {
                parts.add(part);
            }
        }
        return parts;
    }

    private void members(JsonParser in) throws IOException, UncarriedException {
        Values.object(in, path);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "type" -> type = Values.text(in, path + ".type");
                case "text" -> text = Values.text(in, path + ".text");
                case "refusal" -> refusal = Values.text(in, path + ".refusal");
                case "image_url", "input_audio", "file" -> object(member, in);
                // Hints to caches; and what only parts have that are lost anyway.
                default -> in.skipChildren();
            }
        }
    }

    private void object(String name, JsonParser in) throws IOException, UncarriedException {
        String at = path + "." + name;
        Values.object(in, at);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            switch (member) {
                case "url" -> url = Values.text(in, at + ".url");
                case "detail" -> detail = Values.textOrNull(in, at + ".detail");
                case "data" -> data = Values.text(in, at + ".data");
                case "format" -> format = Values.text(in, at + ".format");
                case "file_data" -> fileData = Values.textOrNull(in, at + ".file_data");
                case "file_id" -> fileId = Values.textOrNull(in, at + ".file_id");
                case "filename" -> fileName = Values.textOrNull(in, at + ".filename");
                default -> in.skipChildren();
            }
        }
    }

    /** Null where it is lost, or says nothing. */
    private @Nullable Part part(Losses losses) throws UncarriedException {
        if (type == null) {
            throw Losses.malformed(path + ".type", "a string");
        }
        return switch (type) {
            case "text" -> required(text, ".text").isEmpty() ? null : new Part.Text(required(text, ".text"));
            case "refusal" -> new Part.Refusal(required(refusal, ".refusal"));
            case "image_url" -> image(required(url, ".image_url.url"));
            case "input_audio" -> audio();
            case "file" -> file();
            default -> {
                losses.uncarried(path + ".type");
                yield null;
            }
        };
    }

    private Part image(String at) throws UncarriedException {
        Where where = DataUrl.is(at) ? inline(at, ".image_url.url") : new Where.Url(null, at);
        return new Part.Media(Kind.IMAGE, where, null, "auto".equals(detail) ? null : detail, path);
    }

    private Part audio() throws UncarriedException {
        String base64 = required(data, ".input_audio.data");
        return switch (required(format, ".input_audio.format")) {
            case "wav" -> new Part.Media(Kind.AUDIO, new Where.Inline("audio/wav", base64), null, null, path);
            case "mp3" -> new Part.Media(Kind.AUDIO, new Where.Inline("audio/mp3", base64), null, null, path);
            default -> throw Losses.malformed(path + ".input_audio.format", "wav or mp3");
        };
    }

    private Part file() throws UncarriedException {
        Where where = fileId != null
                ? new Where.Id(fileId)
                : inline(required(fileData, ".file.file_data"), ".file.file_data");
        return new Part.Media(Kind.FILE, where, fileName, null, path);
    }

    private Where inline(String dataUrl, String at) throws UncarriedException {
        Where inline = DataUrl.parse(dataUrl);
        if (inline == null) {
            throw Losses.malformed(path + at, "a data URL that names its type and is in base64");
        }
        return inline;
    }

    private String required(@Nullable String value, String at) throws UncarriedException {
        if (value == null) {
            throw Losses.malformed(path + at, "a string");
        }
        return value;
    }
}
