package dev.sluice.netty.simulate;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Settings as text, read by what they stand for; what is not set is what it is in the base. {@code origin} says where
 * they come from, in messages. Not thread-safe: filled, read, forgotten.
 */
final class ScriptValues {

    private final Map<ScriptKey, String> values = new EnumMap<>(ScriptKey.class);
    private final String origin;

    ScriptValues(String origin) {
        this.origin = origin;
    }

    String origin() {
        return origin;
    }

    void put(String word, String value) {
        ScriptKey key = ScriptKey.of(word);
        if (key == null) {
            throw new BadScriptException(
                    origin + ": there is no setting \"" + word + "\"; there are " + ScriptKey.words());
        }
        values.put(key, value.trim());
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean names(ScriptKey key) {
        return values.containsKey(key);
    }

    long duration(ScriptKey key, long base) {
        String value = values.get(key);
        return value == null ? base : checked(key, Quantity.nanos(value), 0, Pace.MAX_NANOS);
    }

    int size(ScriptKey key, int base) {
        String value = values.get(key);
        return (int) checked(key, value == null ? base : Quantity.bytes(value), 0, Payload.MAX_BYTES);
    }

    long whole(ScriptKey key, long base, long least, long most) {
        String value = values.get(key);
        if (value == null) {
            return base;
        }
        try {
            return checked(key, Long.parseLong(value), least, most);
        } catch (NumberFormatException e) {
            throw refused(key);
        }
    }

    double share(ScriptKey key, double base) {
        return names(key) ? decimal(key, BigDecimal.ONE).doubleValue() : base;
    }

    BigDecimal decimal(ScriptKey key, BigDecimal most) {
        String value = text(key, "", given -> given.matches("[0-9]{1,9}(\\.[0-9]{1,9})?"));
        BigDecimal number = new BigDecimal(value);
        if (number.compareTo(most) > 0) {
            throw refused(key);
        }
        return number;
    }

    String text(ScriptKey key, String base, Predicate<String> accepted) {
        String value = values.get(key);
        if (value == null) {
            return base;
        }
        if (!accepted.test(value)) {
            throw refused(key);
        }
        return value;
    }

    BadScriptException refused(ScriptKey key) {
        return new BadScriptException(
                origin + " " + key.word() + ": \"" + values.get(key) + "\" is not accepted: " + key.accepts());
    }

    private long checked(ScriptKey key, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(key);
        }
        return value;
    }
}
