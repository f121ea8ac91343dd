package dev.sluice.core.config;

import dev.sluice.core.config.Section.Entry;
import dev.sluice.core.config.Section.Shape;
import dev.sluice.core.config.YamlNode.Form;
import dev.sluice.core.config.YamlNode.Mapping;
import dev.sluice.core.config.YamlNode.Scalar;
import dev.sluice.core.config.YamlNode.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a YAML tree to records, by their {@link Key}s. Whatever does not fit becomes a problem and, so that the rest can
 * still be looked at, a placeholder in the record: the records are good only when there are no problems. Used by one
 * thread, once.
 */
final class Binder {

    private final Problems problems;
    private final Substitution substitution;

    /** Defaults as trees, by their texts: a file has many sections of one kind. */
    private final Map<String, YamlNode> defaults = new HashMap<>();

    Binder(Problems problems, Substitution substitution) {
        this.problems = problems;
        this.substitution = substitution;
    }

    <R extends Record> R bind(Class<R> type, YamlNode node, String path) {
        return type.cast(section(Section.of(type), node, path));
    }

    private Object section(Section section, YamlNode node, String path) {
        if (!(node instanceof Mapping mapping)) {
            refuseNoSection(section, node, path);
            return placeholder(section);
        }
        mapping.values().forEach((key, value) -> refuseUnknown(section, key, value, path));
        List<@Nullable Object> values = new ArrayList<>();
        for (Entry entry : section.entries()) {
            values.add(entry(entry, mapping, KeyPath.key(path, entry.name())));
        }
        return section.construct(values);
    }

    private void refuseNoSection(Section section, YamlNode node, String path) {
        problems.addUnread(path, "must be a section with the keys " + String.join(", ", section.names()) + found(node));
    }

    private void refuseUnknown(Section section, String key, YamlNode value, String path) {
        if (!section.names().contains(key)) {
            String at = KeyPath.key(path, key);
            problems.locate(at, value.line());
            problems.add(at, "is not a known key" + Spelling.guess(key, section.names()));
        }
    }

    private @Nullable Object entry(Entry entry, Mapping mapping, String path) {
        YamlNode given = mapping.values().get(entry.name());
        if (given != null) {
            problems.locate(path, given.line());
            return value(entry, given, path);
        }
        if (entry.optional()) {
            return null;
        }
        if (entry.hasDefault()) {
            return standard(entry);
        }
        if (entry.shape() == Shape.PARTIAL) {
            return new Partial<>(Map.of());
        }
        if (entry.scalar() == null && entry.shape() == Shape.ONE) {
            return section(entry.section(), new Mapping(mapping.line(), Map.of()), path);
        }
        problems.add(path, "is missing");
        return placeholder(entry);
    }

    private Object value(Entry entry, YamlNode node, String path) {
        if (node instanceof Scalar scalar
                && (scalar.form() == Form.NOTHING || scalar.text().isEmpty())) {
            problems.addUnread(path, "is empty: give it a value, or leave the key out");
            return placeholder(entry);
        }
        return switch (entry.shape()) {
            case ONE -> one(entry, node, path);
            case LIST -> list(entry, node, path);
            case MAP -> map(entry, node, path);
            case PARTIAL -> partial(entry.section(), node, path);
        };
    }

    private Object map(Entry entry, YamlNode node, String path) {
        if (!(node instanceof Mapping mapping)) {
            problems.addUnread(path, "must be a mapping from names to values" + found(node));
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.values().forEach((name, value) -> {
            String at = KeyPath.entry(path, name, values.size());
            problems.locate(at, value.line());
            values.put(name, one(entry, value, at));
        });
        return Collections.unmodifiableMap(values);
    }

    private Partial<?> partial(Section section, YamlNode node, String path) {
        if (!(node instanceof Mapping mapping)) {
            refuseNoSection(section, node, path);
            return new Partial<>(Map.of());
        }
        mapping.values().forEach((key, value) -> refuseUnknown(section, key, value, path));
        Map<String, Object> values = new HashMap<>();
        for (Entry entry : section.entries()) {
            String at = KeyPath.key(path, entry.name());
            YamlNode given = mapping.values().get(entry.name());
            if (given != null) {
                problems.locate(at, given.line());
                boolean nested = entry.scalar() == null && entry.shape() == Shape.ONE;
                values.put(entry.name(), nested ? partial(entry.section(), given, at) : value(entry, given, at));
            }
        }
        return new Partial<>(values);
    }

    private Object list(Entry entry, YamlNode node, String path) {
        if (!(node instanceof Sequence sequence)) {
            problems.addUnread(path, "must be a list" + found(node));
            return List.of();
        }
        List<Object> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            String at = KeyPath.item(path, items.size());
            problems.locate(at, item.line());
            items.add(one(entry, item, at));
        }
        String atLeast = entry.key().atLeast();
        if (!atLeast.isEmpty() && items.size() < Integer.parseInt(atLeast)) {
            problems.add(path, "needs at least " + atLeast);
        }
        return List.copyOf(items);
    }

    private Object one(Entry entry, YamlNode node, String path) {
        ScalarType type = entry.scalar();
        if (type == null) {
            return section(entry.section(), node, path);
        }
        try {
            if (entry.element() == JsonValue.class) {
                return YamlJson.of(node, substitution);
            }
            if (!(node instanceof Scalar scalar)) {
                throw new Malformed(type.hint() + found(node));
            }
            Object value = parse(entry, type, scalar);
            checkRange(entry, type, value);
            return value instanceof Path file ? substitution.resolve(file) : value;
        } catch (Malformed e) {
            problems.add(path, e.reason());
            return type.known(type.sample());
        }
    }

    /** A number or a truth may come out of a substitution, as text; else the file's form must be the right one. */
    private Object parse(Entry entry, ScalarType type, Scalar scalar) throws Malformed {
        Set<String> kept = new LinkedHashSet<>(List.of(entry.key().keeps()));
        String text = scalar.form() == Form.TEXT ? substitution.expand(scalar.text(), kept) : scalar.text();
        boolean substituted = !text.equals(scalar.text());
        if (!substituted && !type.forms().contains(scalar.form())) {
            throw new Malformed(type.hint() + found(scalar));
        }
        return type.parse(text);
    }

    private static void checkRange(Entry entry, ScalarType type, Object value) throws Malformed {
        Key key = entry.key();
        if (key.oneOf().length > 0 && !Arrays.asList(key.oneOf()).contains(value.toString())) {
            String guess = Spelling.guess(value.toString(), Arrays.asList(key.oneOf()));
            throw new Malformed("must be one of " + String.join(", ", key.oneOf()) + guess);
        }
        if (entry.shape() != Shape.ONE) {
            return;
        }
        if (!key.moreThan().isEmpty() && compare(value, type.known(key.moreThan())) <= 0) {
            throw new Malformed("must be more than " + key.moreThan());
        }
        if (!key.atLeast().isEmpty() && compare(value, type.known(key.atLeast())) < 0) {
            throw new Malformed("must be at least " + key.atLeast());
        }
        if (!key.atMost().isEmpty() && compare(value, type.known(key.atMost())) > 0) {
            throw new Malformed("must be at most " + key.atMost());
        }
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object value, Object bound) {
        return ((Comparable<Object>) value).compareTo(bound);
    }

    /** What a key without value stands for: its default is written, and bound, like a value of the file. */
    private Object standard(Entry entry) {
        Problems none = new Problems();
        YamlNode node = defaults.computeIfAbsent(entry.key().defaultsTo(), Binder::tree);
        Object value = new Binder(none, substitution).value(entry, node, entry.name());
        if (!none.isEmpty()) {
            throw new IllegalStateException("a bad default: " + entry.name() + " " + none.all());
        }
        return value;
    }

    private static YamlNode tree(String text) {
        Problems none = new Problems();
        return Objects.requireNonNull(YamlReader.read(text, none), () -> "a bad default: " + none.all());
    }

    private Object placeholder(Entry entry) {
        ScalarType type = entry.scalar();
        return switch (entry.shape()) {
            case ONE -> type == null ? placeholder(entry.section()) : type.known(type.sample());
            case LIST -> List.of();
            case MAP -> Map.of();
            case PARTIAL -> new Partial<>(Map.of());
        };
    }

    private Object placeholder(Section section) {
        return new Binder(new Problems(), substitution).section(section, new Mapping(0, Map.of()), "");
    }

    private static String found(YamlNode node) {
        return "; this is " + node.kind();
    }
}
