package dev.sluice.core.routing;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What strategies that look into a request want to know of it. Read off the body without building a tree, and only for
 * routes whose strategy asks for it. A system prompt counts as a message, wherever the API puts it.
 *
 * @param textChars characters of text in all messages
 * @param messages how many messages there are
 * @param tools how many tools are offered
 * @param task what the request is about, by its words
 */
public record Conversation(long textChars, int messages, int tools, Task task) {

    /** What requests are about, in the order in which they are looked for. */
    public enum Task {
        CODE,
        TRANSLATION,
        CREATIVE,
        ANALYSIS,
        MATH,
        DEFAULT
    }

    /** Bytes of a body that are looked at, at the most; what is cut there counts with what was seen. */
    public static final int MOST_LOOKED_AT = 1024 * 1024;

    /** Reads a body, whose parts are borrowed for the call; null when it is no JSON object. */
    public static @Nullable Conversation read(List<ByteBuffer> body) {
        return ConversationReader.read(body);
    }
}
