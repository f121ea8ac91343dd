package dev.sluice.core.estimate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What members of a JSON document hold text, by their names. Thread-safe: it does not change. */
enum TextKeys {
    /** A request: what a model reads. */
    PROMPT(Map.of(
            Role.TEXT,
            List.of(
                    "content",
                    "text",
                    "prompt",
                    "instructions",
                    "system",
                    "description",
                    "name",
                    "arguments",
                    "output",
                    "suffix"),
            Role.TEXT_OR_JSON,
            List.of("input"),
            Role.ALL,
            List.of("tools", "functions"),
            Role.JSON,
            List.of("args", "response"),
            Role.MESSAGE,
            List.of("role"),
            Role.IMAGE,
            List.of("image_url", "source", "inlineData", "inline_data", "fileData", "file_data"))),
    /** An answer, or an event of one: what a model writes. */
    ANSWER(Map.of(
            Role.TEXT,
            List.of(
                    "content",
                    "text",
                    "delta",
                    "reasoning_content",
                    "reasoning",
                    "thinking",
                    "arguments",
                    "partial_json",
                    "refusal",
                    "name",
                    "transcript"),
            Role.JSON,
            List.of("args", "input")));

    /** What a member is to the count. */
    enum Role {
        NONE,
        /** A string, or each string of an array, is text. */
        TEXT,
        /** Everything in it is text, names and strings; a string by itself is not. */
        ALL,
        /** An object, or an array, is text just as it stands, but for its spaces. */
        JSON,
        /** {@link #TEXT}, but {@link #JSON} of an object. */
        TEXT_OR_JSON,
        /** Each of them stands for a message. */
        MESSAGE,
        /** Each of them stands for an image, or a document. */
        IMAGE
    }

    /** No longer name matters. */
    static final int LONGEST = 24;

    private static final int SLOTS = 256;

    @SuppressWarnings("ImmutableEnumChecker") // Written only when it is made.
    private final byte[][][] names = new byte[SLOTS][0][];

    @SuppressWarnings("ImmutableEnumChecker") // As above.
    private final Role[][] roles = new Role[SLOTS][0];

    TextKeys(Map<Role, List<String>> all) {
        new EnumMap<>(all).forEach((role, names) -> names.forEach(name -> add(name, role)));
    }

    private void add(String name, Role role) {
        byte[] key = name.getBytes(StandardCharsets.US_ASCII);
        int slot = slot(key, key.length);
        int next = names[slot].length;
        names[slot] = Arrays.copyOf(names[slot], next + 1);
        roles[slot] = Arrays.copyOf(roles[slot], next + 1);
        names[slot][next] = key;
        roles[slot][next] = role;
    }

    /** What the member is whose name is the first {@code length} bytes. */
    Role role(byte[] key, int length) {
        if (length == 0 || length > LONGEST) {
            return Role.NONE;
        }
        int slot = slot(key, length);
        for (int i = 0; i < names[slot].length; i++) {
            byte[] name = names[slot][i];
            if (name.length == length && Arrays.equals(name, 0, length, key, 0, length)) {
                return roles[slot][i];
            }
        }
        return Role.NONE;
    }

    private static int slot(byte[] key, int length) {
        return (key[0] * 31 + key[length - 1] * 7 + length) & (SLOTS - 1);
    }
}
