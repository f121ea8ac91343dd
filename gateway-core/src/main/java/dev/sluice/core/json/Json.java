package dev.sluice.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What all dialects do to JSON: read values off a stream of tokens, and write small objects. Stateless. */
public final class Json {

    /**
     * Thread-safe; its symbol table is bounded by Jackson. Texts may be as long as the bodies that they come in, which
     * are bounded themselves: a document in a prompt is one text.
     */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    /** The members of an object, one by one: the parser stands at the value, and must be left at its end. */
    @FunctionalInterface
    public interface Members {
        void member(String name, JsonParser in) throws IOException;
    }

    /** Reads the object at which the parser stands; skips what is none. */
    public static void object(JsonParser in, Members members) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            members.member(name, in);
        }
    }

    /** Reads a document up to where it breaks off; false where it does, or is no object. */
    public static boolean readsObject(byte[] bytes, int from, int to, Members members) {
        try (JsonParser in = FACTORY.createParser(bytes, from, to - from)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            object(in, members);
            return true;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** The elements of an array, one by one: the parser stands at the value, and must be left at its end. */
    @FunctionalInterface
    public interface Elements {
        void element(JsonParser in) throws IOException;
    }

    /** Reads the array at which the parser stands; skips what is none. */
    public static void array(JsonParser in, Elements elements) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            elements.element(in);
        }
    }

    /** A number of tokens; {@link Usage#UNREPORTED} where there is no such number. */
    public static long count(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getNumberType() != NumberType.BIG_INTEGER) {
            return Math.max(in.getLongValue(), Usage.UNREPORTED);
        }
        in.skipChildren();
        return Usage.UNREPORTED;
    }

    /** Of two counts of which one that is absent is zero; absent where both are. */
    public static long sum(long one, long other) {
        if (one == Usage.UNREPORTED || other == Usage.UNREPORTED) {
            return Math.max(one, other);
        }
        return one + other;
    }

    /** A text, or an integer as text, cut where it is too long; empty where the value is neither. */
    public static String text(JsonParser in, int longest) throws IOException {
        JsonToken token = in.currentToken();
        if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NUMBER_INT) {
            in.skipChildren();
            return "";
        }
        String text = in.getText();
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    /** Skips a value; whether it was more than null, false, or an empty string, array or object. */
    public static boolean holdsSomething(JsonParser in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            int depth = 1;
            boolean something = false;
            while (depth > 0) {
                token = in.nextToken();
                if (token == null) {
                    return something;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                something |= depth > 0;
            }
            return something;
        }
        return switch (token) {
            case VALUE_NULL, VALUE_FALSE -> false;
            case VALUE_STRING -> in.getTextLength() > 0;
            default -> true;
        };
    }

    /** Something that is written. */
    @FunctionalInterface
    public interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    /** An object with such members. */
    public static byte[] write(Content members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            members.writeTo(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** One line of JSON as a whole SSE event, behind what begins it. */
    public static byte[] event(String beginning, byte[] line) {
        byte[] begin = (beginning + "data: ").getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[begin.length + line.length + 2];
        System.arraycopy(begin, 0, event, 0, begin.length);
        System.arraycopy(line, 0, event, begin.length, line.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }
}
