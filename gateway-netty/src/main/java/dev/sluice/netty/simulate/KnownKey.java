package dev.sluice.netty.simulate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key that a provider knows.
 *
 * @param name what it is counted under, and found by
 * @param value the key itself
 */
public record KnownKey(String name, String value, KeyBehaviour behaviour) {

    /** What {@link #of} accepts. */
    static final String ACCEPTS = "NAME=VALUE or NAME=VALUE:BEHAVIOUR, such as a=sk-a:revoked";

    private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9._-]+)=([^:]+)(?::(.+))?");

    public KnownKey {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("the name of a key has letters, digits, dots and dashes");
        }
        if (name.equals(KeyBook.UNKNOWN) || name.equals(KeyBook.NONE)) {
            throw new IllegalArgumentException("\"" + name + "\" stands for requests without a known key");
        }
        if (value.isBlank()) {
            throw new IllegalArgumentException("key " + name + " is empty");
        }
    }

    /**
     * Reads {@code NAME=VALUE:BEHAVIOUR}; without the behaviour the key is fine.
     *
     * @throws IllegalArgumentException naming what is accepted, but never the key
     */
    public static KnownKey of(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a key is given as " + ACCEPTS);
        }
        String behaviour = matcher.group(3);
        return new KnownKey(
                matcher.group(1), matcher.group(2), behaviour == null ? KeyBehaviour.FINE : KeyBehaviour.of(behaviour));
    }

    /** The key itself stays out of it. */
    @Override
    public String toString() {
        return "KnownKey[name=" + name + ", behaviour=" + behaviour.word() + "]";
    }
}
