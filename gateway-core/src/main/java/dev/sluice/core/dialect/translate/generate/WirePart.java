package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One part of a content as it stands in a request or an answer, its members in any order. Single-threaded. */
final class WirePart {

    private final String path;
    private @Nullable String text;
    private boolean thought;
    private @Nullable String signature;
    private @Nullable WireCall call;
    private @Nullable WireResult result;
    private Part.@Nullable Media media;
    private @Nullable String unknown;

    private WirePart(String path) {
        this.path = path;
    }

    /** Reads the part at which the parser stands. */
    static WirePart read(JsonParser in, String path) throws IOException, UncarriedException {
        WirePart part = new WirePart(path);
        Shapes.object(in, path, part::member);
        return part;
    }

    @Nullable
    String text() {
        return text;
    }

    boolean isThought() {
        return thought;
    }

    /** As it stands there; null where there is none. */
    @Nullable
    String signature() {
        return signature;
    }

    @Nullable
    WireCall call() {
        return call;
    }

    @Nullable
    WireResult result() {
        return result;
    }

    Part.@Nullable Media media() {
        return media;
    }

    /** The name of a member that says something, of which we know not what; null where there is none. */
    @Nullable
    String unknown() {
        return unknown;
    }

    String path() {
        return path;
    }

    private void member(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "text" -> text = in.currentToken() == JsonToken.VALUE_NULL ? null : Shapes.text(in, path + ".text");
            case "thought" -> thought = Shapes.flag(in, path + ".thought");
            case "thoughtSignature" -> {
                String said = Shapes.text(in, path + ".thoughtSignature");
                signature = said.isEmpty() ? null : said;
            }
            case "functionCall" -> call = WireCall.read(in, path + ".functionCall");
            case "functionResponse" -> result = WireResult.read(in, path + ".functionResponse");
            case "inlineData", "fileData" -> media = media(in, path + "." + name);
            default -> unknown = Json.holdsSomething(in) || in.currentToken() == JsonToken.END_OBJECT ? name : unknown;
        }
    }

    /** Reads {@code inlineData} or {@code fileData}; null where it is null. */
    static Part.@Nullable Media media(JsonParser in, String field) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        Source source = new Source(field);
        Shapes.object(in, field, source::member);
        return source.media();
    }

    /** Where the bytes of a medium are, as Google tells it. */
    private static final class Source {

        private final String field;
        private String mediaType = "";
        private String name = "";
        private @Nullable String base64;
        private @Nullable String uri;

        private Source(String field) {
            this.field = field;
        }

        private void member(String member, JsonParser in) throws IOException, UncarriedException {
            switch (member) {
                case "mimeType" -> mediaType = Shapes.text(in, field + ".mimeType");
                case "displayName" -> name = Shapes.text(in, field + ".displayName");
                case "data" -> base64 = Shapes.text(in, field + ".data");
                case "fileUri" -> uri = Shapes.text(in, field + ".fileUri");
                default -> in.skipChildren();
            }
        }

        /** SDKs write base64 in the alphabet of URLs, too. */
        private Part.Media media() throws UncarriedException {
            Part.Where where;
            if (uri != null && !uri.isEmpty()) {
                where = new Part.Where.Url(mediaType.isEmpty() ? null : mediaType, uri);
            } else if (base64 != null && !mediaType.isEmpty()) {
                where = new Part.Where.Inline(
                        mediaType, base64.replace('-', '+').replace('_', '/'));
            } else {
                throw Losses.malformed(field, "data with its mimeType");
            }
            return new Part.Media(kind(mediaType), where, name.isEmpty() ? null : name, null, field);
        }

        private static Part.Media.Kind kind(String mediaType) {
            String type = mediaType.toLowerCase(Locale.ROOT);
            if (type.startsWith("image/")) {
                return Part.Media.Kind.IMAGE;
            }
            return type.startsWith("audio/") ? Part.Media.Kind.AUDIO : Part.Media.Kind.FILE;
        }
    }

    /**
     * A call of a function.
     *
     * @param args the JSON object as text; empty where there is none
     */
    record WireCall(String id, String name, String args) {

        private static @Nullable WireCall read(JsonParser in, String field) throws IOException, UncarriedException {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            String[] said = {"", "", ""};
            Shapes.object(in, field, (name, value) -> {
                switch (name) {
                    case "id" -> said[0] = Shapes.text(value, field + ".id");
                    case "name" -> said[1] = Shapes.text(value, field + ".name");
                    case "args" -> said[2] = args(value, field + ".args");
                    default -> value.skipChildren();
                }
            });
            if (said[1].isEmpty()) {
                throw Losses.malformed(field + ".name", "the name of a function");
            }
            return new WireCall(said[0], said[1], said[2]);
        }

        private static String args(JsonParser in, String field) throws IOException, UncarriedException {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                return "";
            }
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw Losses.malformed(field, "an object");
            }
            return Extras.text(in);
        }
    }
}
