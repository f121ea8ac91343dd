package dev.sluice.core.estimate;

import dev.sluice.core.estimate.TextKeys.Role;
import dev.sluice.core.request.ByteRuns;
import java.nio.ByteBuffer;

/**
 * Takes the text out of JSON documents as their bytes pass, by the names of members; strings are skipped, or copied,
 * eight bytes at a time. What is no JSON does no harm: it gives some text or other. Used by one thread; borrows the
 * parts.
 */
final class TextScan {

    private final TextKeys keys;
    private final TextSample into;

    /** Whether each text is a text of its own, and not the next piece of the one before. */
    private final boolean apart;

    private final byte[] key = new byte[TextKeys.LONGEST];
    private int depth;

    /** One bit for each depth but very deep ones: whether it is an array, and whether the strings in that are text. */
    private long arrays;

    private long texts;

    /** The depth from which on everything is text; 0: nowhere. */
    private int allFrom;

    /** The depth from which on all is text just as it stands, and not its strings alone; 0: nowhere. */
    private int jsonFrom;

    /** How that began, as long as nothing is in it; 0: something is. */
    private byte opener;

    private boolean inString;
    private boolean escaped;
    private boolean inKey;
    private boolean takes;
    private boolean expectsKey;
    private int keyLength;
    private Role member = Role.NONE;
    private int messages;
    private int images;

    /** How many texts the document had so far, and where the last one stood in its part. */
    private int taken;

    private int takenFrom;
    private int takenTo;

    private TextScan(TextKeys keys, TextSample into) {
        this.keys = keys;
        this.into = into;
        this.apart = keys == TextKeys.PROMPT;
    }

    /** Of a request. */
    static TextScan ofPrompt(TextSample into) {
        return new TextScan(TextKeys.PROMPT, into);
    }

    /** Of an answer, or of events. */
    static TextScan ofAnswer(TextSample into) {
        return new TextScan(TextKeys.ANSWER, into);
    }

    int messages() {
        return messages;
    }

    int images() {
        return images;
    }

    /** How many texts the document has had, where it is one part. */
    int taken() {
        return taken;
    }

    /** Where the last of them begins. */
    int takenFrom() {
        return takenFrom;
    }

    /** Where it ends: at its quote. */
    int takenTo() {
        return takenTo;
    }

    /** Another document begins. */
    void next() {
        depth = 0;
        arrays = 0;
        texts = 0;
        allFrom = 0;
        jsonFrom = 0;
        opener = 0;
        inString = false;
        escaped = false;
        inKey = false;
        takes = false;
        expectsKey = false;
        member = Role.NONE;
        taken = 0;
    }

    void read(ByteBuffer part) {
        int at = part.position();
        int to = part.limit();
        while (at < to) {
            if (inString) {
                at = string(part, at, to);
            } else {
                structure(part.get(at));
                at++;
                takenFrom = inString && takes ? at : takenFrom;
            }
        }
    }

    private int string(ByteBuffer part, int from, int to) {
        int end = escaped ? from : ByteRuns.quoted(part, from, to);
        boolean wasEscaped = escaped;
        escaped = false;
        if (end == to) {
            copy(part, from, to);
            return to;
        }
        if (part.get(end) == '"' && !wasEscaped) {
            copy(part, from, jsonFrom > 0 ? end + 1 : end);
            takenTo = takes ? end : takenTo;
            endString();
        } else {
            boolean stays = wasEscaped && jsonFrom > 0 && stays(part.get(end));
            takeBackslash(stays);
            copy(part, from, end + 1);
            takeBackslash(stays && part.get(end) == '\\');
            escaped = !wasEscaped;
        }
        return end + 1;
    }

    /**
     * Whether a model that writes JSON writes it with a backslash before it; other characters it writes as they are.
     */
    private static boolean stays(byte escaped) {
        return escaped != 'u' && escaped != '/';
    }

    /** All that is taken is unescaped once when it is counted. */
    private void takeBackslash(boolean wanted) {
        if (wanted) {
            into.take((byte) '\\');
        }
    }

    private void copy(ByteBuffer part, int from, int to) {
        if (takes) {
            into.take(part, from, to);
        }
        if (inKey) {
            int length = to - from;
            if (length <= TextKeys.LONGEST - keyLength) {
                part.get(from, key, keyLength, length);
            }
            keyLength = Math.min(keyLength + length, TextKeys.LONGEST + 1);
        }
    }

    private void endString() {
        inString = false;
        inKey = false;
        taken += takes ? 1 : 0;
        if (takes && apart && jsonFrom == 0) {
            into.take((byte) '\n');
        }
    }

    private void structure(byte value) {
        if (jsonFrom > 0) {
            asItStands(value);
        }
        switch (value) {
            case '"' -> beginString();
            case ':' -> named();
            case ',' -> {
                expectsKey = !is(arrays, depth);
                member = Role.NONE;
            }
            case '{' -> open(false);
            case '[' -> open(true);
            case '}', ']' -> close();
            default -> {}
        }
    }

    /** Takes what stands between strings but for space; where nothing is in it, Anthropic says only that it begins. */
    private void asItStands(byte value) {
        if (value <= ' ') {
            return;
        }
        boolean ends = depth == jsonFrom && (value == '}' || value == ']');
        if (opener != 0 && !ends) {
            into.take(opener);
            opener = 0;
            // More than one text, so that nobody looks for the next one in its place.
            taken += 2;
        }
        if (opener == 0) {
            into.take(value);
            if (ends && apart) {
                into.take((byte) '\n');
            }
        }
    }

    private void beginString() {
        inString = true;
        inKey = expectsKey;
        keyLength = 0;
        takes = allFrom > 0 || jsonFrom > 0 || !expectsKey && textsStandHere();
    }

    private boolean textsStandHere() {
        return is(arrays, depth) ? is(texts, depth) : member == Role.TEXT || member == Role.TEXT_OR_JSON;
    }

    private void named() {
        if (expectsKey) {
            // What a tool calls its own is no message and no image.
            member = allFrom > 0 || jsonFrom > 0 ? Role.NONE : keys.role(key, keyLength);
            expectsKey = false;
            messages += member == Role.MESSAGE ? 1 : 0;
            images += member == Role.IMAGE ? 1 : 0;
        }
    }

    private void open(boolean array) {
        boolean text = textsStandHere();
        // Anthropic's input of a tool is an object, that of OpenAI's responses is a text or messages.
        boolean json = member == Role.JSON || !array && member == Role.TEXT_OR_JSON;
        boolean all = member == Role.ALL;
        depth++;
        long bit = depth < Long.SIZE ? 1L << depth : 0;
        arrays = array ? arrays | bit : arrays & ~bit;
        texts = array && text ? texts | bit : texts & ~bit;
        if (all) {
            allFrom = depth;
        } else if (json) {
            jsonFrom = depth;
            opener = (byte) (array ? '[' : '{');
        }
        expectsKey = !array;
        member = Role.NONE;
    }

    private void close() {
        allFrom = allFrom == depth ? 0 : allFrom;
        if (jsonFrom == depth) {
            jsonFrom = 0;
            opener = 0;
        }
        depth = Math.max(0, depth - 1);
        expectsKey = false;
        member = Role.NONE;
    }

    private static boolean is(long bits, int depth) {
        return depth < Long.SIZE && (bits >>> depth & 1) != 0;
    }
}
