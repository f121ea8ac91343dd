package dev.sluice.metrics.admin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the admin port (RFC 8259): names in snake case, words of closed lists in lower case. Bodies are read
 * strictly, and what is said about a bad one never repeats it: there may be a key in it.
 */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Json() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a record that cannot be written", e);
        }
    }

    /** Reads a body; nothing at all counts as an object without members. */
    static <T> Outcome<T> read(byte[] body, Class<T> type) {
        try {
            T value = body.length == 0 ? MAPPER.readValue("{}", type) : MAPPER.readValue(body, type);
            return value == null
                    ? Outcome.refused(wrong("", "must be an object"))
                    : firstNull(body)
                            .<Outcome<T>>map(field -> Outcome.refused(wrong(field, "must not be null: leave it out")))
                            .orElseGet(() -> Outcome.done(value));
        } catch (JsonMappingException e) {
            return Outcome.refused(malformed(e) ? malformed() : mismatch(e));
        } catch (JacksonException e) {
            return Outcome.refused(malformed());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes cannot fail", e);
        }
    }

    /**
     * Where a body, which has been read, has a null. No body may have one: what is left out often stands for "all", and
     * a null may come from a program that has lost what it meant.
     */
    private static Optional<String> firstNull(byte[] body) throws IOException {
        try (JsonParser parser = MAPPER.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NULL) {
                    return Optional.of(path(parser.getParsingContext().pathAsPointer()));
                }
            }
        }
        return Optional.empty();
    }

    private static String path(JsonPointer pointer) {
        StringBuilder path = new StringBuilder();
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            if (at.getMatchingIndex() >= 0) {
                path.append('[').append(at.getMatchingIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(shown(at.getMatchingProperty()));
            }
        }
        return path.toString();
    }

    private static boolean malformed(JsonMappingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // A number out of range is JSON all the same.
            if (cause instanceof StreamReadException && !(cause instanceof InputCoercionException)) {
                return true;
            }
        }
        return false;
    }

    private static Refusal malformed() {
        return new Refusal(Refusal.Kind.INVALID, "invalid_json", "the body is not JSON, or has a member twice", null);
    }

    private static Refusal mismatch(JsonMappingException e) {
        String field = path(e);
        return e instanceof UnrecognizedPropertyException
                ? wrong(field, "is not known here")
                : wrong(field, "is not what belongs here: see the API's description");
    }

    private static Refusal wrong(String field, String message) {
        return field.isEmpty()
                ? new Refusal(Refusal.Kind.INVALID, "invalid_body", "the body " + message, null)
                : Refusal.invalid(field, message);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (Reference reference : e.getPath()) {
            @Nullable String field = reference.getFieldName();
            if (field == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(shown(field));
            }
        }
        return path.toString();
    }

    /** A member's name as it may be repeated: what does not look like one could be a key that slipped. */
    private static String shown(String field) {
        return field.matches("[a-z_]{1,40}") ? field : "***";
    }
}
