package dev.sluice.core.config;

import dev.sluice.core.config.YamlNode.Form;
import java.util.Set;

/**
 * How a kind of single value is written.
 *
 * @param words what it is, for the reference
 * @param hint how to write it, for problems
 * @param forms what YAML may take it for
 * @param sample a value that stands in for one that could not be read, until the problems are told
 */
record ScalarType(String words, String hint, Set<Form> forms, String sample, Parser parser) {

    /** From what is written to what is meant. */
    @FunctionalInterface
    interface Parser {
        Object parse(String text) throws Malformed;
    }

    Object parse(String text) throws Malformed {
        return parser.parse(text);
    }

    /** The value of a text that is known to be good. */
    Object known(String text) {
        try {
            return parser.parse(text);
        } catch (Malformed e) {
            throw new IllegalStateException("not a " + words + ": " + text, e);
        }
    }
}
