package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One layer of script settings, from flags, from headers or from a model name, laid over a script. Where it is read
 * from ({@code origin}) stands in the messages. Not thread-safe: read, applied, forgotten.
 */
final class ScriptSettings {

    static final String HEADER_PREFIX = "x-sim-";

    private final Map<ScriptKey, String> values = new EnumMap<>(ScriptKey.class);
    private final String origin;

    private ScriptSettings(String origin) {
        this.origin = origin;
    }

    /** From {@code key=value} pairs with {@code +} or {@code ,} between them. */
    static ScriptSettings ofText(String text, String origin) {
        ScriptSettings settings = new ScriptSettings(origin);
        for (String pair : text.split("[+,]", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new BadScriptException(
                        origin + ": \"" + pair + "\" is not accepted: key=value, the keys being " + ScriptKey.words());
            }
            settings.put(pair.substring(0, equals).trim(), pair.substring(equals + 1));
        }
        return settings;
    }

    /** From a request's {@code x-sim-*} headers. */
    static ScriptSettings ofHeaders(HttpHeaders headers) {
        ScriptSettings settings = new ScriptSettings("header");
        Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
        while (entries.hasNext()) {
            Map.Entry<CharSequence, CharSequence> entry = entries.next();
            CharSequence name = entry.getKey();
            if (name.length() > HEADER_PREFIX.length()
                    && HEADER_PREFIX.contentEquals(name.subSequence(0, HEADER_PREFIX.length())
                            .toString()
                            .toLowerCase(Locale.ROOT))) {
                settings.put(
                        name.toString().substring(HEADER_PREFIX.length()).toLowerCase(Locale.ROOT),
                        entry.getValue().toString());
            }
        }
        return settings;
    }

    /** From command-line flags. */
    static ScriptSettings ofFlags(Map<String, String> flags) {
        ScriptSettings settings = new ScriptSettings("flag");
        flags.forEach(settings::put);
        return settings;
    }

    private void put(String word, String value) {
        ScriptKey key = ScriptKey.of(word);
        if (key == null) {
            throw new BadScriptException(
                    origin + ": there is no setting \"" + word + "\"; there are " + ScriptKey.words());
        }
        values.put(key, value.trim());
    }

    boolean names(ScriptKey key) {
        return values.containsKey(key);
    }

    /** The base with these settings over it. */
    Script applyTo(Script base) {
        if (values.isEmpty()) {
            return base;
        }
        try {
            return new Script(pace(base.pace()), payload(base.payload()), fault(base.fault()));
        } catch (BadScriptException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadScriptException(origin + ": " + e.getMessage());
        }
    }

    private Pace pace(Pace base) {
        return new Pace(
                duration(ScriptKey.DELAY, base.firstTokenNanos()),
                duration(ScriptKey.INTERVAL, base.intervalNanos()),
                decimal(ScriptKey.JITTER, BigDecimal.valueOf(base.jitter()), BigDecimal.ONE)
                        .doubleValue(),
                whole(ScriptKey.SEED, base.seed(), Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private Payload payload(Payload base) {
        int tokens = (int) whole(ScriptKey.TOKENS, base.tokens(), 0, Payload.MAX_TOKENS);
        int tokenBytes = size(ScriptKey.TOKEN_BYTES, names(ScriptKey.BYTES) ? 0 : base.tokenBytes());
        int bytes = size(ScriptKey.BYTES, names(ScriptKey.TOKEN_BYTES) || tokens == 0 ? 0 : base.bytes());
        String usage = word(ScriptKey.USAGE, base.usage() ? "on" : "off", value -> value.matches("on|off"));
        return new Payload(tokens, tokenBytes, bytes, usage.equals("on"));
    }

    private Fault fault(Fault base) {
        Fault.Kind kind = kind(base.kind());
        boolean replaced = names(ScriptKey.FAULT) || names(ScriptKey.STATUS);
        int after = replaced ? kind.defaultAfter() : base.after();
        return new Fault(
                kind,
                (int) whole(ScriptKey.FAULT_AFTER, after, 0, Fault.MAX_AFTER),
                size(ScriptKey.FAULT_BYTES, replaced ? 0 : base.bytes()),
                (int) whole(ScriptKey.FAIL_EVERY, base.every(), 1, 1_000_000_000),
                duration(ScriptKey.FAULT_HOLD, base.holdNanos()),
                (int) whole(ScriptKey.STATUS, base.status(), 300, 599),
                retryAfter(kind, replaced ? "" : base.retryAfter()));
    }

    private Fault.Kind kind(Fault.Kind base) {
        String named = values.get(ScriptKey.FAULT);
        if (named == null) {
            return names(ScriptKey.STATUS) ? Fault.Kind.STATUS : base;
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind.word().equals(named)) {
                if (names(ScriptKey.STATUS) && kind != Fault.Kind.STATUS) {
                    throw refused(ScriptKey.STATUS);
                }
                return kind;
            }
        }
        throw refused(ScriptKey.FAULT);
    }

    private String retryAfter(Fault.Kind kind, String base) {
        if (!names(ScriptKey.RETRY_AFTER)) {
            return base;
        }
        if (kind != Fault.Kind.STATUS) {
            throw refused(ScriptKey.RETRY_AFTER);
        }
        decimal(ScriptKey.RETRY_AFTER, BigDecimal.ZERO, BigDecimal.valueOf(86_400));
        return word(ScriptKey.RETRY_AFTER, base, value -> true);
    }

    private long duration(ScriptKey key, long base) {
        String value = values.get(key);
        long nanos = value == null ? base : Quantity.nanos(value);
        return checked(key, nanos, 0, Pace.MAX_NANOS);
    }

    private int size(ScriptKey key, int base) {
        String value = values.get(key);
        return (int) checked(key, value == null ? base : Quantity.bytes(value), 0, Payload.MAX_BYTES);
    }

    private long whole(ScriptKey key, long base, long least, long most) {
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

    private BigDecimal decimal(ScriptKey key, BigDecimal base, BigDecimal most) {
        String value = values.get(key);
        if (value == null) {
            return base;
        }
        if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") || new BigDecimal(value).compareTo(most) > 0) {
            throw refused(key);
        }
        return new BigDecimal(value);
    }

    private String word(ScriptKey key, String base, Predicate<String> accepted) {
        @Nullable String value = values.get(key);
        if (value != null && !accepted.test(value)) {
            throw refused(key);
        }
        return value == null ? base : value;
    }

    private long checked(ScriptKey key, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(key);
        }
        return value;
    }

    private BadScriptException refused(ScriptKey key) {
        return new BadScriptException(
                origin + " " + key.word() + ": \"" + values.get(key) + "\" is not accepted: " + key.accepts());
    }
}
