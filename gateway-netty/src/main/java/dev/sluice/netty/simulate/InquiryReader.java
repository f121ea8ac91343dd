package dev.sluice.netty.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a body in one pass, without a tree. Not thread-safe: one a body. */
final class InquiryReader {

    /** Takes whatever fits into a body. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(SimulatedProvider.MAX_BODY)
                    .maxNestingDepth(500)
                    .build())
            .build();

    private static final Set<String> CONTENT = Set.of("content", "text", "input", "prompt", "instructions", "system");

    /** What else a model reads: of tools that were called, and of what they said. */
    private static final Set<String> CALLED = Set.of("name", "arguments", "output");

    /** The same, where it is JSON: it reads all of it. */
    private static final Set<String> CALLED_JSON = Set.of("args", "response", "input");

    private static final ObjectMapper TREES = new ObjectMapper();

    private static final Set<String> DIMENSIONS = Set.of("dimensions", "outputDimensionality", "output_dimensionality");

    private static final Set<String> INSTRUCTIONS =
            Set.of("instructions", "system", "systemInstruction", "system_instruction");

    private final Tokenizer.Counting counting;
    private final StringBuilder prompt = new StringBuilder();
    private final List<Long> items = new ArrayList<>();
    private @Nullable String model;
    private boolean modelElsewhere;
    private long content;
    private long contentBytes;
    private boolean stream;
    private boolean includeUsage;
    private int maxTokens = Integer.MAX_VALUE;
    private int choices = 1;
    private int dimensions;
    private boolean base64;

    private boolean special;
    private boolean insideJson;
    private int messages;

    private InquiryReader(Tokenizer.Counting counting) {
        this.counting = counting;
    }

    /**
     * Reads a whole body.
     *
     * @param named the model that the request names elsewhere; null: the body names it
     * @throws IOException when it is not one JSON object
     */
    static Inquiry read(byte[] body, @Nullable String named, Tokenizer.Counting counting) throws IOException {
        InquiryReader reader = new InquiryReader(counting);
        reader.model = named;
        reader.modelElsewhere = named != null;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            reader.members(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
        }
        return reader.inquiry(reader.special ? AsksReader.read(body) : Asks.NOTHING);
    }

    private Inquiry inquiry(Asks asks) {
        String name = model;
        String script = "";
        int plus = name == null ? -1 : name.indexOf('+');
        if (name != null && plus >= 0) {
            script = name.substring(plus + 1);
            name = name.substring(0, plus);
        }
        long salt = saltOf(name);
        List<Long> salted = new ArrayList<>(items.size());
        items.forEach(item -> salted.add(Fingerprint.mix(salt ^ item)));
        return new Inquiry(
                name,
                script,
                Fingerprint.mix(salt ^ content),
                counting.prompt(contentBytes, prompt, messages),
                salted,
                new Inquiry.Wishes(stream, includeUsage, maxTokens, choices, dimensions, base64),
                asks);
    }

    private static long saltOf(@Nullable String name) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.text(name == null ? "" : name);
        return fingerprint.value();
    }

    private void member(JsonParser parser, String name) throws IOException {
        special = special || AsksReader.MEMBERS.contains(name);
        switch (name) {
            case "model" -> model = modelElsewhere ? skipped(parser, model) : text(parser);
            case "stream" -> stream = truth(parser);
            case "stream_options" -> streamOptions(parser);
            case "max_tokens", "max_completion_tokens", "max_output_tokens" ->
                maxTokens = Math.min(maxTokens, number(parser, Integer.MAX_VALUE));
            case "n" -> choices = number(parser, 1);
            case "generationConfig", "generation_config" -> generationConfig(parser);
            case "dimensions", "outputDimensionality", "output_dimensionality" -> dimensions = number(parser, 0);
            case "encoding_format" -> base64 = "base64".equals(text(parser));
            case "messages", "prompt", "input", "contents", "content", "requests" -> input(parser, name);
            case "instructions", "system", "systemInstruction", "system_instruction" -> input(parser, name);
            case "tools" -> tools(parser);
            case "generateContentRequest" -> whole(parser);
            default -> parser.skipChildren();
        }
    }

    /** Whose tokens are to be counted. */
    private void whole(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        members(parser);
    }

    private void members(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member(parser, name);
        }
    }

    /** Their names and their texts are read by a model, too. */
    private void tools(JsonParser parser) throws IOException {
        if (!counting.needsText() || parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                prompt.append(parser.getText()).append('\n');
            }
        }
    }

    private void generationConfig(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean limit = parser.currentName().matches("maxOutputTokens|max_output_tokens");
            parser.nextToken();
            if (limit) {
                maxTokens = Math.min(maxTokens, number(parser, Integer.MAX_VALUE));
            } else {
                parser.skipChildren();
            }
        }
    }

    private static @Nullable String skipped(JsonParser parser, @Nullable String kept) throws IOException {
        parser.skipChildren();
        return kept;
    }

    private void streamOptions(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean usage = "include_usage".equals(parser.currentName());
            parser.nextToken();
            if (usage) {
                includeUsage = truth(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The sum over the members makes their order irrelevant; the chain within one keeps the order of its elements. */
    private void input(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        List<Long> parts = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            elements(parser, name, parts);
        } else {
            parts.add(part(parser, name));
        }
        long chain = name.hashCode();
        for (long part : parts) {
            chain = Fingerprint.mix(chain ^ part);
        }
        content += chain;
        if (!INSTRUCTIONS.contains(name)) {
            items.addAll(parts);
        }
    }

    /** Each element is a part, but for numbers: these are the tokens of a single one. */
    private void elements(JsonParser parser, String name, List<Long> parts) throws IOException {
        Fingerprint numbers = new Fingerprint();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken().isNumeric()) {
                digest(parser, name, numbers);
            } else {
                parts.add(part(parser, name));
            }
        }
        if (numbers.contentBytes() > 0) {
            contentBytes += numbers.contentBytes();
            parts.add(numbers.value());
        }
    }

    private long part(JsonParser parser, String name) throws IOException {
        Fingerprint part = new Fingerprint();
        digest(parser, name, part);
        contentBytes += part.contentBytes();
        return part.value();
    }

    private void digest(JsonParser parser, String name, Fingerprint into) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                into.mark('{');
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    if (name.equals("requests") && DIMENSIONS.contains(member)) {
                        parser.nextToken();
                        dimensions = number(parser, dimensions);
                        continue;
                    }
                    into.text(member);
                    messages += member.equals("role") && !insideJson ? 1 : 0;
                    parser.nextToken();
                    called(parser, member, into);
                }
                into.mark('}');
            }
            case START_ARRAY -> {
                into.mark('[');
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    digest(parser, name, into);
                }
                into.mark(']');
            }
            case VALUE_STRING -> string(parser, name, into);
            case VALUE_NUMBER_INT -> {
                into.text(parser.getText());
                if (CONTENT.contains(name)) {
                    into.token();
                }
            }
            default -> into.text(parser.getText());
        }
    }

    private void called(JsonParser parser, String name, Fingerprint into) throws IOException {
        boolean json = CALLED_JSON.contains(name) && parser.currentToken() == JsonToken.START_OBJECT;
        if (!json || insideJson || !counting.needsText()) {
            digest(parser, name, into);
            return;
        }
        JsonNode tree = TREES.readTree(parser);
        if (!tree.isEmpty()) {
            prompt.append(tree).append('\n');
        }
        insideJson = true;
        try (JsonParser again = tree.traverse()) {
            again.nextToken();
            digest(again, name, into);
        }
        insideJson = false;
    }

    private void string(JsonParser parser, String name, Fingerprint into) throws IOException {
        boolean content = CONTENT.contains(name);
        if (counting.needsText() && !insideJson && (content || CALLED.contains(name))) {
            prompt.append(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())
                    .append('\n');
        }
        if (content) {
            into.content(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } else {
            into.text(parser.getText());
        }
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static boolean truth(JsonParser parser) throws IOException {
        parser.skipChildren();
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static int number(JsonParser parser, int otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, parser.getLongValue()));
        }
        parser.skipChildren();
        return otherwise;
    }
}
