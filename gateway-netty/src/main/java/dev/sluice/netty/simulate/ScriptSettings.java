package dev.sluice.netty.simulate;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/**
 * One layer of script settings, from flags, from headers or from a model name, laid over a script. Not thread-safe:
 * read, applied, forgotten.
 */
final class ScriptSettings {

    static final String HEADER_PREFIX = "x-sim-";

    private final ScriptValues values;

    private ScriptSettings(String origin) {
        this.values = new ScriptValues(origin);
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
            settings.values.put(pair.substring(0, equals).trim(), pair.substring(equals + 1));
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
                settings.values.put(
                        name.toString().substring(HEADER_PREFIX.length()).toLowerCase(Locale.ROOT),
                        entry.getValue().toString());
            }
        }
        return settings;
    }

    /** From command-line flags. */
    static ScriptSettings ofFlags(Map<String, String> flags) {
        ScriptSettings settings = new ScriptSettings("flag");
        flags.forEach(settings.values::put);
        return settings;
    }

    boolean names(ScriptKey key) {
        return values.names(key);
    }

    /** The base with these settings over it. */
    Script applyTo(Script base) {
        if (values.isEmpty()) {
            return base;
        }
        try {
            return new Script(pace(base.pace()), payload(base.payload()), FaultSettings.over(base.fault(), values));
        } catch (BadScriptException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadScriptException(values.origin() + ": " + e.getMessage());
        }
    }

    private Pace pace(Pace base) {
        return new Pace(
                values.duration(ScriptKey.DELAY, base.firstTokenNanos()),
                values.duration(ScriptKey.HEAD_DELAY, base.headNanos()),
                values.duration(ScriptKey.INTERVAL, base.intervalNanos()),
                values.share(ScriptKey.JITTER, base.jitter()),
                values.whole(ScriptKey.SEED, base.seed(), Long.MIN_VALUE, Long.MAX_VALUE),
                slow(base.slow()));
    }

    private Pace.Slow slow(Pace.Slow base) {
        double share = values.names(ScriptKey.SLOW_FIRST) && base.share() == 0 ? 1 : base.share();
        return new Pace.Slow(
                values.duration(ScriptKey.SLOW_FIRST, base.firstTokenNanos()),
                values.share(ScriptKey.SLOW_SHARE, share));
    }

    private Payload payload(Payload base) {
        int tokens = tokens(ScriptKey.TOKENS, base.tokens());
        boolean tokenSized = values.names(ScriptKey.TOKEN_BYTES);
        int tokenBytes = values.size(ScriptKey.TOKEN_BYTES, values.names(ScriptKey.BYTES) ? 0 : base.tokenBytes());
        int bytes = values.size(ScriptKey.BYTES, tokenSized || tokens == 0 ? 0 : base.bytes());
        String usage = values.text(ScriptKey.USAGE, base.usage() ? "on" : "off", value -> value.matches("on|off"));
        return new Payload(tokens, tokenBytes, bytes, usage.equals("on"), extras(base.extras()), manner(base.manner()));
    }

    private Payload.Manner manner(Payload.Manner base) {
        int calls = (int) values.whole(ScriptKey.TOOL_CALLS, base.calls(), 0, Payload.Manner.MAX_CALLS);
        String refuses =
                values.text(ScriptKey.REFUSAL, base.refuses() ? "on" : "off", value -> value.matches("on|off"));
        return new Payload.Manner(calls, refuses.equals("on"));
    }

    private Payload.Extras extras(Payload.Extras base) {
        return new Payload.Extras(
                tokens(ScriptKey.THINKING, base.thinking()),
                tokens(ScriptKey.CACHED, base.cached()),
                tokens(ScriptKey.CACHE_WRITE, base.cacheWrite()),
                tokens(ScriptKey.CACHE_WRITE_HOUR, base.cacheWriteHour()));
    }

    private int tokens(ScriptKey key, int base) {
        return (int) values.whole(key, base, 0, Payload.MAX_TOKENS);
    }
}
