package dev.sluice.core.config;

import java.util.List;
import java.util.Map;

/** A YAML document as a tree that knows its lines (from 1). Immutable. */
sealed interface YamlNode {

    int line();

    /** What stands there, in words. */
    String kind();

    /** Keys and values, in the order of the file; a value's line is that of its key. */
    record Mapping(int line, Map<String, YamlNode> values) implements YamlNode {
        @Override
        public String kind() {
            return "a section";
        }
    }

    /** A list. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A single value, as it is written. */
    record Scalar(int line, Form form, String text) implements YamlNode {
        @Override
        public String kind() {
            return form.words;
        }
    }

    /** What YAML takes a single value for. */
    enum Form {
        TEXT("text"),
        NUMBER("a number"),
        TRUTH("true or false"),
        NOTHING("nothing");

        private final String words;

        Form(String words) {
            this.words = words;
        }
    }
}
