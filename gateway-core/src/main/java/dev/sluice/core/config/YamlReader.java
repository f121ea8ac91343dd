package dev.sluice.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.sluice.core.config.YamlNode.Form;
import dev.sluice.core.config.YamlNode.Mapping;
import dev.sluice.core.config.YamlNode.Scalar;
import dev.sluice.core.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads one YAML document into a {@link YamlNode}. Of YAML it takes what a configuration needs: anchors, aliases and
 * tags are refused, as are duplicate keys, a second document and deep nesting; so a small file makes a small tree.
 * Syntax errors are told by their line only, because a parser's own message quotes the file. Used by one thread, once.
 */
final class YamlReader {

    private static final int MOST_NESTED = 32;
    private static final YAMLFactory YAML =
            YAMLFactory.builder().loaderOptions(options()).build();

    private final YAMLParser parser;
    private final Problems problems;

    private YamlReader(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The document's root; null when there is none, which is then among the problems. */
    static @Nullable YamlNode read(String text, Problems problems) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlReader(parser, problems).document();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            return unreadable(problems, line, "not valid YAML, at or before column " + column);
        } catch (Unsupported e) {
            return unreadable(problems, e.line, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private static @Nullable YamlNode unreadable(Problems problems, int line, String message) {
        problems.locate("", line);
        problems.addUnread("", message);
        return null;
    }

    private @Nullable YamlNode document() throws IOException, Unsupported {
        if (parser.nextToken() == null) {
            problems.add("", "the file is empty");
            return null;
        }
        YamlNode root = node(line(), "", 0);
        if (parser.nextToken() != null) {
            throw new Unsupported(line(), "a second document: put everything into one");
        }
        return root;
    }

    private YamlNode node(int line, String path, int depth) throws IOException, Unsupported {
        refuseExtras();
        if (depth > MOST_NESTED) {
            throw new Unsupported(line(), "nested too deeply");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(line, path, depth);
            case START_ARRAY -> sequence(line, path, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(line, Form.NUMBER, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(line, Form.TRUTH, parser.getText());
            case VALUE_NULL -> new Scalar(line, Form.NOTHING, "");
            default -> new Scalar(line, Form.TEXT, parser.getText());
        };
    }

    /** The parser would take an alias for the text of its name. */
    private void refuseExtras() throws IOException, Unsupported {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw new Unsupported(line(), "anchors and aliases are not supported: write the value out");
        }
        if (parser.getTypeId() != null) {
            throw new Unsupported(line(), "tags are not supported: leave out what begins with an exclamation mark");
        }
    }

    private Mapping mapping(int line, String path, int depth) throws IOException, Unsupported {
        Map<String, YamlNode> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            String at = KeyPath.key(path, key);
            refuseExtras();
            parser.nextToken();
            if (values.put(key, node(keyLine, at, depth + 1)) != null) {
                problems.locate(at, keyLine);
                problems.add(at, "is there twice");
            }
        }
        return new Mapping(line, values);
    }

    private Sequence sequence(int line, String path, int depth) throws IOException, Unsupported {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(line(), KeyPath.item(path, items.size()), depth + 1));
        }
        return new Sequence(line, items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(ConfigLoader.MAX_FILE_BYTES + 1);
        return options;
    }

    /** YAML that is valid, and not taken. */
    private static final class Unsupported extends Exception {

        private static final long serialVersionUID = 1L;

        private final int line;

        Unsupported(int line, String message) {
            super(message, null, false, false);
            this.line = line;
        }
    }
}
