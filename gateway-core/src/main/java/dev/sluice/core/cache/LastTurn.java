package dev.sluice.core.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.request.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Takes the text of the last turn out of a canonical body, where that turn is a user's: in each dialect where it stands
 * there. What else the turn holds stays in the body. Single-threaded, and used again and again.
 */
final class LastTurn {

    private static final byte[] ROLE = ascii("role");
    private static final byte[] USER = ascii("user");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] PARTS = ascii("parts");
    private static final byte[] INPUT_TEXT = ascii("input_text");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] THOUGHT = ascii("thought");

    private final Bytes text = new Bytes();
    private final Bytes turn = new Bytes();
    private Turns turns = Turns.NONE;
    private boolean media;

    /** Where a body has its turns. */
    private enum Turns {
        MESSAGES("messages"),
        INPUT("input"),
        PROMPT("prompt"),
        CONTENTS("contents"),
        /** It has none. */
        NONE("");

        private final byte[] key;

        Turns(String key) {
            this.key = ascii(key);
        }

        /** Whether they may be one text instead. */
        boolean mayBeText() {
            return this == INPUT || this == PROMPT;
        }
    }

    /** Begins with a body that is sent to an endpoint. */
    void begin(Endpoint endpoint) {
        text.clear();
        media = false;
        turns = switch (endpoint) {
            case CHAT_COMPLETIONS, MESSAGES -> Turns.MESSAGES;
            case RESPONSES -> Turns.INPUT;
            case COMPLETIONS -> Turns.PROMPT;
            case GENERATE_CONTENT, STREAM_GENERATE_CONTENT -> Turns.CONTENTS;
            default -> Turns.NONE;
        };
    }

    /** Whether the turns stand in the member whose key begins at {@code key} and ends before its value. */
    boolean isIn(byte[] in, int key, int value) {
        return turns != Turns.NONE && Canonical.isText(in, key, value, turns.key);
    }

    /**
     * Takes out what is at the end of {@code body}.
     *
     * @param last where the last turn begins, or all of them are one text
     * @param value where the member's value begins
     */
    void take(Bytes body, int last, int value) {
        byte[] in = body.array();
        if (last == value) {
            if (in[last] == '"' && turns.mayBeText()) {
                text.put(in, last, body.size() - last);
                body.size(last);
                body.put(Canonical.TAKEN);
            }
        } else if (in[last] == '{') {
            turn.clear();
            turn.put(in, last, body.size() - last);
            body.size(last);
            rewrite(turn.array(), body);
            // What closes the list of turns.
            body.put((byte) ']');
        }
    }

    /** The texts that were taken out, each in its canonical form. */
    Bytes text() {
        return text;
    }

    /** Whether the last turn holds anything but text. */
    boolean hasMedia() {
        return media;
    }

    /** All of the text, a line each; null: there is none, or it is longer than {@code most} bytes. */
    @Nullable
    String words(int most) {
        if (text.size() == 0 || text.size() > most) {
            return null;
        }
        StringBuilder words = new StringBuilder(text.size());
        byte[] in = text.array();
        for (int at = 0; at < text.size(); ) {
            int end = Canonical.skip(in, at);
            words.append(at == 0 ? "" : "\n").append(new String(in, at + 1, end - at - 2, UTF_8));
            at = end;
        }
        return words.toString();
    }

    private void rewrite(byte[] in, Bytes out) {
        int end = Canonical.skip(in, 0);
        int content = isUsers(in) ? Canonical.member(in, 0, spokenByGemini() ? PARTS : CONTENT) : -1;
        if (content < 0) {
            out.put(in, 0, end);
            return;
        }
        int behind = Canonical.skip(in, content);
        out.put(in, 0, content);
        if (in[content] == '"') {
            takeText(in, content, behind, out);
        } else if (in[content] == '[') {
            list(in, content, out);
        } else {
            media = true;
            out.put(in, content, behind - content);
        }
        out.put(in, behind, end - behind);
    }

    private void list(byte[] in, int from, Bytes out) {
        out.put((byte) '[');
        int at = from + 1;
        while (in[at] != ']') {
            int end = Canonical.skip(in, at);
            int words = in[at] == '{' ? words(in, at) : -1;
            if (words < 0) {
                media = true;
                out.put(in, at, end - at);
            } else {
                int behind = Canonical.skip(in, words);
                out.put(in, at, words - at);
                takeText(in, words, behind, out);
                out.put(in, behind, end - behind);
            }
            at = end;
        }
        out.put((byte) ']');
    }

    /** Where the text of a part begins that is nothing else; -1: it is something else. */
    private int words(byte[] in, int part) {
        int words = Canonical.member(in, part, TEXT);
        if (words < 0 || in[words] != '"') {
            return -1;
        }
        if (spokenByGemini()) {
            return Canonical.member(in, part, THOUGHT) < 0 ? words : -1;
        }
        return is(in, Canonical.member(in, part, TYPE), TEXT) || is(in, Canonical.member(in, part, TYPE), INPUT_TEXT)
                ? words
                : -1;
    }

    private boolean isUsers(byte[] in) {
        int role = Canonical.member(in, 0, ROLE);
        int type = turns == Turns.INPUT ? Canonical.member(in, 0, TYPE) : -1;
        boolean users = role < 0 ? spokenByGemini() : is(in, role, USER);
        return users && (type < 0 || is(in, type, MESSAGE));
    }

    private boolean spokenByGemini() {
        return turns == Turns.CONTENTS;
    }

    private void takeText(byte[] in, int from, int to, Bytes out) {
        text.put(in, from, to - from);
        out.put(Canonical.TAKEN);
    }

    private static boolean is(byte[] in, int value, byte[] wanted) {
        return value >= 0 && Canonical.isText(in, value, Canonical.skip(in, value), wanted);
    }

    private static byte[] ascii(String name) {
        return name.getBytes(US_ASCII);
    }
}
