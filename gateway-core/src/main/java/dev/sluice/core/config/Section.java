package dev.sluice.core.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A section of the file, read off the record that mirrors it. Immutable.
 *
 * @param entries its keys, in the order of the record's components
 */
record Section(Class<? extends Record> type, List<Entry> entries) {

    /**
     * A key of a section.
     *
     * @param name as written in the file
     * @param element the type of its value, or of the items of its list or mapping
     * @param optional whether it may be absent without there being a default
     */
    record Entry(String name, Class<?> element, Key key, Shape shape, boolean optional) {

        boolean hasDefault() {
            return !key.defaultsTo().isEmpty();
        }

        /** The section that a value or an item is. */
        Section section() {
            return Section.of(element.asSubclass(Record.class));
        }

        /** The kind of single value that a value or an item is; null when it is a section. */
        @Nullable
        ScalarType scalar() {
            return ScalarTypes.of(element);
        }
    }

    /** How the value of a key is made up. */
    enum Shape {
        ONE,
        LIST,
        /** Names that the file chooses, each with a value. */
        MAP,
        /** Some of the keys of a section that stands elsewhere, too. */
        PARTIAL;

        private static Shape of(Class<?> type) {
            return type == Map.class ? MAP : type == Partial.class ? PARTIAL : LIST;
        }
    }

    /** Reading one off its record takes long, and a file may have many of a kind. */
    private static final ClassValue<Section> SECTIONS = new ClassValue<>() {
        @Override
        protected Section computeValue(Class<?> type) {
            Class<? extends Record> mirror = type.asSubclass(Record.class);
            return new Section(
                    mirror,
                    Arrays.stream(mirror.getRecordComponents())
                            .map(Section::entry)
                            .toList());
        }
    };

    static Section of(Class<? extends Record> type) {
        return SECTIONS.get(type);
    }

    List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    Object construct(List<@Nullable Object> values) {
        try {
            return constructor().newInstance(values.toArray());
        } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("configuration records take what they declare: " + type, e);
        }
    }

    /** The values of a record of this type, in the order of its entries. */
    List<@Nullable Object> values(Record record) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                values.add(component.getAccessor().invoke(record));
            } catch (InvocationTargetException | IllegalAccessException e) {
                throw new IllegalStateException("configuration records tell what they hold: " + type, e);
            }
        }
        return values;
    }

    private Constructor<? extends Record> constructor() {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    private static Entry entry(RecordComponent component) {
        Key key = Objects.requireNonNull(component.getAnnotation(Key.class), () -> "no @Key on " + component);
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        String name = key.name().isEmpty() ? snakeCase(component.getName()) : key.name();
        if (component.getGenericType() instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Class<?> element = (Class<?>) arguments[arguments.length - 1];
            return new Entry(name, element, key, Shape.of(component.getType()), optional);
        }
        return new Entry(name, component.getType(), key, Shape.ONE, optional);
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
