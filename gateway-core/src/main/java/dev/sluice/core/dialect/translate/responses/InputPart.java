package dev.sluice.core.dialect.translate.responses;

import static dev.sluice.core.dialect.translate.responses.JsonText.string;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Part.Media.Kind;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One piece of a message, of a tool's output or of thoughts, as a request has it. Mutable, single-threaded. */
final class InputPart {

    private static final String ANY_BYTES = "application/octet-stream";

    private String type = "";
    private @Nullable String text;
    private @Nullable String refusal;
    private @Nullable String imageUrl;
    private @Nullable String detail;
    private @Nullable String fileId;
    private @Nullable String fileData;
    private @Nullable String fileUrl;
    private @Nullable String filename;
    private @Nullable String audio;
    private String audioFormat = "wav";

    private InputPart() {}

    /** Reads the value at which the parser stands. */
    static InputPart read(JsonParser in) throws IOException {
        InputPart part = new InputPart();
        Json.object(in, part::member);
        return part;
    }

    String type() {
        return type;
    }

    String text() {
        return text == null ? "" : text;
    }

    /**
     * What it says; null where no other format knows such a thing.
     *
     * @param path where it stands in the request
     */
    @Nullable
    Part part(String path) throws UncarriedException {
        return switch (type) {
            case "input_text", "output_text", "text" -> new Part.Text(required(text, path + ".text"));
            case "refusal" -> new Part.Refusal(required(refusal, path + ".refusal"));
            case "input_image" -> image(path);
            case "input_file" -> file(path);
            case "input_audio" ->
                new Part.Media(
                        Kind.AUDIO,
                        new Part.Where.Inline("audio/" + audioFormat, required(audio, path + ".input_audio.data")),
                        null,
                        null,
                        path);
            default -> null;
        };
    }

    private Part image(String path) throws UncarriedException {
        Part.Where where = fileId != null
                ? new Part.Where.Id(fileId)
                : DataUrl.where(required(imageUrl, path + ".image_url"), path + ".image_url");
        return new Part.Media(Kind.IMAGE, where, null, detail(), path);
    }

    private Part file(String path) throws UncarriedException {
        return new Part.Media(Kind.FILE, whereFile(path), filename, detail(), path);
    }

    private Part.Where whereFile(String path) throws UncarriedException {
        if (fileId != null) {
            return new Part.Where.Id(fileId);
        }
        if (fileUrl != null) {
            return DataUrl.where(fileUrl, path + ".file_url");
        }
        String bytes = required(fileData, path + ".file_data");
        return DataUrl.isOne(bytes)
                ? DataUrl.where(bytes, path + ".file_data")
                : new Part.Where.Inline(mediaTypeOfName(), bytes);
    }

    /** What the type is when bytes come without: PDF is what this API was made for. */
    private String mediaTypeOfName() {
        String name = filename == null ? "" : filename.toLowerCase(Locale.ROOT);
        return name.endsWith(".pdf") ? "application/pdf" : name.endsWith(".txt") ? "text/plain" : ANY_BYTES;
    }

    /** {@code auto} is what holds without a word. */
    private @Nullable String detail() {
        return "auto".equals(detail) ? null : detail;
    }

    private static String required(@Nullable String value, String path) throws UncarriedException {
        if (value == null) {
            throw Losses.malformed(path, "a string");
        }
        return value;
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "type" -> type = string(in, "");
            case "text" -> text = string(in);
            case "refusal" -> refusal = string(in);
            case "image_url" -> imageUrl = string(in);
            case "detail" -> detail = string(in);
            case "file_id" -> fileId = string(in);
            case "file_data" -> fileData = string(in);
            case "file_url" -> fileUrl = string(in);
            case "filename" -> filename = string(in);
            case "input_audio" -> Json.object(in, this::audioMember);
            default -> in.skipChildren();
        }
    }

    private void audioMember(String name, JsonParser in) throws IOException {
        switch (name) {
            case "data" -> audio = string(in);
            case "format" -> audioFormat = string(in, audioFormat);
            default -> in.skipChildren();
        }
    }
}
